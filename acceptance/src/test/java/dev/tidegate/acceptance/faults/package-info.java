/** The multiplexor when workers, listeners, disks and the system log fail. */
@NullMarked
package dev.tidegate.acceptance.faults;

import org.jspecify.annotations.NullMarked;
