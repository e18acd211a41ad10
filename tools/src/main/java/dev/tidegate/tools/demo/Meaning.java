package dev.tidegate.tools.demo;

import dev.tidegate.protocol.notify.WorkerState;

/** A message in the words of someone who runs a mail server. */
record Meaning(String words, Weight weight) {
  /** What a message means in a pool of so many slots, in at most 36 characters. */
  static Meaning of(Heard heard, int slots) {
    return switch (heard) {
      case Heard.StateChanged(int slot, WorkerState from, WorkerState to) ->
          new Meaning("worker " + slot + " " + change(from, to), Weight.ROUTINE);
      case Heard.Tagged(int slot, String tag) ->
          new Meaning(
              tag.startsWith("scan ")
                  ? "worker " + slot + " is given this mail"
                  : "worker " + slot + " says what it is doing",
              Weight.ROUTINE);
      case Heard.FreeWorkers(int count) -> new Meaning(free(count, slots), Weight.ROUTINE);
      case Heard.NoneFree() -> new Meaning("no worker is free: close port 25", Weight.CLOSES);
      case Heard.SomeFree() -> new Meaning("one is free again: open port 25", Weight.OPENS);
      case Heard.BusyTimeout() -> new Meaning("a worker hung too long: it is killed", Weight.ALARM);
      case Heard.WorkerDied() -> new Meaning("a worker died unexpectedly", Weight.ALARM);
      case Heard.Reread() -> new Meaning("the filter's rules are read anew", Weight.NORMAL);
      case Heard.Greeting() -> new Meaning("the multiplexor greets its listener", Weight.NORMAL);
      case Heard.Complaint(String text) -> new Meaning("the multiplexor complains", Weight.ALARM);
      case Heard.Unknown(String line) -> new Meaning("nothing that this demo knows", Weight.NORMAL);
    };
  }

  /** How many workers are free, as a sentence about the gate has it. */
  static String free(int count, int slots) {
    return switch (count) {
      case 0 -> "no worker is free";
      case 1 -> "1 of " + slots + " workers is free";
      default -> count + " of " + slots + " workers are free";
    };
  }

  private static String change(WorkerState from, WorkerState to) {
    return switch (to) {
      case IDLE -> from == WorkerState.BUSY ? "has finished" : "is ready";
      case BUSY -> from == WorkerState.STOPPED ? "starts, and gets a mail" : "gets a mail";
      case KILLED -> "is told to go";
      case STOPPED -> from == WorkerState.KILLED ? "is gone" : "is dead";
    };
  }
}
