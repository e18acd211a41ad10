package dev.tidegate.tools.gate;

import dev.tidegate.client.Knowledge;
import dev.tidegate.client.Knowledge.Known;
import dev.tidegate.client.Knowledge.Unknown;
import dev.tidegate.client.Update;
import dev.tidegate.client.Update.Cause;
import dev.tidegate.client.Update.Server;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Decides whether connections are refused, from the updates of the listener and the current time.
 * It reads no clock and does no I/O.
 *
 * <p>It refuses only on a recent report of the multiplexor; without one it opens.
 */
final class GateController {
  /** Maximum age of a heartbeat for refusing connections. */
  static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

  /** Minimum time between two rule changes. */
  static final long DISTANCE_NANOS = Duration.ofMillis(100).toNanos();

  /** Minimum time between two changes of the refused share. */
  static final long SHARE_DISTANCE_NANOS = Duration.ofSeconds(1).toNanos();

  /** How long the gate stays open after its backend has failed. */
  static final long RECOVERY_NANOS = Duration.ofSeconds(5).toNanos();

  /** Time between two attempts to open. */
  static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

  private static final long LONGEST_WAIT_NANOS = Duration.ofHours(1).toNanos();

  private final GateSettings settings;

  private Knowledge knowledge = new Unknown("nothing has been heard yet");
  private Optional<Server> server = Optional.empty();

  /** When the knowledge became unknown, or was known otherwise for the last time. */
  private long levelSinceNanos;

  private long enoughSinceNanos;

  /** Since when, in this closing, some are free again or were so for a while. */
  private OptionalLong waitingSinceNanos = OptionalLong.empty();

  private OptionalLong signNanos = OptionalLong.empty();

  /** Whether, after the damping, all is to be refused. */
  private boolean isShut;

  private Optional<Hold> hold = Optional.empty();
  private Optional<String> end = Optional.empty();
  private Optional<Trouble> trouble = Optional.empty();

  private OptionalInt inForce = OptionalInt.of(RefusedShare.OPEN);
  private Optional<Decision.Act> asked = Optional.empty();
  private long actedNanos;
  private boolean openingFailed;
  private long wakeNanos;

  /** An operator's order to stay open; without an end it lasts until the opposite order. */
  private record Hold(OptionalLong untilNanos) {}

  private record Trouble(String why, long untilNanos) {}

  private record Target(int percent, String why) {}

  GateController(GateSettings settings, long nowNanos) {
    this.settings = settings;
    this.levelSinceNanos = nowNanos;
    this.enoughSinceNanos = nowNanos;
    this.actedNanos = nowNanos - DISTANCE_NANOS;
  }

  /** Takes in what the listener learnt. */
  void learn(Update update) {
    switch (update.cause()) {
      case Cause.ServerIdentified met -> server = Optional.of(met.server());
      case Cause.Disconnected lost -> server = Optional.empty();
      case Cause.Refused refused -> server = Optional.empty();
      case Cause.Received told -> {}
      case Cause.HeartbeatMissed silent -> {}
      case Cause.Polled asked -> {}
      case Cause.PollFailed failed -> {}
    }
    if (update.alive()) {
      signNanos = OptionalLong.of(update.atNanos());
    }
    Knowledge next = update.knowledge();
    if (!isSameLevel(knowledge, next)) {
      levelSinceNanos = update.atNanos();
    }
    if (!isEnough(knowledge)) {
      enoughSinceNanos = update.atNanos();
    }
    boolean isFree = next instanceof Known known && known.takesRequests();
    if (isFree && isClosed() && waitingSinceNanos.isEmpty()) {
      waitingSinceNanos = OptionalLong.of(update.atNanos());
    }
    knowledge = next;
  }

  /** Stays open until then, or for good if that is empty, whatever is learnt. */
  void holdOpen(OptionalLong untilNanos) {
    hold = Optional.of(new Hold(untilNanos));
  }

  /** Ends {@link #holdOpen}. */
  void resume() {
    hold = Optional.empty();
  }

  /** Opens for good. */
  void end(String why) {
    end = Optional.of(why);
  }

  /** Returns what to do; to be asked again when it is done, something is learnt, or time is up. */
  Decision decide(long nowNanos) {
    wakeNanos = nowNanos + LONGEST_WAIT_NANOS;
    Optional<String> lapse = lapse(nowNanos);
    if (lapse.isPresent()) {
      return new Decision.LeaseExpired(lapse.get());
    }
    damp(nowNanos);
    Target target = target(nowNanos);
    boolean isChange = inForce.isEmpty() || inForce.getAsInt() != target.percent;
    long dueNanos =
        isChange ? changeNanos(target.percent, nowNanos) : actedNanos + settings.renew().toNanos();
    if (isKept(target, nowNanos) || !isDue(dueNanos, nowNanos)) {
      return new Decision.Wait(wakeNanos);
    }
    RefusedShare refusal = new RefusedShare(target.percent, serviceablePercent(), settings.lease());
    Decision.Act act = new Decision.Act(refusal, isChange, target.why);
    asked = Optional.of(act);
    return act;
  }

  /** Takes in that the back-end has done what was decided last, and began with it then. */
  void done(long begunNanos) {
    asked.ifPresent(act -> inForce = OptionalInt.of(act.refusal().percent()));
    if (!isClosed()) {
      waitingSinceNanos = OptionalLong.empty();
    }
    actedNanos = begunNanos;
  }

  /** Takes in that it has failed, so that nobody knows what is in force. */
  void failed(String why, long nowNanos) {
    inForce = OptionalInt.empty();
    openingFailed = asked.filter(act -> act.refusal().percent() == RefusedShare.OPEN).isPresent();
    actedNanos = nowNanos;
    trouble = Optional.of(new Trouble(why, nowNanos + RECOVERY_NANOS));
  }

  /** Returns what is refused now, in percent; empty if the back-end has failed. */
  OptionalInt inForce() {
    return inForce;
  }

  Knowledge knowledge() {
    return knowledge;
  }

  Optional<Server> server() {
    return server;
  }

  /** Returns why it is as it is, in words. */
  String why(long nowNanos) {
    return target(nowNanos).why;
  }

  /** Returns how old the last sign of life is; empty if there was none. */
  OptionalLong signAgeNanos(long nowNanos) {
    return signNanos.isPresent()
        ? OptionalLong.of(nowNanos - signNanos.getAsLong())
        : OptionalLong.empty();
  }

  /**
   * What was not prolonged in time is no longer in force; returns why it was not, if that has just
   * happened: within the grace nothing is prolonged, and a gate that was stopped has not run.
   */
  private Optional<String> lapse(long nowNanos) {
    if (inForce.orElse(RefusedShare.OPEN) == RefusedShare.OPEN
        || !isDue(actedNanos + settings.lease().toNanos(), nowNanos)) {
      return Optional.empty();
    }
    inForce = OptionalInt.of(RefusedShare.OPEN);
    waitingSinceNanos = OptionalLong.empty();
    if (knowledge instanceof Unknown unknown
        && !isDue(levelSinceNanos + settings.grace().toNanos(), nowNanos)) {
      return Optional.of("within the grace nothing prolongs it, and " + nobodyKnows(unknown));
    }
    Duration age = Duration.ofNanos(nowNanos - actedNanos);
    return Optional.of("the gate did not get to prolong it for " + GateText.of(age));
  }

  private static String nobodyKnows(Unknown unknown) {
    return "nobody knows whether workers are free: " + unknown.why();
  }

  private void damp(long nowNanos) {
    switch (knowledge) {
      case Unknown unknown -> {
        if (isDue(levelSinceNanos + settings.grace().toNanos(), nowNanos)) {
          isShut = false;
        }
      }
      case Known known -> {
        if (!known.takesRequests()) {
          isShut = isShut || isDue(levelSinceNanos + settings.closeAfter().toNanos(), nowNanos);
        } else if (isShut) {
          isShut = !mayOpen(known, nowNanos);
        }
      }
    }
  }

  private boolean mayOpen(Known known, long nowNanos) {
    long waitingNanos = waitingSinceNanos.orElse(levelSinceNanos);
    return (isEnough(known) && isDue(enoughSinceNanos + settings.openAfter().toNanos(), nowNanos))
        || isDue(waitingNanos + settings.maxClosed().toNanos(), nowNanos);
  }

  private boolean isClosed() {
    return inForce.isPresent() && inForce.getAsInt() == RefusedShare.CLOSED;
  }

  private Target target(long nowNanos) {
    if (end.isPresent()) {
      return open(end.get());
    }
    if (hold.isPresent()) {
      OptionalLong until = hold.get().untilNanos;
      if (until.isEmpty() || !isDue(until.getAsLong(), nowNanos)) {
        return open("held open by hand");
      }
      hold = Optional.empty();
    }
    if (trouble.isPresent()) {
      if (!isDue(trouble.get().untilNanos, nowNanos)) {
        return open("the back-end failed: " + trouble.get().why);
      }
      trouble = Optional.empty();
    }
    return switch (knowledge) {
      case Unknown unknown -> open(nobodyKnows(unknown));
      case Known known -> target(known, nowNanos);
    };
  }

  private Target target(Known known, long nowNanos) {
    int percent = isShut ? RefusedShare.CLOSED : share(known);
    if (percent == RefusedShare.OPEN) {
      return open(words(known));
    }
    Optional<String> staleness = staleness(known, nowNanos);
    if (staleness.isPresent()) {
      return open(staleness.get());
    }
    String damping = "";
    if (isShut && known.takesRequests()) {
      damping =
          isEnough(known) ? ", not yet for as long as --open-after says" : ", too few to open";
    }
    return new Target(percent, words(known) + damping);
  }

  private static Target open(String why) {
    return new Target(RefusedShare.OPEN, why);
  }

  /** Returns why nothing may be refused on the word of the multiplexor; empty if it is fresh. */
  private Optional<String> staleness(Known known, long nowNanos) {
    if (isBlind()) {
      long since = known.takesRequests() ? signNanos.orElse(levelSinceNanos) : levelSinceNanos;
      return isDue(since + settings.maxClosed().toNanos(), nowNanos)
          ? Optional.of(
              "closed on one word of a multiplexor that gives no sign of life, and that is %s ago;"
                      .formatted(GateText.of(settings.maxClosed()))
                  + " with --control it could be asked")
          : Optional.empty();
    }
    return signNanos.isEmpty() || isDue(signNanos.getAsLong() + FRESH_NANOS + 1, nowNanos)
        ? Optional.of("the multiplexor has given no sign of life for 5 s")
        : Optional.empty();
  }

  /** Whether nobody can ask for a sign of life: the other end knows letters alone. */
  private boolean isBlind() {
    return !settings.canAsk()
        && server.map(kind -> kind instanceof Server.Reference).orElse(Boolean.TRUE);
  }

  /** Within the grace what is in force stays, but nothing prolongs it. */
  private boolean isKept(Target target, long nowNanos) {
    return knowledge instanceof Unknown
        && inForce.orElse(RefusedShare.OPEN) != RefusedShare.OPEN
        && target.percent == RefusedShare.OPEN
        && end.isEmpty()
        && hold.isEmpty()
        && !isDue(levelSinceNanos + settings.grace().toNanos(), nowNanos);
  }

  private int share(Known known) {
    OptionalInt count = count(known);
    OptionalInt from =
        settings.from().map(at -> at.workers(known.maxWorkers())).orElse(OptionalInt.empty());
    if (count.isEmpty() || from.isEmpty() || count.getAsInt() >= from.getAsInt()) {
      return RefusedShare.OPEN;
    }
    int most = RefusedShare.CLOSED - NftRules.STEP_PERCENT;
    int share = RefusedShare.CLOSED * (from.getAsInt() - count.getAsInt()) / from.getAsInt();
    return Math.min(most, share / NftRules.STEP_PERCENT * NftRules.STEP_PERCENT);
  }

  private boolean isEnough(Knowledge state) {
    if (!(state instanceof Known known) || !known.takesRequests()) {
      return false;
    }
    int wanted = Math.min(settings.openWhen(), known.maxWorkers().orElse(Integer.MAX_VALUE));
    return count(known).orElse(wanted) >= wanted;
  }

  private static OptionalInt count(Known known) {
    return known.serviceable().isPresent() ? known.serviceable() : known.free();
  }

  private OptionalInt serviceablePercent() {
    if (!(knowledge instanceof Known known) || known.maxWorkers().orElse(0) == 0) {
      return OptionalInt.empty();
    }
    OptionalInt count = count(known);
    return count.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(
            Math.clamp(100L * count.getAsInt() / known.maxWorkers().getAsInt(), 0, 100));
  }

  private static String words(Known known) {
    String what = known.serviceable().isPresent() ? "can take a request" : "are free";
    OptionalInt count = count(known);
    if (!known.takesRequests()) {
      return "no workers " + what;
    }
    String all = known.maxWorkers().isPresent() ? " of " + known.maxWorkers().getAsInt() : "";
    return (count.isPresent() ? count.getAsInt() + all : "some") + " workers " + what;
  }

  private static boolean isSameLevel(Knowledge one, Knowledge other) {
    return switch (one) {
      case Unknown unknown -> other instanceof Unknown;
      case Known known ->
          other instanceof Known next && known.takesRequests() == next.takesRequests();
    };
  }

  /** Returns when a change to that share may be made. */
  private long changeNanos(int percent, long nowNanos) {
    if (inForce.isEmpty()) {
      return openingFailed ? actedNanos + RETRY_NANOS : nowNanos;
    }
    if (end.isPresent()) {
      return nowNanos;
    }
    return actedNanos + (isShareChange(percent) ? SHARE_DISTANCE_NANOS : DISTANCE_NANOS);
  }

  private boolean isShareChange(int percent) {
    int before = inForce.orElse(RefusedShare.OPEN);
    return percent != RefusedShare.CLOSED
        && percent != RefusedShare.OPEN
        && before != RefusedShare.CLOSED;
  }

  private boolean isDue(long atNanos, long nowNanos) {
    if (atNanos - nowNanos <= 0) {
      return true;
    }
    wakeNanos = Math.min(wakeNanos, atNanos);
    return false;
  }
}
