/** Tests of the dashboard's HTTP server. */
@NullMarked
package dev.tidegate.tools.dashboard.web;

import org.jspecify.annotations.NullMarked;
