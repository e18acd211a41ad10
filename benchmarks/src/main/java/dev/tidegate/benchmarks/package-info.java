/** JMH benchmarks of the pool, and whole-program comparisons with the reference. */
@NullMarked
package dev.tidegate.benchmarks;

import org.jspecify.annotations.NullMarked;
