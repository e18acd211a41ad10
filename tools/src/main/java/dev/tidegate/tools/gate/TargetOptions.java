package dev.tidegate.tools.gate;

import dev.tidegate.client.Address;
import dev.tidegate.client.NotifyListener;
import dev.tidegate.client.ReconnectPolicy;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom the gate listens to. */
final class TargetOptions {
  /** With the two seconds that an answer may take, a word is never older than what is fresh. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final ReconnectPolicy RECONNECT =
      ReconnectPolicy.exponential(Duration.ofMillis(100), Duration.ofSeconds(5));

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

  /** Returns a listener to it, for what a gate wants to know. */
  NotifyListener listener() {
    NotifyListener.Builder builder =
        NotifyListener.to(to())
            .types("FYZ")
            .snapshot()
            .json()
            .heartbeat(HEARTBEAT)
            .connectTimeout(CONNECT_TIMEOUT)
            .reconnect(RECONNECT);
    control.ifPresent(builder::control);
    return builder.build();
  }

  Optional<Address> control() {
    return control;
  }
}
