/** The pool in a made-up world, checked after every event. */
@NullMarked
package dev.tidegate.pool.simulation;

import org.jspecify.annotations.NullMarked;
