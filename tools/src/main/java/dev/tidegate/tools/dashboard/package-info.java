/** {@code tidegate dashboard}: the state of one or several pools as a page, as data, as metrics. */
@NullMarked
package dev.tidegate.tools.dashboard;

import org.jspecify.annotations.NullMarked;
