/** The texts of status, load and histogram. */
@NullMarked
package dev.tidegate.pool.reports;

import org.jspecify.annotations.NullMarked;
