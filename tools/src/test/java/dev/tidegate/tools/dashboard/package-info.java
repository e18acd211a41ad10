/** Tests of the dashboard. */
@NullMarked
package dev.tidegate.tools.dashboard;

import org.jspecify.annotations.NullMarked;
