package dev.tidegate.tools.gate;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the running gate can be asked. */
final class SocketOption {
  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "the Unix socket of the running gate (default: ${DEFAULT-VALUE})")
  private Path path = Path.of("/run/tidegate-gate/gate.sock");

  Path path() {
    return path;
  }
}
