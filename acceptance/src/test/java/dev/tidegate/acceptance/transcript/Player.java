package dev.tidegate.acceptance.transcript;

import dev.tidegate.acceptance.transcript.Heard.Claim;
import dev.tidegate.acceptance.transcript.Step.Sight;
import dev.tidegate.acceptance.transcript.Transcript.Line;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Plays one transcript on one stage. */
final class Player {
  private final Transcript transcript;
  private final Side side;
  private final Stage stage;
  private final Heard heard;
  private final Set<String> workersNamed = new HashSet<>();

  Player(Transcript transcript, Side side, Stage stage, Heard heard) {
    this.transcript = transcript;
    this.side = side;
    this.stage = stage;
    this.heard = heard;
  }

  /** Fails with an {@link AssertionError} that shows both sides. */
  void play() {
    List<Line> lines = transcript.linesFor(side);
    for (Line line : lines) {
      heard.note("--- " + line.number() + ": " + line.text());
      switch (line.step()) {
        case Step.Wait wait -> waitFor(line, wait);
        case Step.Act act -> act(line, act);
        case Step.Expect expect -> expect(line, expect);
      }
    }
    stage.await(() -> false, stage.settleMillis());
    Line last = lines.getLast();
    nothingUnclaimed(last);
    Set<String> unnamed = heard.workers();
    unnamed.removeAll(workersNamed);
    if (!unnamed.isEmpty()) {
      throw failure(last, "started, but the transcript never names them: " + unnamed);
    }
  }

  private void act(Line line, Step.Act act) {
    if (act instanceof Step.Do(String worker, _, _)) {
      workersNamed.add(worker);
    }
    try {
      stage.act(act);
    } catch (IllegalStateException | AssertionError e) {
      throw failure(line, e.getMessage() == null ? "failed" : e.getMessage());
    }
  }

  private void waitFor(Line line, Step.Wait wait) {
    stage.await(() -> false, wait.millis());
    if (wait.quiet()) {
      nothingUnclaimed(line);
    }
  }

  private void nothingUnclaimed(Line line) {
    List<String> left = heard.unclaimed();
    if (!left.isEmpty()) {
      throw failure(line, "heard, but not in the transcript:\n    " + String.join("\n    ", left));
    }
  }

  private void expect(Line line, Step.Expect expect) {
    List<Sight> open = new ArrayList<>(expect.sights());
    open.removeIf(this::cannotBeSeenHere);
    long millis =
        expect.withinMillis() == Step.Expect.DEFAULT_MILLIS
            ? stage.defaultMillis()
            : expect.withinMillis();
    boolean[] wrong = {false};
    stage.await(
        () -> {
          wrong[0] = claimAll(open) && expect.sights().size() == 1;
          return open.isEmpty() || wrong[0];
        },
        millis);
    open.removeIf(Step.MaybeReceived.class::isInstance);
    if (!open.isEmpty()) {
      throw failure(
          line, (wrong[0] ? "something else came" : "did not come in time") + ": " + open);
    }
  }

  /** Claims what can be claimed; says whether something stands in the way of one of the rest. */
  private boolean claimAll(List<Sight> open) {
    boolean again = true;
    boolean wrong = false;
    while (again) {
      again = false;
      wrong = false;
      for (Sight sight : List.copyOf(open)) {
        Claim claim = claim(sight);
        wrong |= claim == Claim.WRONG;
        if (claim == Claim.DONE) {
          open.remove(sight);
          again = true;
        }
      }
    }
    return wrong;
  }

  private Claim claim(Sight sight) {
    String spool = stage.spool();
    return switch (sight) {
      case Step.Received received -> heard.claim(received, spool);
      case Step.MaybeReceived(Step.Received received) ->
          heard.claim(received, spool) == Claim.NOT_YET ? Claim.NOT_YET : Claim.DONE;
      case Step.Closed closed -> heard.claim(closed);
      case Step.Told told -> {
        workersNamed.add(told.worker());
        yield heard.claim(told, spool);
      }
      case Step.Fact fact -> heard.claim(fact, spool);
      case Step.Journaled line -> heard.claim(line, spool);
      case Step.NotJournaled line -> heard.claim(line, spool);
      case Step.Exited(int status) ->
          heard.exitStatus().isEmpty()
              ? Claim.NOT_YET
              : heard.exitStatus().getAsInt() == status ? Claim.DONE : Claim.WRONG;
      case Step.FileIs(String name, String state) ->
          stage.stateOf(name).equals(state) ? Claim.DONE : Claim.NOT_YET;
    };
  }

  private boolean cannotBeSeenHere(Sight sight) {
    return switch (sight) {
      case Step.Journaled line -> !stage.keeps(line.journal());
      case Step.NotJournaled line -> !stage.keeps(line.journal());
      case Step.FileIs _, Step.Fact _ -> side == Side.POOL;
      case Step.Exited _, Step.Received _, Step.MaybeReceived _, Step.Closed _, Step.Told _ ->
          false;
    };
  }

  private AssertionError failure(Line line, String problem) {
    return new AssertionError(
        "transcripts/%s.txt:%d on the %s: %s%n  %s%n%s"
            .formatted(
                transcript.name(),
                line.number(),
                side.word(),
                line.text(),
                problem,
                String.join("\n", heard.timeline())));
  }
}
