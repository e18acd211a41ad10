/** Tests of the pictures of {@code tidegate top}, of its keys, and of what it sends. */
@NullMarked
package dev.tidegate.tools.top;

import org.jspecify.annotations.NullMarked;
