package dev.tidegate.tools.gate;

import dev.tidegate.client.NotifyListener;
import dev.tidegate.client.Update;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The gate's one thread: it listens, decides and tells the back-end. Nothing else prolongs a
 * refusal, so when it hangs the port opens.
 */
final class GateLoop {
  /** So soon orders are seen; the listener is woken by the multiplexor alone. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

  /** What waits is taken first, so that a burst is one decision; but not for ever. */
  private static final long LONGEST_DRAIN_NANOS = Duration.ofMillis(20).toNanos();

  private final NotifyListener listener;
  private final GateController controller;
  private final Backend backend;
  private final GateCommandQueue orders;
  private final GateLog gateLog;

  GateLoop(
      NotifyListener listener,
      GateController controller,
      Backend backend,
      GateCommandQueue orders,
      GateLog gateLog) {
    this.listener = listener;
    this.controller = controller;
    this.backend = backend;
    this.orders = orders;
    this.gateLog = gateLog;
  }

  /**
   * Keeps the gate until it is told to end; then the port is open.
   *
   * @throws BackendException if the back-end cannot work at all, or could not open at the end
   */
  void keep() throws BackendException, InterruptedException {
    backend.prepare();
    gateLog.started(backend.describe());
    String why = "the gate has failed";
    try {
      while (orders.ending().isEmpty()) {
        turn();
      }
      why = orders.ending().get();
    } finally {
      controller.end(why);
      backend.close();
      gateLog.ended(why);
    }
  }

  private void turn() throws InterruptedException {
    switch (controller.decide(System.nanoTime())) {
      case Decision.Act act -> act(act);
      case Decision.LeaseExpired lapsed -> gateLog.lapsed(lapsed, backend.lapsed());
      case Decision.Wait wait -> listen(wait.untilNanos() - System.nanoTime());
    }
    for (Optional<GateCommand> each = orders.next(); each.isPresent(); each = orders.next()) {
      try {
        obey(each.get());
      } catch (RuntimeException e) {
        // One order that cannot be obeyed must not end the gate.
        each.get().answer().completeExceptionally(e);
      }
    }
  }

  private void act(Decision.Act act) {
    long begunNanos = System.nanoTime();
    try {
      backend.refuse(act.refusal());
      controller.done(begunNanos);
      gateLog.did(act);
    } catch (BackendException e) {
      controller.failed(String.valueOf(e.getMessage()), System.nanoTime());
      gateLog.failed(act, e);
    }
  }

  private void listen(long longestNanos) throws InterruptedException {
    long waitNanos = Math.clamp(longestNanos, 0, LONGEST_WAIT.toNanos());
    Optional<Update> update = listener.next(Duration.ofNanos(waitNanos));
    long drainedNanos = System.nanoTime() + LONGEST_DRAIN_NANOS;
    while (update.isPresent()) {
      controller.learn(update.get());
      gateLog.learnt(update.get());
      update =
          drainedNanos - System.nanoTime() > 0 ? listener.next(Duration.ZERO) : Optional.empty();
    }
  }

  private void obey(GateCommand order) {
    long nowNanos = System.nanoTime();
    switch (order) {
      case GateCommand.HoldOpen hold -> {
        controller.holdOpen(
            hold.time().isPresent()
                ? OptionalLong.of(nowNanos + hold.time().get().toNanos())
                : OptionalLong.empty());
        gateLog.held(hold.time());
        hold.answer().complete(gateLog.holding(hold.time()));
      }
      case GateCommand.Resume resume -> {
        controller.resume();
        gateLog.resumed();
        resume.answer().complete("The gate goes by the multiplexor again.\n");
      }
      case GateCommand.Status status ->
          status.answer().complete(gateLog.status(controller, backend.describe(), nowNanos));
    }
  }
}
