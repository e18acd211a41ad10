/** The packaged program under crowds, without what it needs, and over a long time. */
@NullMarked
package dev.tidegate.acceptance.scale;

import org.jspecify.annotations.NullMarked;
