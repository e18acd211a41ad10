/** The listener library against both multiplexors, and against connections that misbehave. */
@NullMarked
package dev.tidegate.acceptance.listener;

import org.jspecify.annotations.NullMarked;
