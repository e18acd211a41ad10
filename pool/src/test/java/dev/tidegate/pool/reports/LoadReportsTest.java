package dev.tidegate.pool.reports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.pool.history.History;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.notify.PoolCounts;
import org.junit.jupiter.api.Test;

/** The expected texts are the reference's, but for the fractions of milliseconds. */
final class LoadReportsTest {
  private static final long MILLI_NANOS = 1_000_000;

  private final History history = new History(3);
  private final Workers workers = new Workers(3, 0);
  private final Totals totals = new Totals(new PoolCounts(3, 2, 3, 1, 4, 8, 3), 5, 6, 7, 9);

  @Test
  void loadWithoutAnyRequestHasOneBusyWorkerOnAverage() {
    assertThat(LoadReports.load(CommandClass.SCAN, history, totals, 0))
        .isEqualTo(
            "0 0 0 0 1.000000 1.000000 1.000000 1.000000 0.000000 0.000000 0.000000 0.000000"
                + " 0 0 0 0 0 0 0 0 3 2 1 4 5 6 7 8 9\n");
  }

  @Test
  void loadHas29NumbersAndEachWindowItsOwn() {
    history.activated(0);
    history.reaped(200);
    history.requestEnded(CommandClass.SCAN, 100, 0, 2, 300 * MILLI_NANOS);
    history.requestEnded(CommandClass.SCAN, 500, 0, 1, 100 * MILLI_NANOS);
    history.requestEnded(CommandClass.SCAN, 595, 0, 1, MILLI_NANOS / 2);
    String load = LoadReports.load(CommandClass.SCAN, history, totals, 599);
    assertThat(load)
        .isEqualTo(
            "1 1 2 3 1.000000 1.000000 1.000000 1.333333 0.500000 0.500000 50.250000 133.500000"
                + " 0 0 0 1 0 0 0 1 3 2 1 4 5 6 7 8 9\n");
    assertThat(load.split(" ")).hasSize(29);
  }

  @Test
  void loadOfOtherCommandsKnowsOfNoStartsAndReaps() {
    history.activated(0);
    history.reaped(0);
    history.requestEnded(CommandClass.RELAYOK, 0, 0, 1, 0);
    assertThat(LoadReports.load(CommandClass.RELAYOK, history, totals, 0))
        .startsWith("1 1 1 1 ")
        .endsWith(" 0.000000 0 0 0 0 0 0 0 0 3 2 1 4 5 6 7 8 9\n");
    assertThat(LoadReports.load(CommandClass.SCAN, history, totals, 0))
        .endsWith(" 0.000000 1 1 1 1 1 1 1 1 3 2 1 4 5 6 7 8 9\n");
  }

  @Test
  void load1Has26NumbersAndNoBusyWorkersWithoutRequests() {
    history.requestEnded(CommandClass.SCAN, 0, 0, 1, 100 * MILLI_NANOS);
    history.requestEnded(CommandClass.RELAYOK, 0, 0, 1, 3003 * MILLI_NANOS);
    history.requestEnded(CommandClass.SENDEROK, 0, 0, 2, 2004 * MILLI_NANOS);
    String load1 = LoadReports.load1(60, workers.slots(), history, totals, 0);
    assertThat(load1)
        .isEqualTo(
            "1 1.000000 100.000000 1 1.000000 3003.000000 1 2.000000 2004.000000"
                + " 0 0.000000 0.000000 3 2 1 4 5 6 7 8 9 60 0 0 0 0\n");
    assertThat(load1.split(" ")).hasSize(26);
  }

  @Test
  void hourlyLoadHas16Numbers() {
    assertThat(LoadReports.hourlyLoad(CommandClass.SCAN, history, 0))
        .isEqualTo(
            "0 0 0 0 0.000000 0.000000 0.000000 0.000000"
                + " 0.000000 0.000000 0.000000 0.000000 0 0 0 0\n");
    history.requestEnded(CommandClass.SCAN, 0, 100, 1, MILLI_NANOS);
    history.requestEnded(CommandClass.SCAN, 0, 10_000, 3, 3 * MILLI_NANOS);
    String hourly = LoadReports.hourlyLoad(CommandClass.SCAN, history, 10_799);
    assertThat(hourly)
        .isEqualTo(
            "1 2 2 2 3.000000 2.000000 2.000000 2.000000"
                + " 3.000000 2.000000 2.000000 2.000000 0 9900 9900 9900\n");
    assertThat(hourly.split(" ")).hasSize(16);
  }

  @Test
  void histogramHasALineForEachNumberOfWorkers() {
    history.becameBusy(1);
    history.becameBusy(1);
    history.becameBusy(3);
    assertThat(LoadReports.histo(history)).isEqualTo("   1 2\n   2 0\n   3 1\n");
  }
}
