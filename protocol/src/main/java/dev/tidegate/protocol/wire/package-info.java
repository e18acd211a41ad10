/** Latin-1 lines, netstrings and percent encoding, each with its bound. */
@NullMarked
package dev.tidegate.protocol.wire;

import org.jspecify.annotations.NullMarked;
