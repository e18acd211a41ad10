/** {@code tidegate ctl} and md-mx-ctrl beside Debian's own client. */
@NullMarked
package dev.tidegate.acceptance.ctl;

import org.jspecify.annotations.NullMarked;
