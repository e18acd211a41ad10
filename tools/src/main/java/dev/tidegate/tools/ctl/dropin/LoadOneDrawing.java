package dev.tidegate.tools.ctl.dropin;

import java.util.ArrayList;
import java.util.List;

/** The answer to {@code load1}: of each kind of request what there was, and how things are now. */
final class LoadOneDrawing {
  private static final int NUMBERS = 26;
  private static final int WIDTH = 15;
  private static final List<String> KINDS = List.of("Scan", "Relayok", "Senderok", "Recipok");

  private LoadOneDrawing() {}

  /** What there was of one kind. */
  private record Row(String kind, int requests, double busyWorkers, double millis) {}

  /**
   * The numbers of an answer.
   *
   * @param states busy, idle, stopped, killed workers
   * @param running workers of each kind of request
   * @param areAll whether each number was there
   */
  private record Numbers(
      List<Row> rows,
      List<Integer> states,
      int queueSize,
      int queued,
      int seconds,
      List<Integer> running,
      boolean areAll) {

    static Numbers read(String answer) {
      ScanfReader numbers = new ScanfReader(answer);
      List<Row> rows = new ArrayList<>();
      for (String kind : KINDS) {
        rows.add(new Row(kind, numbers.integer(), numbers.number(), numbers.number()));
      }
      List<Integer> states = numbers.integers(KINDS.size());
      // Messages and activations since the start.
      numbers.integers(2);
      int queueSize = numbers.integer();
      int queued = numbers.integer();
      // Seconds since the start.
      numbers.integer();
      int seconds = numbers.integer();
      List<Integer> running = numbers.integers(KINDS.size());
      boolean areAll = numbers.count() == NUMBERS;
      return new Numbers(rows, states, queueSize, queued, seconds, running, areAll);
    }
  }

  static Shown table(String answer) {
    Numbers numbers = Numbers.read(answer);
    if (!numbers.areAll()) {
      return Shown.notUnderstood(answer);
    }
    StringBuilder table = new StringBuilder();
    table.append("Statistics for last ").append(numbers.seconds()).append(" seconds:\n");
    table.append("       Cmd             Num           Num/s      AvgWorkers           AvgMS\n");
    for (Row row : numbers.rows()) {
      table.append(Printf.right(row.kind(), 10));
      table.append(' ').append(Printf.right(row.requests(), WIDTH));
      table.append(' ').append(Printf.right(rate(row.requests(), numbers.seconds()), WIDTH));
      table.append(' ').append(Printf.right(Printf.fixed(row.busyWorkers(), 1), WIDTH));
      table.append(' ').append(Printf.right(Printf.fixed(row.millis(), 1), WIDTH));
      table.append('\n');
    }
    List<Integer> states = numbers.states();
    List<Integer> running = numbers.running();
    table.append("\nCurrent Snapshot:\nWorkers: busy=").append(states.get(0));
    table.append(" idle=").append(states.get(1)).append(" stopped=").append(states.get(2));
    table.append(" killed=").append(states.get(3)).append('\n');
    table.append("Cmds:   scan=").append(running.get(0)).append(" relayok=").append(running.get(1));
    table.append(" senderok=").append(running.get(2)).append(" recipok=").append(running.get(3));
    table.append("\nQueue:  size=").append(numbers.queueSize());
    table.append(" queued=").append(numbers.queued()).append('\n');
    return Shown.text(table.toString());
  }

  /** None in no time is what a processor makes of it. */
  private static String rate(int requests, int seconds) {
    return requests == 0 && seconds == 0 ? "-nan" : Printf.fixed((double) requests / seconds, 1);
  }

  static Shown json(String answer) {
    Numbers numbers = Numbers.read(answer);
    if (!numbers.areAll()) {
      return Shown.notUnderstood(answer);
    }
    List<Integer> states = numbers.states();
    List<Integer> running = numbers.running();
    StringBuilder json = JsonHead.begin();
    json.append(",\"busyworkers\":").append(states.get(0));
    json.append(", \"idleworkers\":").append(states.get(1));
    json.append(", \"stoppedworkers\":").append(states.get(2));
    json.append(", \"killedworkers\":").append(states.get(3));
    json.append(",\"scan\":")
        .append(running.get(0))
        .append(", \"relayok\":")
        .append(running.get(1));
    json.append(", \"senderok\":")
        .append(running.get(2))
        .append(", \"recipok\":")
        .append(running.get(3));
    json.append(",\"queue_size\":").append(numbers.queueSize());
    json.append(", \"queued_requests\":").append(numbers.queued());
    return Shown.text(json.append('}').toString());
  }
}
