package dev.tidegate.pool.reports;

import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.List;

/**
 * The answers to {@code status}, {@code workers}, {@code busyworkers} and {@code workerinfo}, byte
 * for byte as the reference gives them.
 */
public final class SlotReports {
  private static final long NANOS_A_SECOND = 1_000_000_000;

  private SlotReports() {}

  /** Returns a letter a slot, then the totals. */
  public static String status(List<Slot> slots, Totals totals) {
    StringBuilder text = new StringBuilder(slots.size() + 64);
    for (Slot slot : slots) {
      text.append(slot.state().letter());
    }
    return text.append(' ').append(totals.sinceStart()).append('\n').toString();
  }

  /** Returns a line a slot, or a busy slot, which may be no line at all. */
  public static String workers(List<Slot> slots, boolean busyOnly, long nowNanos) {
    StringBuilder text = new StringBuilder();
    for (Slot slot : slots) {
      if (!busyOnly || slot.state() == WorkerState.BUSY) {
        appendLine(text, slot, nowNanos);
      }
    }
    return text.toString();
  }

  /** Returns all about one slot; {@code number} is as the client sent it. */
  public static String workerInfo(List<Slot> slots, int number, long nowNanos) {
    if (number < 0 || number >= slots.size()) {
      return "error: Worker number out of range\n";
    }
    Slot slot = slots.get(number);
    // A slot counts what it was handed; the reference counts what has ended, well or not.
    boolean busy = slot.state() == WorkerState.BUSY;
    long requests = slot.requests() - (busy ? 1 : 0);
    long scans = slot.scans() - (busy && slot.currentClass() == CommandClass.SCAN ? 1 : 0);
    return "Worker "
        + number
        + "\nState "
        + slot.state().word()
        + "\nPID "
        + slot.pid()
        + "\nNumRequests "
        + requests
        + "\nNumScans "
        + scans
        + "\nAge "
        + ageSeconds(slot.startedNanos(), nowNanos)
        + "\nFirstReqAge "
        + ageSeconds(slot.firstRequestNanos(), nowNanos)
        + "\nLastStateChangeAge "
        + ageSeconds(slot.changedNanos(), nowNanos)
        + "\nStatusTag "
        + slot.tag()
        + "\n";
  }

  private static void appendLine(StringBuilder text, Slot slot, long nowNanos) {
    text.append(slot.number()).append(' ').append(slot.state().letter());
    if (slot.state() != WorkerState.STOPPED) {
      text.append(' ').append(slot.pid());
    }
    if (slot.state() == WorkerState.BUSY && slot.currentClass() != CommandClass.OTHER) {
      text.append(' ').append(slot.currentClass().word());
    }
    if (slot.lastClass() != CommandClass.OTHER) {
      text.append(" last=").append(slot.lastClass().word());
    }
    text.append(" ago=").append(ageSeconds(slot.changedNanos(), nowNanos));
    if (!slot.tag().isEmpty()) {
      text.append(" (").append(slot.tag()).append(')');
    }
    text.append('\n');
  }

  private static long ageSeconds(long sinceNanos, long nowNanos) {
    return sinceNanos == Slot.NEVER ? -1 : (nowNanos - sinceNanos) / NANOS_A_SECOND;
  }
}
