/** The transcripts: their format, and the runners that play them on a stage. */
@NullMarked
package dev.tidegate.acceptance.transcript;

import org.jspecify.annotations.NullMarked;
