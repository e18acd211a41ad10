/** The HTTP server of the dashboard: who may ask what, limits, files, streams of events. */
@NullMarked
package dev.tidegate.tools.dashboard.web;

import org.jspecify.annotations.NullMarked;
