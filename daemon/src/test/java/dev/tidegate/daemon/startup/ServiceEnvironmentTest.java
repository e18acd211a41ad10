package dev.tidegate.daemon.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.daemon.startup.ServiceEnvironment.Passed;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service manager says in the environment. */
final class ServiceEnvironmentTest {
  private static final int OURS = 100;
  private static final int LAUNCHER = 99;

  private static ServiceEnvironment read(String... environment) throws StartupFailure {
    return ServiceEnvironment.read(List.of(environment), Set.of(OURS, LAUNCHER));
  }

  @Test
  void withoutAManagerThereIsNothing() throws StartupFailure {
    assertThat(read("PATH=/bin"))
        .isEqualTo(new ServiceEnvironment(Optional.empty(), 0, List.of(), List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/run/systemd/notify", "@/org/freedesktop/systemd1/notify"})
  void aPathOrAnAbstractNameIsTheManagersSocket(String path) throws StartupFailure {
    ServiceEnvironment read = read("NOTIFY_SOCKET=" + path);
    assertThat(read.notifySocket()).hasValue(path);
    assertThat(read.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "notify", "vsock:2:1234", "/", "@"})
  void anythingElseIsIgnoredWithAWarning(String path) throws StartupFailure {
    ServiceEnvironment read = read("NOTIFY_SOCKET=" + path);
    assertThat(read.notifySocket()).isEmpty();
    assertThat(read.warnings()).singleElement().asString().startsWith("NOTIFY_SOCKET=" + path);
  }

  @Test
  void aPathOf107BytesIsTakenAndOneMoreIsNot() throws StartupFailure {
    assertThat(read("NOTIFY_SOCKET=/" + "x".repeat(106)).notifySocket()).isPresent();
    assertThat(read("NOTIFY_SOCKET=/" + "x".repeat(107)).notifySocket()).isEmpty();
  }

  @Test
  void theWatchdogIsOursIfItNamesNobodyOrUsOrTheLauncher() throws StartupFailure {
    assertThat(read("WATCHDOG_USEC=30000000").watchdogNanos()).isEqualTo(30_000_000_000L);
    assertThat(read("WATCHDOG_USEC=1", "WATCHDOG_PID=100").watchdogNanos()).isEqualTo(1_000);
    assertThat(read("WATCHDOG_USEC=1", "WATCHDOG_PID=99").watchdogNanos()).isEqualTo(1_000);
    assertThat(read("WATCHDOG_USEC=1", "WATCHDOG_PID=98").watchdogNanos()).isZero();
    assertThat(read("WATCHDOG_PID=100").watchdogNanos()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "30s", "9999999999999999"})
  void aTimeThatIsNoNumberOfMicrosecondsIsIgnoredWithAWarning(String micros) throws StartupFailure {
    ServiceEnvironment read = read("WATCHDOG_USEC=" + micros);
    assertThat(read.watchdogNanos()).isZero();
    assertThat(read.warnings()).singleElement().asString().startsWith("WATCHDOG_USEC=" + micros);
  }

  @Test
  void socketsAreCountedFromThreeAndHaveTheirNames() throws StartupFailure {
    assertThat(read("LISTEN_PID=100", "LISTEN_FDS=2", "LISTEN_FDNAMES=notify:command").sockets())
        .containsExactly(
            new Passed(3, Optional.of("notify")), new Passed(4, Optional.of("command")));
  }

  @Test
  void aNameThatOnlyTheUnitHasGivenIsNone() throws StartupFailure {
    assertThat(read("LISTEN_PID=99", "LISTEN_FDS=3", "LISTEN_FDNAMES=x.socket:unknown:").sockets())
        .extracting(Passed::name)
        .containsOnly(Optional.empty());
    assertThat(read("LISTEN_PID=100", "LISTEN_FDS=1").sockets())
        .containsExactly(new Passed(3, Optional.empty()));
  }

  @Test
  void socketsForAnotherProcessAreNotOurs() throws StartupFailure {
    assertThat(read("LISTEN_PID=98", "LISTEN_FDS=nonsense").sockets()).isEmpty();
    assertThat(read("LISTEN_FDS=1").sockets()).isEmpty();
    assertThat(read("LISTEN_PID=100", "LISTEN_FDS=0", "LISTEN_FDNAMES=").sockets()).isEmpty();
    assertThat(read("LISTEN_PID=100").sockets()).isEmpty();
  }

  @Test
  void fiveSocketsAreTakenAndOneMoreIsAnError() throws StartupFailure {
    assertThat(read("LISTEN_PID=100", "LISTEN_FDS=5").sockets()).hasSize(5);
    assertThatThrownBy(() -> read("LISTEN_PID=100", "LISTEN_FDS=6"))
        .hasMessage("LISTEN_FDS=6 from the service manager: 0 to 5 sockets can be taken over");
    assertThatThrownBy(() -> read("LISTEN_PID=100", "LISTEN_FDS=two"))
        .hasMessageStartingWith("LISTEN_FDS=two from the service manager");
  }

  @Test
  void namesThatAreNotAsManyAsSocketsAreAnError() {
    assertThatThrownBy(() -> read("LISTEN_PID=100", "LISTEN_FDS=2", "LISTEN_FDNAMES=notify"))
        .hasMessage(
            "LISTEN_FDNAMES=notify from the service manager has 1 names for LISTEN_FDS=2 sockets");
  }
}
