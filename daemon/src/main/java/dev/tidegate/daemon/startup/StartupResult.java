package dev.tidegate.daemon.startup;

import dev.tidegate.daemon.journal.Journal;
import dev.tidegate.daemon.journal.Statistics;
import dev.tidegate.daemon.loop.Trace;
import dev.tidegate.daemon.net.Capacity;
import dev.tidegate.daemon.net.ListeningSocket;
import dev.tidegate.daemon.net.LoaderProgram;
import java.util.List;

/**
 * Resources created by start-up, for the loop.
 *
 * @param spoolDirectory absolute; the current directory of the process
 * @param sockets all listening sockets
 * @param workers program of workers and loaders
 * @param mostWorkers how many workers descriptors, processes and memory allow, at least 1
 * @param capacity limits of connections, by descriptors and memory
 * @param service environment of the service manager
 * @param files files to be removed at the very end
 * @param pipe pipe for reporting that the loop is about to run
 */
public record StartupResult(
    String spoolDirectory,
    List<ListeningSocket> sockets,
    LoaderProgram workers,
    int mostWorkers,
    Capacity capacity,
    Journal journal,
    Statistics statistics,
    Trace trace,
    ServiceEnvironment service,
    ProcessFiles files,
    LaunchPipe pipe) {}
