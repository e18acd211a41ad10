/**
 * The commands that need no worker: queries, and the orders of an operator. Internal to the pool.
 */
@NullMarked
package dev.tidegate.pool.commands;

import org.jspecify.annotations.NullMarked;
