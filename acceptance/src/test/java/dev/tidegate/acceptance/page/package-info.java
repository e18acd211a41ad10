/** The dashboard's page in a real Chromium. */
@NullMarked
package dev.tidegate.acceptance.page;

import org.jspecify.annotations.NullMarked;
