package dev.tidegate.tools.ctl.dropin;

import java.util.List;
import java.util.function.Function;

/**
 * What is sent for a command, and what is made of the answer.
 *
 * @param line for the multiplexor
 * @param drawing of its answer
 */
public record Request(String line, Function<String, Shown> drawing) {
  private static final List<String> KINDS = List.of("", "-relayok", "-senderok", "-recipok");
  private static final String LOAD_ONE = "load1 ";
  private static final String RAW_LOAD_ONE = "rawload1 ";
  private static final String JSON_LOAD_ONE = "jsonload1 ";

  /**
   * Returns what is to be done for a command.
   *
   * @param command with its newline; without one, as at the end of a file, it is no known one
   */
  public static Request of(String command) {
    return switch (command) {
      case "status\n" -> new Request("status\n", StatusDrawing::list);
      case "rawstatus\n" -> new Request("status\n", Request::asItIs);
      case "barstatus\n" -> new Request("status\n", StatusDrawing::bar);
      case "jsonstatus\n" -> new Request("status\n", StatusDrawing::json);
      default -> ofLoad(command);
    };
  }

  private static Request ofLoad(String command) {
    if (command.startsWith(LOAD_ONE)) {
      return new Request(command, LoadOneDrawing::table);
    }
    if (command.startsWith(RAW_LOAD_ONE)) {
      return new Request(LOAD_ONE + command.substring(RAW_LOAD_ONE.length()), Request::asItIs);
    }
    if (command.startsWith(JSON_LOAD_ONE)) {
      return new Request(
          LOAD_ONE + command.substring(JSON_LOAD_ONE.length()), LoadOneDrawing::json);
    }
    for (String kind : KINDS) {
      String load = "load" + kind + "\n";
      String hourly = "hload" + kind + "\n";
      if (command.equals(load)) {
        return new Request(load, answer -> LoadDrawing.table(kind, answer));
      }
      if (command.equals(hourly)) {
        return new Request(hourly, answer -> LoadDrawing.hourlyTable(kind, answer));
      }
      if (command.startsWith("raw") && (isRaw(command, load) || isRaw(command, hourly))) {
        return new Request(command.substring("raw".length()), Request::asItIs);
      }
    }
    return new Request(command, Request::asItIs);
  }

  private static boolean isRaw(String command, String plain) {
    return command.endsWith(plain) && command.length() == "raw".length() + plain.length();
  }

  private static Shown asItIs(String answer) {
    boolean whole = answer.isEmpty() || answer.endsWith("\n");
    return Shown.text(whole ? answer : answer + "\n");
  }
}
