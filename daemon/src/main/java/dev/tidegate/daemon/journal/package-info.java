/** Syslog records and the statistics file. */
@NullMarked
package dev.tidegate.daemon.journal;

import org.jspecify.annotations.NullMarked;
