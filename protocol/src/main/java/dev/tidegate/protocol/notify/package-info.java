/** Messages, interest lines and JSON form of the notification socket: parsing and formatting. */
@NullMarked
package dev.tidegate.protocol.notify;

import org.jspecify.annotations.NullMarked;
