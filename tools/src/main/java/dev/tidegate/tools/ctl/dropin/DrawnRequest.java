package dev.tidegate.tools.ctl.dropin;

import java.util.List;

/**
 * What is sent for a command, and what is made of the answer.
 *
 * @param line for the multiplexor
 * @param picture of its answer
 * @param kind of request that a table is about, such as {@code -relayok}; empty for scans
 */
public record DrawnRequest(String line, Picture picture, String kind) {
  private static final List<String> KINDS = List.of("", "-relayok", "-senderok", "-recipok");
  private static final String LOAD_ONE = "load1 ";
  private static final String RAW_LOAD_ONE = "rawload1 ";
  private static final String JSON_LOAD_ONE = "jsonload1 ";

  /** What an answer is drawn as. */
  enum Picture {
    AS_IT_IS,
    STATUS,
    STATUS_BAR,
    STATUS_JSON,
    LOAD,
    HOURLY_LOAD,
    LOAD_ONE,
    LOAD_ONE_JSON,
    COMMANDS
  }

  private DrawnRequest(String line, Picture picture) {
    this(line, picture, "");
  }

  /** Asks for the list of commands, for the usage. */
  static DrawnRequest ofCommands() {
    return new DrawnRequest("help\n", Picture.COMMANDS);
  }

  /**
   * Returns what is to be done for a command.
   *
   * @param command with its newline; without one, as at the end of a file, it is no known one
   */
  public static DrawnRequest of(String command) {
    return switch (command) {
      case "status\n" -> new DrawnRequest("status\n", Picture.STATUS);
      case "rawstatus\n" -> new DrawnRequest("status\n", Picture.AS_IT_IS);
      case "barstatus\n" -> new DrawnRequest("status\n", Picture.STATUS_BAR);
      case "jsonstatus\n" -> new DrawnRequest("status\n", Picture.STATUS_JSON);
      default -> ofLoad(command);
    };
  }

  private static DrawnRequest ofLoad(String command) {
    if (command.startsWith(LOAD_ONE)) {
      return new DrawnRequest(command, Picture.LOAD_ONE);
    }
    if (command.startsWith(RAW_LOAD_ONE)) {
      return new DrawnRequest(
          LOAD_ONE.concat(command.substring(RAW_LOAD_ONE.length())), Picture.AS_IT_IS);
    }
    if (command.startsWith(JSON_LOAD_ONE)) {
      return new DrawnRequest(
          LOAD_ONE.concat(command.substring(JSON_LOAD_ONE.length())), Picture.LOAD_ONE_JSON);
    }
    for (String kind : KINDS) {
      String load = "load" + kind + "\n";
      String hourly = "hload" + kind + "\n";
      if (command.equals(load)) {
        return new DrawnRequest(load, Picture.LOAD, kind);
      }
      if (command.equals(hourly)) {
        return new DrawnRequest(hourly, Picture.HOURLY_LOAD, kind);
      }
      if (command.startsWith("raw") && (isRaw(command, load) || isRaw(command, hourly))) {
        return new DrawnRequest(command.substring("raw".length()), Picture.AS_IT_IS);
      }
    }
    return new DrawnRequest(command, Picture.AS_IT_IS);
  }

  private static boolean isRaw(String command, String plain) {
    return command.endsWith(plain) && command.length() == "raw".length() + plain.length();
  }

  /** Returns what is to be shown for an answer. */
  public Shown draw(String answer) {
    return switch (picture) {
      case AS_IT_IS -> asItIs(answer);
      case STATUS -> StatusDrawing.list(answer);
      case STATUS_BAR -> StatusDrawing.bar(answer);
      case STATUS_JSON -> StatusDrawing.json(answer);
      case LOAD -> LoadDrawing.table(kind, answer);
      case HOURLY_LOAD -> LoadDrawing.hourlyTable(kind, answer);
      case LOAD_ONE -> LoadOneDrawing.table(answer);
      case LOAD_ONE_JSON -> LoadOneDrawing.json(answer);
      case COMMANDS -> new Shown("", "\nPossible commands:\n".concat(answer), 0);
    };
  }

  private static Shown asItIs(String answer) {
    boolean whole = answer.isEmpty() || answer.endsWith("\n");
    return Shown.text(whole ? answer : answer.concat("\n"));
  }
}
