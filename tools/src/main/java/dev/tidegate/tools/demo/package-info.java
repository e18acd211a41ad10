/** A demonstration: a small multiplexor of its own making, to try the tools against. */
@NullMarked
package dev.tidegate.tools.demo;

import org.jspecify.annotations.NullMarked;
