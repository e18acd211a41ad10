package dev.tidegate.tools.demo;

/** Something that the other threads tell the one that conducts the demonstration. */
sealed interface DemoEvent {
  /** The listener was told this. */
  record LineHeard(String line) implements DemoEvent {}

  /** The listener's connection is over; why is the rest of a sentence. */
  record ListenerEnded(String why) implements DemoEvent {}

  /** A mail's request is over; the answer is empty if there was none. */
  record MailAnswered(Mail mail, String answer) implements DemoEvent {}

  /** This worker is busy, and may be killed. */
  record WorkerChosen(int slot, ProcessHandle process) implements DemoEvent {}

  /** No worker was busy when it was looked for. */
  record NobodyChosen() implements DemoEvent {}

  /** The multiplexor's process has ended. */
  record MultiplexorEnded(int status) implements DemoEvent {}
}
