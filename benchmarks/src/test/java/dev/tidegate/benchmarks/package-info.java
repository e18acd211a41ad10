/** Tests of what the benchmarks reckon with. */
@NullMarked
package dev.tidegate.benchmarks;

import org.jspecify.annotations.NullMarked;
