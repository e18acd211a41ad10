/** Command-line options in the form of getopt(3), with defaults and usage. */
@NullMarked
package dev.tidegate.daemon.options;

import org.jspecify.annotations.NullMarked;
