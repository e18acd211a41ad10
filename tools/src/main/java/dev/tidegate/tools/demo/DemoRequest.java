package dev.tidegate.tools.demo;

import dev.tidegate.client.ControlClient;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Arrays;

/** Sends the words after a socket's path as one command and prints the answer. */
final class DemoRequest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private DemoRequest() {}

  public static void main(String[] arguments) {
    if (arguments.length < 2) {
      System.err.println("which command? For example: status, workers, load, help");
      System.exit(1);
    }
    String command = String.join(" ", Arrays.asList(arguments).subList(1, arguments.length));
    try {
      System.out.print(
          new ControlClient(UnixDomainSocketAddress.of(arguments[0]), PATIENCE).ask(command));
    } catch (IOException failure) {
      System.err.println(failure.getMessage());
      System.exit(1);
    }
  }
}
