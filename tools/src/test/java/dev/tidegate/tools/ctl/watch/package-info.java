/** Tests of what is shown of a command that runs again and again. */
@NullMarked
package dev.tidegate.tools.ctl.watch;

import org.jspecify.annotations.NullMarked;
