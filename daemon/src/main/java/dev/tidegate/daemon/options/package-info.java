/** Options as getopt(3) reads them for the original, with defaults and usage. */
@NullMarked
package dev.tidegate.daemon.options;

import org.jspecify.annotations.NullMarked;
