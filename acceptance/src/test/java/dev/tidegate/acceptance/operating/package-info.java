/** What an operator asks beside the answers themselves: check, doctor and watch, with both. */
@NullMarked
package dev.tidegate.acceptance.operating;

import org.jspecify.annotations.NullMarked;
