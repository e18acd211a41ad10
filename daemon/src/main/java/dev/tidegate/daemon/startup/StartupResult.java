package dev.tidegate.daemon.startup;

import dev.tidegate.daemon.journal.Journal;
import dev.tidegate.daemon.journal.Statistics;
import dev.tidegate.daemon.loop.Trace;
import dev.tidegate.daemon.net.Capacity;
import dev.tidegate.daemon.net.ListeningSocket;
import dev.tidegate.daemon.posix.WorkerProgram;
import java.util.List;

/**
 * What start-up has made, for the loop to run with.
 *
 * @param spoolDirectory absolute; the directory of the process now
 * @param sockets all that listen
 * @param capacity as many connections as descriptors and memory allow
 * @param service what a service manager has said
 * @param files to be removed as the last thing of all
 * @param pipe to be told when the loop is about to run
 */
public record StartupResult(
    String spoolDirectory,
    List<ListeningSocket> sockets,
    WorkerProgram workers,
    Capacity capacity,
    Journal journal,
    Statistics statistics,
    Trace trace,
    ServiceEnvironment service,
    ProcessFiles files,
    LaunchPipe pipe) {}
