/** {@code tidegate gate}: keeps new SMTP connections out while no worker can take them. */
@NullMarked
package dev.tidegate.tools.gate;

import org.jspecify.annotations.NullMarked;
