/** Commands and answers of the command socket. */
@NullMarked
package dev.tidegate.protocol.control;

import org.jspecify.annotations.NullMarked;
