package dev.tidegate.acceptance.transcript;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * All that was heard while a transcript is played, and what of it has been claimed. Thread-safe.
 */
final class Heard {

  /** What became of an attempt to claim something. */
  enum Claim {
    DONE,
    NOT_YET,
    /** Something else stands in its place. */
    WRONG
  }

  /** A bound on the bytes one party may send us. */
  private static final int MAX_BYTES = 4 << 20;

  private static final class Party {
    final StringBuilder bytes = new StringBuilder();
    int claimed;
    boolean closed;
    boolean closedClaimed;
  }

  private static final class Entries {
    final List<String> texts = new ArrayList<>();
    int claimed;
  }

  private final Map<String, Party> parties = new TreeMap<>();
  private final Map<String, Entries> workers = new TreeMap<>();
  private final Map<String, Map<String, String>> facts = new TreeMap<>();
  private final Map<Step.Journal, Entries> journals = new TreeMap<>();
  private final List<String> timeline = new ArrayList<>();
  private final long startNanos = System.nanoTime();
  private LongSupplier clockNanos = () -> System.nanoTime() - startNanos;
  private OptionalInt exitStatus = OptionalInt.empty();

  /** Tells the time since the beginning, where it is not real time. */
  synchronized void setClock(LongSupplier nanos) {
    clockNanos = nanos;
  }

  synchronized void note(String what) {
    long millis = clockNanos.getAsLong() / 1_000_000;
    String shown =
        what.length() > 300 ? what.substring(0, 300) + "… (" + what.length() + " chars)" : what;
    timeline.add("  %6.3f  %s".formatted(millis / 1000.0, shown(shown)));
    notifyAll();
  }

  synchronized void opened(String party) {
    Party old = parties.put(party, new Party());
    if (old != null && (!old.closed || old.claimed < old.bytes.length())) {
      throw new IllegalStateException(party + " is still connected");
    }
  }

  synchronized void bytes(String party, String text) {
    Party heard = party(party);
    if (heard.bytes.length() < MAX_BYTES) {
      heard.bytes.append(text);
    }
    note(party + " < " + text);
  }

  synchronized void closed(String party) {
    party(party).closed = true;
    note(party + " closed");
  }

  synchronized void forgetEnd(String party) {
    party(party).closedClaimed = true;
  }

  synchronized void worker(String worker, String text) {
    workers.computeIfAbsent(worker, _ -> new Entries()).texts.add(text);
    note(worker + " " + text);
  }

  synchronized void fact(String worker, String name, String value) {
    facts.computeIfAbsent(worker, _ -> new TreeMap<>()).put(name, value);
  }

  synchronized void journal(Step.Journal journal, String text) {
    journals.computeIfAbsent(journal, _ -> new Entries()).texts.add(text);
    note(journal + " " + text);
  }

  synchronized void exited(int status) {
    exitStatus = OptionalInt.of(status);
    note("multiplexor exits " + status);
  }

  synchronized OptionalInt exitStatus() {
    return exitStatus;
  }

  synchronized Set<String> workers() {
    return new TreeSet<>(workers.keySet());
  }

  /** Waits until the condition holds or the time is over; says whether it holds. */
  synchronized boolean await(BooleanSupplier condition, long millis) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + millis * 1_000_000;
    while (!condition.getAsBoolean()) {
      long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        return false;
      }
      wait(leftMillis);
    }
    return true;
  }

  synchronized Claim claim(Step.Received expected, String spool) {
    Party heard = party(expected.party());
    String rest = heard.bytes.substring(heard.claimed);
    int end =
        switch (expected.framing()) {
          case LINE -> rest.indexOf('\n') + 1;
          case NETSTRING -> netstringEnd(rest);
          case RAW -> rest.length() < expected.text().length() ? 0 : expected.text().length();
        };
    if (end <= 0) {
      return heard.closed || end < 0 ? Claim.WRONG : Claim.NOT_YET;
    }
    String text =
        switch (expected.framing()) {
          case LINE -> rest.substring(0, end - 1);
          case NETSTRING -> rest.substring(rest.indexOf(':') + 1, end - 1);
          case RAW -> rest.substring(0, end);
        };
    if (!expected.text().matches(text, spool)) {
      return Claim.WRONG;
    }
    heard.claimed += end;
    return Claim.DONE;
  }

  /** Where the netstring at the head of a text ends; 0 if it is incomplete, −1 if it is none. */
  private static int netstringEnd(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return text.length() > 10 ? -1 : 0;
    }
    try {
      int end = colon + 1 + Integer.parseInt(text.substring(0, colon)) + 1;
      return end > text.length() ? 0 : text.charAt(end - 1) == ',' ? end : -1;
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  synchronized Claim claim(Step.Closed expected) {
    Party heard = party(expected.party());
    if (heard.claimed < heard.bytes.length()) {
      return Claim.WRONG;
    }
    heard.closedClaimed |= heard.closed;
    return heard.closed ? Claim.DONE : Claim.NOT_YET;
  }

  /**
   * Commands that a worker has read must be claimed in order; all else that it tells may be passed
   * over.
   */
  synchronized Claim claim(Step.Told expected, String spool) {
    Entries told = workers.getOrDefault(expected.worker(), new Entries());
    for (int i = told.claimed; i < told.texts.size(); i++) {
      if (expected.text().matches(told.texts.get(i), spool)) {
        told.claimed = i + 1;
        return Claim.DONE;
      }
      if (told.texts.get(i).startsWith("reads ")) {
        return Claim.WRONG;
      }
    }
    return Claim.NOT_YET;
  }

  synchronized Claim claim(Step.Fact expected, String spool) {
    Map<String, String> known = facts.get(expected.worker());
    if (known == null) {
      return Claim.NOT_YET;
    }
    String value = known.getOrDefault(expected.name(), "");
    return expected.value().matches(value, spool) ? Claim.DONE : Claim.WRONG;
  }

  /**
   * Lines of a journal are claimed in order; in the log others between them are passed over, in the
   * statistics none.
   */
  synchronized Claim claim(Step.Journaled expected, String spool) {
    Entries entries = journals.getOrDefault(expected.journal(), new Entries());
    for (int i = entries.claimed; i < entries.texts.size(); i++) {
      if (expected.text().matches(entries.texts.get(i), spool)) {
        entries.claimed = i + 1;
        return Claim.DONE;
      }
      if (expected.journal() == Step.Journal.STATISTICS) {
        return Claim.WRONG;
      }
    }
    return Claim.NOT_YET;
  }

  synchronized Claim claim(Step.NotJournaled expected, String spool) {
    Entries entries = journals.getOrDefault(expected.journal(), new Entries());
    return entries.texts.stream().anyMatch(text -> expected.text().matches(text, spool))
        ? Claim.WRONG
        : Claim.DONE;
  }

  /** What should not have come: unclaimed bytes, ends of file, commands that workers read. */
  synchronized List<String> unclaimed() {
    List<String> left = new ArrayList<>();
    parties.forEach(
        (name, heard) -> {
          if (heard.claimed < heard.bytes.length()) {
            left.add(name + " < " + shown(heard.bytes.substring(heard.claimed)));
          } else if (heard.closed && !heard.closedClaimed) {
            left.add(name + " closed");
          }
        });
    workers.forEach(
        (name, told) ->
            told.texts.stream()
                .skip(told.claimed)
                .filter(text -> text.startsWith("reads "))
                .forEach(text -> left.add(name + " " + shown(text))));
    Entries statistics = journals.getOrDefault(Step.Journal.STATISTICS, new Entries());
    statistics.texts.stream()
        .skip(statistics.claimed)
        .forEach(text -> left.add("stat " + shown(text)));
    return left;
  }

  synchronized List<String> timeline() {
    return List.copyOf(timeline);
  }

  private Party party(String party) {
    Party heard = parties.get(party);
    if (heard == null) {
      throw new IllegalStateException(party + " has not connected");
    }
    return heard;
  }

  static String shown(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 32 || (c > 126 && c != '…')) {
            out.append("\\x%02X".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }
}
