/** Lock, pid file, umask, privileges, daemonising, inherited sockets. */
@NullMarked
package dev.tidegate.daemon.startup;

import org.jspecify.annotations.NullMarked;
