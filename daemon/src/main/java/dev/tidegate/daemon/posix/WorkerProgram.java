package dev.tidegate.daemon.posix;

import java.util.List;

/**
 * Program, environment and limits of worker processes.
 *
 * @param path program, absolute
 * @param arguments argv, including the name
 * @param environment complete environment, {@code NAME=VALUE} each
 * @param statusPipe whether descriptor 3 is a pipe to the daemon
 * @param limits limits that differ from those of the daemon
 */
public record WorkerProgram(
    String path,
    List<String> arguments,
    List<String> environment,
    boolean statusPipe,
    List<Limits.Setting> limits) {

  public WorkerProgram {
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
    limits = List.copyOf(limits);
  }
}
