package dev.tidegate.pool.simulation;

import dev.tidegate.pool.PoolTrace;
import java.util.List;

/** Runs scenarios, and says of one that fails how to see it again. */
final class Simulation {
  private static final int LAST_EVENTS = 40;

  private Simulation() {}

  /** What came of a run; {@code invariant} is empty if nothing broke. */
  record Outcome(int events, String invariant, String detail, List<PoolTrace.Moment> trace) {
    boolean failed() {
      return !invariant.isEmpty();
    }
  }

  static Outcome run(Scenario scenario) {
    World world = new World(scenario);
    try {
      world.run();
      return new Outcome(world.eventCount(), "", "", world.trace());
    } catch (Violation e) {
      return new Outcome(
          world.eventCount(), e.invariant(), e.invariant() + ": " + e.detail(), world.trace());
    } catch (RuntimeException e) {
      StackTraceElement[] stack = e.getStackTrace();
      String where = stack.length == 0 ? "" : " at " + stack[0];
      return new Outcome(
          world.eventCount(), e.getClass().getSimpleName() + where, e.toString(), world.trace());
    }
  }

  /** Returns the report of a failure: what it was, and its shortest script. */
  static String report(Scenario scenario, Outcome outcome) {
    Scenario shortest =
        new Reduction(each -> run(each).invariant()).of(scenario, outcome.invariant());
    Outcome again = run(shortest);
    StringBuilder text = new StringBuilder(outcome.detail());
    text.append("\n\nThe shortest script found:\n").append(shortest);
    text.append("fails with ").append(again.detail()).append("\n\nIts last events:\n");
    List<PoolTrace.Moment> trace = again.trace();
    for (PoolTrace.Moment each :
        trace.subList(Math.max(0, trace.size() - LAST_EVENTS), trace.size())) {
      text.append(each.line()).append('\n');
    }
    return text.toString().strip();
  }
}
