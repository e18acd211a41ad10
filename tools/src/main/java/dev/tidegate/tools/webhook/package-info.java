/** {@code --webhook}: events as CloudEvents by HTTP, kept on disk until they are taken. */
@NullMarked
package dev.tidegate.tools.webhook;

import org.jspecify.annotations.NullMarked;
