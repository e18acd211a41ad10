/** Bounded parsing of Latin-1 lines, netstrings and percent encoding. */
@NullMarked
package dev.tidegate.protocol.wire;

import org.jspecify.annotations.NullMarked;
