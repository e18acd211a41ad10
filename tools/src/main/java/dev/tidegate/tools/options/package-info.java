/** What the options of several tools have in common. */
@NullMarked
package dev.tidegate.tools.options;

import org.jspecify.annotations.NullMarked;
