package dev.tidegate.daemon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.daemon.journal.SyslogReceiver;
import dev.tidegate.daemon.posix.MonotonicClock;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.ServiceState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The datagrams to a service manager, and when they go, with the time as an argument. */
final class ServiceManagerTest {
  private static final long SECOND = 1_000_000_000;
  private static final long WATCHDOG_NANOS = 10 * SECOND;
  private static final long NEVER = Long.MAX_VALUE;

  @TempDir Path folder;

  private final List<String> log = new ArrayList<>();
  private final RecordSink records =
      new RecordSink() {
        @Override
        public void log(LogLevel level, String text) {
          log.add(level + " " + text);
        }

        @Override
        public void statistic(String text) {}
      };

  private Path socket() {
    return folder.resolve("notify");
  }

  private ServiceManager manager(long watchdogNanos) {
    return new ServiceManager(Optional.of(socket().toString()), watchdogNanos, records);
  }

  @Test
  void nothingIsToldBeforeReadyNotEvenTheStatus() throws Exception {
    try (SyslogReceiver receiver = new SyslogReceiver(socket())) {
      ServiceManager manager = manager(WATCHDOG_NANOS);
      assertThat(manager.settle(System.nanoTime(), () -> "too early")).isEqualTo(NEVER);
      manager.tell(ServiceState.READY);
      assertThat(receiver.next()).isEqualTo("READY=1");
    }
  }

  @Test
  void theStatusIsToldAtOnceThenOnceASecondAndOnlyWhenItHasChanged() throws Exception {
    try (SyslogReceiver receiver = new SyslogReceiver(socket())) {
      ServiceManager manager = manager(0);
      manager.tell(ServiceState.READY);
      assertThat(receiver.next()).isEqualTo("READY=1");
      long start = System.nanoTime();
      assertThat(manager.settle(start, () -> "one")).isEqualTo(NEVER);
      assertThat(receiver.next()).isEqualTo("STATUS=one");

      assertThat(manager.settle(start + 1, () -> "two")).isEqualTo(start + SECOND);
      assertThat(manager.settle(start + SECOND - 1, () -> "three")).isEqualTo(start + SECOND);
      assertThat(manager.settle(start + SECOND, () -> "four")).isEqualTo(NEVER);
      assertThat(receiver.next()).isEqualTo("STATUS=four");

      assertThat(manager.settle(start + 5 * SECOND, () -> "four")).isEqualTo(NEVER);
      assertThat(manager.settle(start + 7 * SECOND, () -> "five")).isEqualTo(NEVER);
      assertThat(receiver.next()).isEqualTo("STATUS=five");
    }
  }

  @Test
  void theWatchdogIsFedAtTheStartAndThenAfterHalfOfItsTime() throws Exception {
    try (SyslogReceiver receiver = new SyslogReceiver(socket())) {
      ServiceManager manager = manager(WATCHDOG_NANOS);
      manager.tell(ServiceState.READY);
      assertThat(receiver.next()).isEqualTo("READY=1");
      long start = System.nanoTime();
      assertThat(manager.settle(start, () -> "same")).isEqualTo(start + WATCHDOG_NANOS / 2);
      assertThat(receiver.next()).isEqualTo("WATCHDOG=1");
      assertThat(receiver.next()).isEqualTo("STATUS=same");
      assertThat(manager.settle(start + 4 * SECOND, () -> "same"))
          .isEqualTo(start + WATCHDOG_NANOS / 2);
      assertThat(manager.settle(start + 5 * SECOND, () -> "same")).isEqualTo(start + 10 * SECOND);
      assertThat(receiver.next()).isEqualTo("WATCHDOG=1");
    }
  }

  @Test
  void reloadingSaysWhenItBeganAndIsFollowedByReady() throws Exception {
    try (SyslogReceiver receiver = new SyslogReceiver(socket())) {
      ServiceManager manager = manager(0);
      List<String> deeds = new ArrayList<>();
      manager.reload(() -> deeds.add("before the start"));
      manager.tell(ServiceState.READY);
      assertThat(receiver.next()).isEqualTo("READY=1");
      long before = MonotonicClock.micros();
      manager.reload(() -> deeds.add("reload"));
      long after = MonotonicClock.micros();
      String reloading = receiver.next();
      assertThat(reloading).startsWith("RELOADING=1\\nMONOTONIC_USEC=");
      assertThat(Long.parseLong(reloading.replaceAll(".*=", ""))).isBetween(before, after);
      assertThat(receiver.next()).isEqualTo("READY=1");
      assertThat(deeds).containsExactly("before the start", "reload");
    }
  }

  @Test
  void nothingButTheStatusFollowsStopping() throws Exception {
    try (SyslogReceiver receiver = new SyslogReceiver(socket())) {
      ServiceManager manager = manager(0);
      manager.tell(ServiceState.READY);
      manager.tell(ServiceState.STOPPING);
      manager.tell(ServiceState.STOPPING);
      manager.reload(() -> {});
      manager.settle(System.nanoTime(), () -> "ending");
      assertThat(List.of(receiver.next(), receiver.next(), receiver.next()))
          .containsExactly("READY=1", "STOPPING=1", "STATUS=ending");
    }
  }

  @Test
  void anotherProcessThanTheOneThatWasStartedSaysSoFirst() throws Exception {
    try (SyslogReceiver receiver = new SyslogReceiver(socket())) {
      ServiceManager manager = manager(0);
      manager.introduce(4711);
      manager.tell(ServiceState.READY);
      assertThat(receiver.next()).isEqualTo("MAINPID=4711");
      assertThat(receiver.next()).isEqualTo("READY=1");
    }
  }

  @Test
  void whatAFullQueueDoesNotTakeIsKeptInOrderAndTheRestIsBounded() throws Exception {
    try (SyslogReceiver receiver = new SyslogReceiver(socket())) {
      ServiceManager manager = manager(0);
      manager.tell(ServiceState.READY);
      // The kernel's queue holds ten to a few hundred datagrams, ours some more; this is beyond.
      for (int count = 0; count < 2_000; count++) {
        manager.reload(() -> {});
      }
      long now = System.nanoTime();
      assertThat(manager.settle(now, () -> "lost")).isLessThan(now + SECOND);

      String last = receiver.next();
      assertThat(last).isEqualTo("READY=1");
      int received = 1;
      while (!last.startsWith("STATUS=")) {
        manager.settle(now += ServiceManager.RETRY_NANOS, () -> "all told");
        String next = receiver.next();
        assertThat(next.startsWith("RELOADING") || next.startsWith("STATUS="))
            .isEqualTo(last.equals("READY=1"));
        last = next;
        received++;
      }
      assertThat(received).isEven().isLessThan(2_000);
    }
  }

  @Test
  void stoppingOvertakesWhatWaits() throws Exception {
    try (SyslogReceiver receiver = new SyslogReceiver(socket())) {
      ServiceManager manager = manager(0);
      manager.tell(ServiceState.READY);
      for (int count = 0; count < 2_000; count++) {
        manager.reload(() -> {});
      }
      manager.tell(ServiceState.STOPPING);
      long now = System.nanoTime();
      String last = receiver.next();
      int received = 1;
      while (!last.equals("STOPPING=1")) {
        manager.settle(now += ServiceManager.RETRY_NANOS, () -> "ending");
        last = receiver.next();
        received++;
      }
      assertThat(received).isLessThan(2_000);
    }
  }

  @Test
  void aManagerThatIsGoneIsNoticedOnceAndChangesNothing() throws Exception {
    ServiceManager manager = manager(WATCHDOG_NANOS);
    manager.tell(ServiceState.READY);
    long now = System.nanoTime();
    manager.settle(now, () -> "alone");
    manager.settle(now + WATCHDOG_NANOS, () -> "still alone");
    manager.tell(ServiceState.STOPPING);
    assertThat(log)
        .containsExactly(
            "WARNING Cannot tell the service manager READY=1: nobody reads at NOTIFY_SOCKET="
                + socket());
    assertThat(Files.exists(socket())).isFalse();
  }
}
