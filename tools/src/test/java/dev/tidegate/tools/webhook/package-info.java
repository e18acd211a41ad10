/** Tests of the webhook: its spool at every bound, and what it does with each kind of receiver. */
@NullMarked
package dev.tidegate.tools.webhook;

import org.jspecify.annotations.NullMarked;
