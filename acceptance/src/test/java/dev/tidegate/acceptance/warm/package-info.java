/** Workers that are forked by a warm parent, rereads, and starts that fail, with real programs. */
@NullMarked
package dev.tidegate.acceptance.warm;

import org.jspecify.annotations.NullMarked;
