package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.values.InputFault;
import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.values.WorkerMemory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PoolTraceTest {

  private static final ResourceUsage USAGE = new ResourceUsage(1, 2, 3, 4, 5, 6, 7, 8);

  @Test
  void everyKindOfEventComesBackAsItWas() {
    List<PoolInput> inputs =
        List.of(
            new Event.Started(),
            new Event.Connected(7, ClientSocket.UNPRIVILEGED),
            new Event.LineArrived(7, "scan q 100% \u00e4=b"),
            new Event.LineArrived(7, ""),
            new Event.BadInput(7, InputFault.MISSING_COMMA),
            new Event.WorkerAnswered(3, "ok 1", true),
            new Event.WorkerExited(
                2, new WorkerExit.Signalled(9), USAGE, false, Optional.of("half a line\n")),
            new Event.WorkerExited(2, new WorkerExit.Exited(0), USAGE, false, Optional.empty()),
            new Event.Examined(1, 5, ProcessFacts.unread("a, b=c %2C")),
            new Event.Examined(1, 6, PoolFixture.FACTS),
            new Event.MemoryMeasured(
                List.of(new WorkerMemory(0, 1, 2, 1), new WorkerMemory(3, 4, -1, -1))),
            new Event.MemoryMeasured(List.of()),
            new Event.ConnectionReserve(true),
            new ListenerReady(9, 4_096),
            new Event.DeadlineReached());
    PoolTrace trace =
        new PoolTrace(
            PoolSettings.builder()
                .version("1 2")
                .seed(-5)
                .given("-x=3 -k")
                .autoscale(true)
                .minStartIntervalSeconds(7)
                .build(),
            new Now(-5, 98),
            12,
            inputs.stream().map(each -> new PoolTrace.Moment(each, new Now(-4, 99))).toList());

    assertThat(PoolTrace.parse(trace.print())).isEqualTo(trace);
  }

  @Test
  void aTraceIsReadableText() {
    assertThat(new PoolTrace.Moment(new Event.LineArrived(7, "scan q1"), new Now(5, 6)).line())
        .isEqualTo("5 6 LineArrived id=7 line=scan%20q1");
  }

  @Test
  void itHasTheSettingsByTheirNames() {
    PoolSettings settings = PoolSettings.builder().autoscale(true).maxWorkers(9).build();
    String text = new PoolTrace(settings, new Now(1, 2), 0, List.of()).print();
    assertThat(text).contains(" max-workers=9 ", " autoscale=1 ");
    assertThatThrownBy(() -> PoolTrace.parse(text.replace(" max-workers=9", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("settings without max-workers");
  }

  @Test
  void anythingElseIsRefused() {
    assertThatThrownBy(() -> PoolTrace.parse("core\n"))
        .isInstanceOf(IllegalArgumentException.class);
    String other =
        new PoolTrace(PoolSettings.builder().build(), new Now(1, 2), 0, List.of()).print();
    assertThatThrownBy(() -> PoolTrace.parse(other.replace("events 4", "events 3")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PoolTrace.Moment.parse("1 2 Rumour id=3"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PoolTrace.Moment.parse("1 2 Connected id=3"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
