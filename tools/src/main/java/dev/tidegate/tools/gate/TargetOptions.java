package dev.tidegate.tools.gate;

import dev.tidegate.client.Address;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom the gate listens to. */
final class TargetOptions {
  @Option(
      names = "--to",
      paramLabel = "ADDRESS",
      description =
          "the multiplexor's notification socket (its -O): /path, unix:/path, inet:PORT,"
              + " HOST:PORT or [::1]:PORT")
  private @Nullable Address to;

  @Option(
      names = "--control",
      paramLabel = "ADDRESS",
      description =
          "its command socket (-s) or unprivileged socket (-a). MIMEDefang's own multiplexor is"
              + " asked there how many workers are free; ours tells it by itself")
  private Optional<Address> control = Optional.empty();

  Address to() {
    if (to == null) {
      throw new IllegalArgumentException(
          "--to ADDRESS is missing: the notification socket, as the multiplexor's -O has it");
    }
    return to;
  }

  Optional<Address> control() {
    return control;
  }
}
