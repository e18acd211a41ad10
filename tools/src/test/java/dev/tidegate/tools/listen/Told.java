package dev.tidegate.tools.listen;

import dev.tidegate.client.Knowledge;
import dev.tidegate.client.Update;
import dev.tidegate.client.Update.Cause;
import dev.tidegate.protocol.notify.MessageParser;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/** What a listener learns, made of lines as a multiplexor sends them. */
final class Told {
  static final Instant NOW = Instant.parse("2026-11-22T15:04:05.678Z");
  static final Knowledge UNKNOWN = new Knowledge.Unknown("not yet connected");

  private Told() {}

  static Knowledge known(Knowledge.Level level, int free) {
    return new Knowledge.Known(
        level, OptionalInt.of(free), OptionalInt.empty(), OptionalInt.empty());
  }

  static Knowledge someFree() {
    return known(Knowledge.Level.SOME_FREE, 1);
  }

  static Knowledge serviceable(int serviceable) {
    return new Knowledge.Known(
        Knowledge.Level.SOME_FREE,
        OptionalInt.of(1),
        OptionalInt.of(serviceable),
        OptionalInt.empty());
  }

  static Update line(String line, Knowledge knowledge) {
    return update(new Cause.Received(MessageParser.parse(line), line), knowledge);
  }

  static Update lost(String why) {
    return update(new Cause.Disconnected(why, Duration.ofSeconds(1)), new Knowledge.Unknown(why));
  }

  static Update update(Cause cause, Knowledge knowledge) {
    return new Update(cause, knowledge, true, 0);
  }

  /** A connection to one that knows letters alone. */
  static ListenerEvent met() {
    Update update = update(new Cause.ServerIdentified(new Update.Server.Reference()), UNKNOWN);
    return new HostView("mx1", false).take(update, NOW).getLast();
  }

  /** The one event that a line means. */
  static ListenerEvent event(String line) {
    return event("mx1", line);
  }

  static ListenerEvent event(String host, String line) {
    List<ListenerEvent> events = new HostView(host, false).take(line(line, UNKNOWN), NOW);
    return events.getLast();
  }
}
