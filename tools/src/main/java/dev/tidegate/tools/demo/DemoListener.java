package dev.tidegate.tools.demo;

import dev.tidegate.client.NotifyConnection;
import dev.tidegate.protocol.notify.Interest;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Prints what comes from the notification socket at a path, with its meaning. */
final class DemoListener {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private DemoListener() {}

  public static void main(String[] arguments) {
    String types = arguments.length > 1 ? arguments[1] : "*";
    Interest interest = Interest.parse("?" + types).orElse(Interest.ALL);
    try (NotifyConnection listener =
        NotifyConnection.connect(UnixDomainSocketAddress.of(arguments[0]), PATIENCE)) {
      listener.want(interest);
      for (Optional<String> line = listener.read(); line.isPresent(); line = listener.read()) {
        String words =
            MessageMeaning.of(ReceivedMessage.parse(line.get()), DemoMultiplexor.SLOTS).words();
        System.out.println(String.format(Locale.ROOT, "%-32s %s", line.get(), words));
      }
    } catch (IOException failure) {
      System.err.println(failure.getMessage());
      System.exit(1);
    }
  }
}
