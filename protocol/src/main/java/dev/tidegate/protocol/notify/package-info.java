/** Notify messages, interest, options and the JSON form: parse and print. */
@NullMarked
package dev.tidegate.protocol.notify;

import org.jspecify.annotations.NullMarked;
