package dev.tidegate.tools.demo;

/** Something that is done at a time counted from the start. */
record ScriptedAction(long atMillis, Step step) {
  /** What is done. */
  sealed interface Step {
    /** An act begins. */
    record Begin(DemoPhase act) implements Step {}

    /** A mail comes in. */
    record Send(MailKind kind) implements Step {}

    /** A worker is killed in the middle of its work. */
    record KillWorker() implements Step {}
  }
}
