package dev.tidegate.tools.ctl.dropin;

import java.util.List;

/** The answers to {@code load}, {@code hload} and their like for other requests: a row a time. */
final class LoadDrawing {
  private static final int ROWS = 4;
  private static final int WIDTH = 15;
  private static final List<String> TIMES = List.of("10 Sec", " 1 Min", " 5 Min", "10 Min");
  private static final List<Integer> SECONDS = List.of(10, 60, 300, 600);
  private static final List<String> HOURS = List.of("    1h", "    4h", "   12h", "   24h");

  private LoadDrawing() {}

  static Shown table(String kind, String answer) {
    return draw(kind, Columns.read(new ScanfReader(answer)), TIMES, SECONDS);
  }

  static Shown hourlyTable(String kind, String answer) {
    ScanfReader numbers = new ScanfReader(answer);
    Columns columns = Columns.read(numbers);
    return draw(kind, columns, HOURS, numbers.integers(ROWS));
  }

  private record Columns(List<Integer> requests, List<Double> busyWorkers, List<Double> millis) {
    static Columns read(ScanfReader numbers) {
      return new Columns(numbers.integers(ROWS), numbers.numbers(ROWS), numbers.numbers(ROWS));
    }
  }

  private static Shown draw(
      String kind, Columns columns, List<String> labels, List<Integer> seconds) {
    StringBuilder table = new StringBuilder(header(kind));
    for (int row = 0; row < ROWS; row++) {
      int requests = columns.requests().get(row);
      int time = seconds.get(row);
      double rate = time == 0 ? 0 : (double) requests / time;
      table.append(labels.get(row));
      table.append(' ').append(Printf.right(requests, WIDTH));
      table.append(' ').append(Printf.right(Printf.fixed(rate, 2), WIDTH));
      table.append(' ').append(Printf.right(Printf.fixed(columns.millis().get(row), 1), WIDTH));
      table
          .append(' ')
          .append(Printf.right(Printf.fixed(columns.busyWorkers().get(row), 2), WIDTH));
      table.append('\n');
    }
    return Shown.text(table.toString());
  }

  private static String header(String kind) {
    String many = "Msgs";
    String one = "Scan";
    switch (kind) {
      case "-relayok" -> many = one = "Conn";
      case "-senderok" -> many = one = "MAIL";
      case "-recipok" -> many = one = "RCPT";
      default -> {}
    }
    return "  Load              "
        + many
        + "        "
        + many
        + "/Sec     Avg ms/"
        + one
        + "   Avg Busy Workers\n";
  }
}
