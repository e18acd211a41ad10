/** The texts of status, load and histogram. Internal to the pool. */
@NullMarked
package dev.tidegate.pool.reports;

import org.jspecify.annotations.NullMarked;
