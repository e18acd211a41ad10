/** Service managers: what they are told, the sockets that they pass on, and systemd itself. */
@NullMarked
package dev.tidegate.acceptance.service;

import org.jspecify.annotations.NullMarked;
