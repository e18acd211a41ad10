/**
 * Entry point of the pool: {@code Pool}, {@code Event}, {@code Effect}, {@code Now}, and the
 * context of an event.
 *
 * <p>The sub-packages hold state and decisions; they add effects only through {@code EventContext},
 * in call order, and do not see {@code Pool}. Except {@code values} and {@code settings} they are
 * internal, though some of their types are public for the others.
 */
@NullMarked
package dev.tidegate.pool;

import org.jspecify.annotations.NullMarked;
