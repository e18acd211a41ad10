package dev.tidegate.tools.demo;

/** Something that is done at a time counted from the start. */
record Cue(long atMillis, Step step) {
  /** What is done. */
  sealed interface Step {
    /** An act begins. */
    record Begin(Act act) implements Step {}

    /** A mail comes in. */
    record Send(MailKind kind) implements Step {}

    /** A worker is killed in the middle of its work. */
    record KillWorker() implements Step {}
  }
}
