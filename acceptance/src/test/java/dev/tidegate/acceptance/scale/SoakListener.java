package dev.tidegate.acceptance.scale;

import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A listener to everything from the first to the last moment, that reads at once or in naps. */
final class SoakListener implements AutoCloseable {
  private static final Pattern DROPPED =
      Pattern.compile("\\*ERR (\\d+) messages dropped: listener too slow");
  private static final Pattern STATE = Pattern.compile("S (\\d+) StateChange \\w+ -> (\\w)\\w+");
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final String FIRST = "first";
  private static final String LAST = "last";

  private final Wire wire;
  private final Duration nap;
  private final Thread reader;
  private final Map<Integer, String> states = new TreeMap<>();
  private volatile boolean hurries;
  private volatile boolean isQuiet;
  private boolean isCounting;
  private boolean isEnding;
  private boolean isOver;
  private String free = "";
  private String level = "";
  private long told;
  private long dropped;
  private long losses;

  /** After a loss: the present state is told, up to the level, which does not count. */
  private boolean isCatchingUp;

  private SoakListener(ProgramUnderTest subject, Duration nap) {
    this.wire = subject.listenerTo("?*");
    this.nap = nap;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  static SoakListener steady(ProgramUnderTest subject) {
    return new SoakListener(subject, Duration.ZERO);
  }

  static SoakListener slow(ProgramUnderTest subject) {
    return new SoakListener(subject, Duration.ofSeconds(7));
  }

  /** From this scan on both count what they are told. */
  static void begin(ProgramUnderTest subject) {
    var _ = subject.ask("scan " + FIRST);
  }

  /** Has each of them read all that there is, up to a last scan. */
  static void finish(ProgramUnderTest subject, SoakListener... all) throws InterruptedException {
    for (SoakListener each : all) {
      each.hurries = true;
      Until.holds("a listener has read all", () -> each.isQuiet);
    }
    var _ = subject.ask("scan " + LAST);
    for (SoakListener each : all) {
      each.reader.join();
    }
  }

  private void read() {
    while (!isOver) {
      Optional<String> line = wire.line(LOOK);
      line.ifPresent(this::take);
      isQuiet = line.isEmpty() && hurries;
      long wakeNanos = System.nanoTime() + nap.toNanos();
      while (line.isEmpty() && !hurries && System.nanoTime() - wakeNanos < 0) {
        LockSupport.parkNanos(LOOK.toNanos());
      }
    }
  }

  private void take(String line) {
    isCounting |= line.endsWith(" scan " + FIRST);
    isEnding |= line.endsWith(" scan " + LAST);
    isOver = isEnding && line.equals("F " + SoakCast.SLOTS);
    Matcher loss = DROPPED.matcher(line);
    if (loss.matches()) {
      dropped += Long.parseLong(loss.group(1));
      losses++;
      isCatchingUp = true;
      return;
    }
    Matcher state = STATE.matcher(line);
    if (state.matches()) {
      states.put(Integer.valueOf(state.group(1)), state.group(2));
    } else if (line.startsWith("F ")) {
      free = line.substring(2);
    } else if (line.equals("Y") || line.equals("Z")) {
      level = line;
    }
    told += isCounting && !isCatchingUp ? 1 : 0;
    isCatchingUp &= !line.equals("Y") && !line.equals("Z");
  }

  /** How many messages it was told when they happened. */
  long told() {
    return told;
  }

  long dropped() {
    return dropped;
  }

  long losses() {
    return losses;
  }

  /** Where its picture differs from what {@code status} says, with all slots free. */
  List<String> contradictions(String trueStates) {
    List<String> all = new ArrayList<>();
    states.forEach(
        (slot, letter) -> {
          if (!trueStates.substring(slot).startsWith(letter)) {
            all.add("slot " + slot + " is " + trueStates.charAt(slot) + ", told " + letter);
          }
        });
    if (!free.equals(String.valueOf(trueStates.length())) || level.equals("Z")) {
      all.add("told F " + free + " and " + level);
    }
    return all;
  }

  @Override
  public void close() {
    wire.close();
  }
}
