/** The house rules, and the packaged program against its real peers. */
@NullMarked
package dev.tidegate.acceptance;

import org.jspecify.annotations.NullMarked;
