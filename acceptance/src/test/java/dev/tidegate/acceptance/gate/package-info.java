/** Keeping senders out of a real Postfix, tried by connecting from another network namespace. */
@NullMarked
package dev.tidegate.acceptance.gate;

import org.jspecify.annotations.NullMarked;
