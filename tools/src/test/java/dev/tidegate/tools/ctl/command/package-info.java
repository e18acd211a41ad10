/** Tests of what the commands are made of. */
@NullMarked
package dev.tidegate.tools.ctl.command;

import org.jspecify.annotations.NullMarked;
