package dev.tidegate.tools.listen;

import java.util.Map;
import java.util.TreeMap;

/** What a command is told of an event: variables of its environment, all in printable ASCII. */
final class CommandEnvironment {
  /** All that begins so is ours; what is not known of an event is not set. */
  private static final String OURS = "TIDEGATE_";

  /** By this a process is known to belong to a run, whoever its parent has become. */
  static final String RUN = OURS + "RUN";

  private CommandEnvironment() {}

  /** Replaces the TIDEGATE_* variables with those of the event. */
  static void set(Map<String, String> environment, Backlog.Turn turn, String run) {
    environment.keySet().removeIf(name -> name.startsWith(OURS));
    environment.putAll(of(turn));
    environment.put(RUN, run);
  }

  static Map<String, String> of(Backlog.Turn turn) {
    ListenerEvent event = turn.event();
    Map<String, String> variables = new TreeMap<>();
    variables.put(OURS + "EVENT", event.type().word());
    event.type().letter().ifPresent(letter -> variables.put(OURS + "LETTER", "" + letter));
    variables.put(OURS + "HOST", event.host());
    variables.put(OURS + "TIME", Times.utc(event.time()));
    if (event.stated()) {
      variables.put(OURS + "SNAPSHOT", "true");
    }
    if (turn.replaced() > 0) {
      variables.put(OURS + "REPLACED", Integer.toString(turn.replaced()));
    }
    event.fields().forEach((field, value) -> variables.put(field.variable(), value));
    return variables;
  }
}
