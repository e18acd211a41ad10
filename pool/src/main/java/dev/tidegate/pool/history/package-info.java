/** The ten-minute and 24-hour buckets, and the histogram. Internal to the pool. */
@NullMarked
package dev.tidegate.pool.history;

import org.jspecify.annotations.NullMarked;
