/** {@code tidegate dashboard} as a server, with either multiplexor. */
@NullMarked
package dev.tidegate.acceptance.dashboard;

import org.jspecify.annotations.NullMarked;
