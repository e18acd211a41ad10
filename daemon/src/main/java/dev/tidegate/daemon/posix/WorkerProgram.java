package dev.tidegate.daemon.posix;

import java.util.List;

/**
 * Everything that a worker process is started with.
 *
 * @param path the program, absolute
 * @param arguments its argv, its name included
 * @param environment its whole environment, each {@code NAME=VALUE}
 * @param statusPipe whether its descriptor 3 is a pipe to us
 * @param limits what differs from our own limits
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
