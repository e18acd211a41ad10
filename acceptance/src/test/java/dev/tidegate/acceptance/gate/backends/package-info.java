/** The back-ends of the gate besides nft: iptables, HAProxy and commands, each for real. */
@NullMarked
package dev.tidegate.acceptance.gate.backends;

import org.jspecify.annotations.NullMarked;
