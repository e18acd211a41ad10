package dev.tidegate.tools.gate;

import dev.tidegate.client.NotifyListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tidegate gate check}. */
@Command(
    name = "check",
    sortOptions = false,
    description =
        "Looks whether a gate with these options would work on this host, and says what to do where"
            + " it would not. It changes nothing. Run it as the gate's user.",
    footer = {"", "Exit status: 0 if nothing is BAD, else 1."})
final class GateCheckCommand implements Callable<Integer> {
  @Mixin private final TargetOptions target = new TargetOptions();
  @Mixin private final PortOptions port = new PortOptions();
  @Mixin private final BackendOptions means = new BackendOptions();
  @Mixin private final RuleOptions rules = new RuleOptions();
  @Mixin private final SocketOption socket = new SocketOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      target.to();
      port.check();
      means.check(port);
      rules.settings(target.control().isPresent(), port.means().renew());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    HostCheck check = new HostCheck();
    ListeningPorts listening = new ListeningPorts(Path.of("/proc"));
    switch (port.means()) {
      case NFT -> {
        check.nft(Nft.find(), port.nftRules(rules.isProportional(), Owner.self()));
        port.ports().forEach(each -> check.port(listening, each));
      }
      case IPTABLES -> {
        check.iptables(port.iptablesRules(Owner.self()));
        port.ports().forEach(each -> check.port(listening, each));
      }
      case HAPROXY -> check.agentPort(listening, means.listenAddress());
      case COMMAND -> {}
    }
    check.socket(socket.path());
    try (NotifyListener listener = target.listener()) {
      check.add(new MultiplexorCheck(target.to(), target.control()).findings(listener));
    }
    check.findings().forEach(System.out::println);
    System.out.flush();
    return check.findings().stream().anyMatch(each -> each.weight() == CheckResult.Weight.BAD)
        ? 1
        : 0;
  }
}
