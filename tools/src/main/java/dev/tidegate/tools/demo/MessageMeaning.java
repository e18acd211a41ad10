package dev.tidegate.tools.demo;

import dev.tidegate.protocol.notify.WorkerState;

/** A message in the words of someone who runs a mail server. */
record MessageMeaning(String words, Weight weight) {
  /** What a message means in a pool of so many slots, in at most 36 characters. */
  static MessageMeaning of(ReceivedMessage heard, int slots) {
    return switch (heard) {
      case ReceivedMessage.StateChanged(int slot, WorkerState from, WorkerState to) ->
          new MessageMeaning("worker " + slot + " " + change(from, to), Weight.ROUTINE);
      case ReceivedMessage.Tagged(int slot, String tag) ->
          new MessageMeaning(
              tag.startsWith("scan ")
                  ? "worker " + slot + " is given this mail"
                  : "worker " + slot + " says what it is doing",
              Weight.ROUTINE);
      case ReceivedMessage.FreeWorkers(int count) ->
          new MessageMeaning(free(count, slots), Weight.ROUTINE);
      case ReceivedMessage.NoneFree() ->
          new MessageMeaning("no worker is free: close port 25", Weight.CLOSES);
      case ReceivedMessage.SomeFree() ->
          new MessageMeaning("one is free again: open port 25", Weight.OPENS);
      case ReceivedMessage.BusyTimeout() ->
          new MessageMeaning("a worker hung too long: it is killed", Weight.ALARM);
      case ReceivedMessage.WorkerDied() ->
          new MessageMeaning("a worker died unexpectedly", Weight.ALARM);
      case ReceivedMessage.Reread() ->
          new MessageMeaning("the filter's rules are read anew", Weight.NORMAL);
      case ReceivedMessage.Greeting() ->
          new MessageMeaning("the multiplexor greets its listener", Weight.NORMAL);
      case ReceivedMessage.Complaint(String text) ->
          new MessageMeaning("the multiplexor complains", Weight.ALARM);
      case ReceivedMessage.Unknown(String line) ->
          new MessageMeaning("nothing that this demo knows", Weight.NORMAL);
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
