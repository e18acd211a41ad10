package dev.tidegate.pool.commands;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.dispatch.RunningRequests;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.SlotTransitions;
import dev.tidegate.pool.workers.WorkerLifecycle;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.control.Order;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.Locale;

/**
 * An operator's orders for single slots: drain, resume, kill; each is logged with its client.
 *
 * <p>A drained slot keeps its state and its worker, but gets no request and no new worker.
 */
public final class SlotCommands {
  private static final String INVALID_NUMBER = "error: Invalid worker number\n";
  private static final String INVALID_WORKER = "error: Invalid worker (must be NUMBER:PID)\n";
  private static final String OUT_OF_RANGE = "error: Worker number out of range\n";

  private final EventContext context;
  private final Workers workers;
  private final SlotTransitions slotTransitions;
  private final WorkerLifecycle lifecycle;
  private final RunningRequests runningRequests;

  public SlotCommands(
      EventContext context,
      SlotTransitions slotTransitions,
      WorkerLifecycle lifecycle,
      RunningRequests runningRequests) {
    this.context = context;
    this.workers = slotTransitions.workers();
    this.slotTransitions = slotTransitions;
    this.lifecycle = lifecycle;
    this.runningRequests = runningRequests;
  }

  /** Drains or resumes a slot; returns the complete answer. */
  public String drain(Order.Drain command, long client) {
    if (command.number() == Order.Drain.INVALID) {
      return INVALID_NUMBER;
    }
    if (isOutOfRange(command.number())) {
      return OUT_OF_RANGE;
    }
    Slot slot = workers.slot(command.number());
    String name = "slot " + slot.number();
    if (slot.drained() == command.drained()) {
      return command.drained()
          ? "ok: " + name + " was drained already\n"
          : "ok: " + name + " was not drained\n";
    }
    slotTransitions.drain(slot, command.drained());
    if (slot.retired() && !command.drained()) {
      lifecycle.dismissRetired(slot);
      String done = name + " is no longer drained, but beyond max-workers";
      context.logOfClient(client, LogLevel.NOTICE, done);
      return "ok: " + done + "\n";
    }
    String state = slot.state().word().toLowerCase(Locale.ROOT);
    String done =
        command.drained()
            ? name + " gets no more work (it is " + state + ")"
            : name + " gets work again (it is " + state + ")";
    context.logOfClient(client, LogLevel.NOTICE, done);
    return "ok: " + done + "\n";
  }

  /** Kills a worker and refuses its request; returns the complete answer. */
  public String kill(Order.Kill command, long client) {
    if (command.number() == Order.Drain.INVALID) {
      return INVALID_WORKER;
    }
    if (isOutOfRange(command.number())) {
      return OUT_OF_RANGE;
    }
    Slot slot = workers.slot(command.number());
    if (slot.state() == WorkerState.STOPPED) {
      return "error: There is no worker in slot " + slot.number() + "\n";
    }
    if (slot.pid() != command.pid()) {
      return "error: The worker in slot %d is process %d now, not %d\n"
          .formatted(slot.number(), slot.pid(), command.pid());
    }
    if (slot.state() == WorkerState.KILLED) {
      return "error: Worker " + slot.number() + " was told to end already\n";
    }
    if (lifecycle.isEnding()) {
      return "error: The multiplexor is ending, and its workers with it\n";
    }
    String done = "killing worker " + slot.number() + " (pid " + slot.pid() + ")";
    context.logOfClient(client, LogLevel.NOTICE, done);
    runningRequests.killByOperator(slot);
    return "ok: " + done + "\n";
  }

  private boolean isOutOfRange(int number) {
    return number >= workers.slots().size();
  }
}
