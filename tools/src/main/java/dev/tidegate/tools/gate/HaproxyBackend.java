package dev.tidegate.tools.gate;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Has HAProxy send new connections elsewhere, by answering its agent checks with the share of the
 * workers that can take a request.
 */
final class HaproxyBackend implements Backend {
  /** More than five of HAProxy's usual intervals. */
  static final Duration FAREWELL = Duration.ofSeconds(10);

  private final InetSocketAddress address;
  private final AgentWords words;
  private final Consumer<String> tell;
  private Optional<AgentPort> port = Optional.empty();

  /**
   * @param tell takes a sentence when something could not be put right
   */
  HaproxyBackend(InetSocketAddress address, AgentWords words, Consumer<String> tell) {
    this.address = address;
    this.words = words;
    this.tell = tell;
  }

  @Override
  public void prepare() throws BackendException {
    try {
      port = Optional.of(AgentPort.open(address, words.open()));
    } catch (IOException e) {
      throw new BackendException(
          "cannot listen on " + text(address) + " for HAProxy's agent checks: " + e.getMessage(),
          e);
    }
  }

  @Override
  public void refuse(RefusedShare refusal) throws BackendException {
    AgentPort serving =
        port.filter(AgentPort::isServing)
            .orElseThrow(() -> new BackendException("nobody answers HAProxy's agent checks"));
    serving.answer(words.of(refusal), refusal.lease());
  }

  @Override
  public void close() throws BackendException {
    if (port.isEmpty()) {
      return;
    }
    AgentPort closing = port.get();
    port = Optional.empty();
    try (closing) {
      if (!closing.sayFarewell(FAREWELL)) {
        tell.accept(
            "not every HAProxy that asked lately has come back within %d s to hear '%s': look at"
                    .formatted(FAREWELL.toSeconds(), words.open().strip())
                + " its servers' weights");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  @Override
  public String lapsed() {
    return "HAProxy is told again that all is open, when it asks";
  }

  @Override
  public String describe() {
    return "haproxy, agent checks on " + text(address);
  }
}
