/** Tests of the dashboard's metrics. */
@NullMarked
package dev.tidegate.tools.dashboard.metrics;

import org.jspecify.annotations.NullMarked;
