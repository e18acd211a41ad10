/** The image on machines without Java, and on machines that are not for it. */
@NullMarked
package dev.tidegate.acceptance.image;

import org.jspecify.annotations.NullMarked;
