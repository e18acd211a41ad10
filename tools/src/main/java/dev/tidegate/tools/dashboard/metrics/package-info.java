/** The figures of pools as Prometheus wants them. */
@NullMarked
package dev.tidegate.tools.dashboard.metrics;

import org.jspecify.annotations.NullMarked;
