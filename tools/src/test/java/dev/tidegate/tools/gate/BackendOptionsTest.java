package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class BackendOptionsTest {

  private static BackendOptions parsed(String... words) {
    BackendOptions options = new BackendOptions();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("means", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
        .registerConverter(Duration.class, GateText::time)
        .parseArgs(words);
    return options;
  }

  private static InetSocketAddress listening(String address) {
    return parsed("--listen", address).listenAddress();
  }

  private static InetSocketAddress at(String address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), 4568);
  }

  @Test
  void listensWhereItIsTold() {
    assertThat(listening("127.0.0.2:4568")).isEqualTo(at("127.0.0.2"));
    assertThat(listening("[::1]:4568")).isEqualTo(at("::1"));
    assertThat(listening("inet:4568")).isEqualTo(at("127.0.0.1"));
    assertThat(listening("inet_any:4568")).isEqualTo(at("0.0.0.0"));
    assertThat(listening("inet6_any:4568")).isEqualTo(at("::"));
  }

  @Test
  void placesThatHaproxyCannotAskAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> listening("/run/agent.sock"))
        .withMessageContaining("is no port of this host");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parsed().listenAddress())
        .withMessageContaining("needs --listen");
  }

  @Test
  void leastWeightIsAShare() {
    assertThat(parsed().agentWords().leastPercent()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parsed("--least-weight", "101").agentWords())
        .withMessageContaining("not from 0 to 100");
  }

  @Test
  void commandsAreSplitUnlessAShellRunsThem() {
    assertThat(parsed("--open", "a 'b c'", "--close", "d").commands().open())
        .isEqualTo(List.of("a", "b c"));
    assertThat(parsed("--shell", "--open", "a 'b c'", "--close", "d").commands().open())
        .isEqualTo(List.of("/bin/sh", "-c", "a 'b c'"));
  }

  @Test
  void bothCommandsAreNeeded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parsed("--close", "d").commands())
        .withMessageContaining("needs --open");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parsed("--open", " ", "--close", "d").commands())
        .withMessageContaining("--open");
  }

  @Test
  void commandHasABoundedTime() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> parsed("--open", "a", "--close", "b", "--command-timeout", "9s").commands())
        .withMessageContaining("not from 100 ms to 8 s");
  }
}
