package dev.tidegate.tools.listen;

import java.time.Duration;
import java.util.Optional;

/** What an event means, in words for people. */
final class EventText {
  private EventText() {}

  /** Empty if people need not be told. */
  static String of(ListenerEvent event) {
    return switch (event.type()) {
      case NONE_FREE -> "no worker is free";
      case SOME_FREE -> event.stated() ? "a worker is free" : "a worker is free again";
      case FREE_WORKERS -> free(event);
      case SERVICEABLE_WORKERS -> serviceable(event);
      case STATUS -> status(event);
      case BUSY_TIMEOUT -> "a worker took too long and was killed" + timeout(event);
      case WORKER_DIED -> "a worker died" + death(event);
      case REREAD -> "the filter is read again" + reread(event);
      case REREAD_FAILED -> "the reread has failed: " + event.text(Field.REASON);
      case DROPPED ->
          event.text(Field.COUNT) + " messages were dropped: they were not read in time";
      case CONNECTED -> "connected to " + server(event);
      case LOST, SILENT, QUERY_FAILED -> "the state is unknown: " + event.text(Field.REASON);
      case REFUSED -> "the state is unknown: not let in: " + event.text(Field.REASON);
      case UNKNOWN ->
          event.isExplained() ? "" : "the state is unknown: " + event.text(Field.REASON);
      case ERROR -> "the multiplexor complains: " + event.text(Field.REASON);
      case OTHER -> "not understood: " + event.text(Field.REASON);
      case GREETING, HELLO, SNAPSHOT_BEGUN, SNAPSHOT -> "";
    };
  }

  private static String free(ListenerEvent event) {
    String free = event.text(Field.FREE);
    String verb = free.equals("1") ? " is free" : " are free";
    return event
        .field(Field.MAX_WORKERS)
        .map(most -> free + " of " + most + " workers" + verb)
        .orElseGet(() -> free + (free.equals("1") ? " worker" : " workers") + verb);
  }

  /** Only a number that is another one than that of the free workers is worth a line. */
  private static String serviceable(ListenerEvent event) {
    if (event.field(Field.FREE).equals(event.field(Field.SERVICEABLE))) {
      return "";
    }
    String count = event.text(Field.SERVICEABLE);
    return count + (count.equals("1") ? " request" : " requests") + " can be taken now";
  }

  private static String status(ListenerEvent event) {
    if (event.field(Field.FROM).isPresent()) {
      String why = event.field(Field.REASON).map(reason -> " (" + reason + ")").orElse("");
      return event.text(Field.FROM) + " -> " + event.text(Field.TO) + why;
    }
    if (event.field(Field.TO).isPresent()) {
      return event.text(Field.TO) + " for " + span(event.text(Field.SINCE_MS)) + doing(event);
    }
    return event.text(Field.TAG);
  }

  private static String doing(ListenerEvent event) {
    Optional<String> what = event.field(Field.TAG).or(() -> event.field(Field.COMMAND));
    return what.map(text -> ": " + text).orElse("");
  }

  private static String timeout(ListenerEvent event) {
    return event.field(Field.ELAPSED_MS).map(millis -> " after " + span(millis)).orElse("")
        + victim(event);
  }

  private static String death(ListenerEvent event) {
    String how =
        event
            .field(Field.SIGNAL)
            .map(signal -> " of signal " + signal)
            .or(() -> event.field(Field.EXIT).map(status -> " with status " + status))
            .orElse("");
    String memory = event.text(Field.OUT_OF_MEMORY).equals("true") ? ", out of memory" : "";
    return how + memory + victim(event);
  }

  private static String victim(ListenerEvent event) {
    String pid = event.field(Field.PID).map(number -> ", process " + number).orElse("");
    return pid + event.field(Field.COMMAND).map(command -> ": " + command).orElse("");
  }

  private static String reread(ListenerEvent event) {
    return event.field(Field.BY).map(by -> ", by " + by).orElse("");
  }

  private static String server(ListenerEvent event) {
    Optional<String> version = event.field(Field.VERSION);
    if (version.isPresent()) {
      return "Tidegate " + version.get() + " on " + event.text(Field.SERVER);
    }
    return event.text(Field.SERVER).equals("plain")
        ? "a multiplexor: MIMEDefang's own, or another without the extension"
        : "a multiplexor";
  }

  private static String span(String millis) {
    return Durations.words(Duration.ofMillis(Long.parseLong(millis)));
  }
}
