/** {@code tidegate demo} as a person starts it, in a pipe and in a terminal. */
@NullMarked
package dev.tidegate.acceptance.demo;

import org.jspecify.annotations.NullMarked;
