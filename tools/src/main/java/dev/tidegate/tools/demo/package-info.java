/** {@code tidegate demo}: a small multiplexor with pretended mail, watched as it works. */
@NullMarked
package dev.tidegate.tools.demo;

import org.jspecify.annotations.NullMarked;
