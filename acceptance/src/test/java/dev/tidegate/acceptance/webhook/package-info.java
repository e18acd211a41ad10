/** {@code tidegate listen --webhook} with real multiplexors and receivers of every kind. */
@NullMarked
package dev.tidegate.acceptance.webhook;

import org.jspecify.annotations.NullMarked;
