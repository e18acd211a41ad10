/** The multiplexor among its real peers: Postfix, mimedefang, md-mx-ctrl, the init script. */
@NullMarked
package dev.tidegate.acceptance.peers;

import org.jspecify.annotations.NullMarked;
