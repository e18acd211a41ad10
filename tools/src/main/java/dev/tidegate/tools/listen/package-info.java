/** {@code tidegate listen}: what happens in one or several pools, printed or acted upon. */
@NullMarked
package dev.tidegate.tools.listen;

import org.jspecify.annotations.NullMarked;
