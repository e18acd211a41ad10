/**
 * The door and the decisions: {@code Pool}, {@code Event}, {@code Effect}, {@code Now}, {@code
 * PoolSettings}.
 */
@NullMarked
package dev.tidegate.pool;

import org.jspecify.annotations.NullMarked;
