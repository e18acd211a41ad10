/** What each listener is owed: interest, backlog, coalescing, replay ring. */
@NullMarked
package dev.tidegate.pool.feed;

import org.jspecify.annotations.NullMarked;
