package dev.tidegate.tools.ctl.report;

import dev.tidegate.tools.ctl.command.Document;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A record of an incident, in one line or complete. */
final class IncidentText {
  private static final int LINE = 200;
  private static final int WORD = 60;
  private static final List<String> TIMES = List.of("ageMs", "elapsedMs", "busyTimeoutMs");

  private IncidentText() {}

  static String line(Document incident) {
    return String.format(
        Locale.ROOT,
        "%5s  %s  %-27s worker %s (pid %s) %s %s%n",
        Amounts.number(incident, "incident"),
        Amounts.text(incident, WORD, "time"),
        occasion(incident),
        Amounts.number(incident, "worker"),
        Amounts.number(incident, "pid"),
        Amounts.text(incident, WORD, "kind"),
        Amounts.text(incident, WORD, "queueId"));
  }

  private static String occasion(Document incident) {
    return Amounts.text(incident, WORD, "occasion").replace('_', ' ');
  }

  /** Returns a line for each field, whatever fields there are. */
  static String whole(Document incident) {
    StringBuilder text = new StringBuilder();
    for (String name : incident.names()) {
      switch (name) {
        case "process", "unread" -> {
          for (String inner : incident.names(name)) {
            field(text, incident, name, inner);
          }
        }
        default -> field(text, incident, name);
      }
    }
    return text.toString();
  }

  private static void field(StringBuilder text, Document incident, String... names) {
    List<String> list = incident.texts(names);
    String label = Amounts.line(String.join(" ", names), WORD);
    if (!list.isEmpty()) {
      for (String each : list) {
        row(text, label, Amounts.line(each, LINE));
        label = "";
      }
      return;
    }
    OptionalDouble number = incident.number(names);
    String value = number.isEmpty() ? Amounts.text(incident, LINE, names) : number(names, number);
    if (!value.isEmpty()) {
      row(text, label, value);
    }
  }

  private static String number(String[] names, OptionalDouble number) {
    return TIMES.contains(names[names.length - 1]) ? Amounts.time(number) : Amounts.number(number);
  }

  private static void row(StringBuilder text, String label, String value) {
    text.append(String.format(Locale.ROOT, "%-22s %s%n", label, value));
  }
}
