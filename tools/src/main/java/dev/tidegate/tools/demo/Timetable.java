package dev.tidegate.tools.demo;

import dev.tidegate.tools.demo.ScriptedAction.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** When what happens in the three acts. */
final class Timetable {
  /** The shortest busy time-out that a multiplexor takes. */
  static final int BUSY_TIMEOUT_SECONDS = 10;

  static final long FLOOD_MILLIS = 4_500;
  static final long CALM_AGAIN_MILLIS = 9_000;
  static final long END_MILLIS = 14_300;

  /** Early, so that its time-out falls into the last act. */
  static final long HANG_MILLIS = 1_700;

  static final long KILL_MILLIS = 6_600;
  private static final long FLOOD_GAP_MILLIS = 190;
  private static final long GENTLE_GAP_MILLIS = 1_100;

  private static final MailKind[] ORDINARY = {
    MailKind.LETTER, MailKind.PICTURES, MailKind.LETTER, MailKind.ARCHIVE
  };

  private Timetable() {}

  /** Returns the three acts in order of time. */
  static List<ScriptedAction> threeActs() {
    List<ScriptedAction> cues = new ArrayList<>();
    cues.add(new ScriptedAction(0, new Step.Begin(DemoPhase.CALM)));
    send(cues, 400, MailKind.LETTER);
    send(cues, 1_300, MailKind.PICTURES);
    send(cues, HANG_MILLIS, MailKind.MATRYOSHKA);
    send(cues, 2_600, MailKind.LETTER);
    send(cues, 3_500, MailKind.ARCHIVE);
    cues.add(new ScriptedAction(FLOOD_MILLIS, new Step.Begin(DemoPhase.FLOOD)));
    sendEvery(cues, FLOOD_MILLIS + 100, CALM_AGAIN_MILLIS, FLOOD_GAP_MILLIS);
    cues.add(new ScriptedAction(KILL_MILLIS, new Step.KillWorker()));
    cues.add(new ScriptedAction(CALM_AGAIN_MILLIS, new Step.Begin(DemoPhase.CALM_AGAIN)));
    sendEvery(cues, CALM_AGAIN_MILLIS + 1_000, END_MILLIS - 1_000, GENTLE_GAP_MILLIS);
    cues.sort(Comparator.comparingLong(ScriptedAction::atMillis));
    return List.copyOf(cues);
  }

  /** Returns the cue that follows a mail of the open end. */
  static ScriptedAction gentle(int number, long nowMillis) {
    return new ScriptedAction(nowMillis + GENTLE_GAP_MILLIS, new Step.Send(ordinary(number)));
  }

  private static void sendEvery(List<ScriptedAction> cues, long from, long until, long gapMillis) {
    int number = 0;
    for (long at = from; at < until; at += gapMillis) {
      send(cues, at, ordinary(number++));
    }
  }

  private static void send(List<ScriptedAction> cues, long atMillis, MailKind kind) {
    cues.add(new ScriptedAction(atMillis, new Step.Send(kind)));
  }

  private static MailKind ordinary(int number) {
    return ORDINARY[Math.floorMod(number, ORDINARY.length)];
  }
}
