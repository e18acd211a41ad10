package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

final class GateOptionsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--dry-run --to=inet:0",
        "--dry-run --to=/x --port=0",
        "--dry-run --to=/x --port=65536",
        "--dry-run --to=/x --port=smtp",
        "--dry-run --to=/x --exempt=example.org",
        "--dry-run --to=/x --table=a;b",
        "--dry-run --to=/x --table=1",
        "--dry-run --to=/x --backend=ipfw",
        "--dry-run --to=/x --lease=6999ms",
        "--dry-run --to=/x --lease=15s --renew=14s",
        "--dry-run --to=/x --renew=999ms",
        "--dry-run --to=/x --grace=16s",
        "--dry-run --to=/x --max-closed=4s",
        "--dry-run --to=/x --close-after=61s",
        "--dry-run --to=/x --open-after=soon",
        "--dry-run --to=/x --open-when=0",
        "--dry-run --to=/x --from=0%",
        "--dry-run --to=/x --from=101%",
        "--dry-run --to=/x rubbish",
        "--socket=/nowhere/s hold-open",
        "--socket /nowhere/s status",
        "--lease=15s resume",
        "--to=/nowhere/n --port=2525 check",
        "hold-open soon",
        "hold-open 366d",
        "check"
      })
  void wrongOptionsAreRefused(String words) {
    String[] arguments = words.isEmpty() ? new String[0] : words.split(" ", -1);
    assertThat(Gate.commandLine().execute(arguments)).isEqualTo(2);
  }

  @Test
  void leaseMayBeAsShortAsOneRenewalAndOneRunOfNft() {
    String[] shortest = {"--lease=3s", "--renew=1s"};
    RuleOptions rules = new RuleOptions();
    new CommandLine(CommandSpec.forAnnotatedObject(rules))
        .registerConverter(Duration.class, GateText::time)
        .registerConverter(Threshold.class, Threshold::parse)
        .parseArgs(shortest);
    GateSettings settings = rules.settings(true, Duration.ofSeconds(5));
    assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.renew()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void withoutOptionsAClosingIsAsTheDocumentsSay() {
    assertThat(new RuleOptions().settings(false, GateSettings.DEFAULT.renew()))
        .isEqualTo(GateSettings.DEFAULT);
  }

  @Test
  void asManyPortsAsThereMayBe() {
    assertThat(Gate.commandLine().parseArgs("--to=/x", ports(64)).errors()).isEmpty();
    assertThat(Gate.commandLine().execute("--dry-run", "--to=/x", ports(65))).isEqualTo(2);
  }

  @Test
  void blanksMayStandBesideTheCommasOfAList() {
    PortOptions options = new PortOptions();
    new CommandLine(CommandSpec.forAnnotatedObject(options))
        .registerConverter(Network.class, Network::parse)
        .parseArgs("--port", "25, 587 ,465", "--exempt", "192.0.2.0/24, 2001:db8::/32");
    assertThat(options.ports()).containsExactly(25, 465, 587);
    assertThat(options.exempt()).hasSize(2);
    String help = new CommandLine(CommandSpec.forAnnotatedObject(options)).getUsageMessage();
    assertThat(help).contains("--port=PORT[,PORT...]");
  }

  private static String ports(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(",", "--port=", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "250ms, PT0.25S",
    "15, PT15S",
    "15s, PT15S",
    "10m, PT10M",
    "2h, PT2H",
    "1d, P1D"
  })
  void timesAreRead(String text, Duration time) {
    assertThat(GateText.time(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "-1s", "1.5s", "1 s", "1w", "1234567890", "٣s"})
  void whatIsNoTimeIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GateText.time(text))
        .withMessageContaining("'" + text + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 ms",
    "PT0.25S, 250 ms",
    "PT1S, 1 s",
    "PT1.5S, 1.5 s",
    "PT9M, 540 s",
    "PT90M, 90 min"
  })
  void timesAreWritten(Duration time, String text) {
    assertThat(GateText.of(time)).isEqualTo(text);
  }
}
