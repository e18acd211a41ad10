package dev.tidegate.acceptance.gate;

import dev.tidegate.acceptance.subject.Program;
import java.time.Duration;

/** How long it takes from a deed until strangers get another answer, on each family. */
record Timed(GuardedHost host, Program program) {

  /** What is done to the host. */
  @FunctionalInterface
  interface Deed {
    void run() throws Exception;
  }

  /** Does it, waits for the answer for at most that long, and notes when it came. */
  void within(Duration patience, String what, Answer answer, Deed deed) throws Exception {
    long startNanos = System.nanoTime();
    deed.run();
    for (Route route : Route.STRANGERS) {
      Probe probe = host.await(route, answer, patience);
      Figures.note(
          "%s: %s, then %s on %s".formatted(program, what, answer, route.to()),
          probe.millisAfter(startNanos));
    }
  }
}
