/** The programs that the acceptance tests start, and the private hosts they run in. */
@NullMarked
package dev.tidegate.acceptance.subject;

import org.jspecify.annotations.NullMarked;
