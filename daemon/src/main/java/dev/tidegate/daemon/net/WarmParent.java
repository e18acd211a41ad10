package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.loop.Watch;
import dev.tidegate.daemon.posix.ControlSocket;
import dev.tidegate.daemon.posix.Errno;
import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.daemon.posix.Processes;
import dev.tidegate.daemon.posix.Processes.ChildState;
import dev.tidegate.daemon.posix.SignalName;
import dev.tidegate.daemon.posix.WarmParentSpawner;
import dev.tidegate.daemon.posix.WorkerPipes;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.LoaderStop;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.values.WorkerExit;
import io.netty.channel.unix.FileDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * A warm parent from its start until it is reaped: its control socket, by which it is ordered to
 * fork workers, its output, and its end. docs/WARM-WORKERS.md describes the protocol.
 */
final class WarmParent implements ControlConnection.Peer {
  /** Maximum number of orders without a reply; further ones wait here. */
  static final int MOST_ORDERS = 64;

  private static final long REPLY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Maximum time from an order to its reply, however many others are replied to meanwhile. */
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Time in which a program that speaks the protocol has said so. */
  static final long GREETING_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Time for a closed control socket to become the end of the process. */
  private static final long END_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final byte[] FORK = "fork\n".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] QUIT = "quit\n".getBytes(StandardCharsets.ISO_8859_1);
  private static final String GREETING = "warm 1";
  private static final int MOST_QUOTED = 80;

  private enum Phase {
    /** It has not said that it speaks the protocol. */
    STARTED,
    LOADING,
    READY,
    /** It was ordered to quit. */
    QUITTING,
    /** It broke the protocol: nothing is read and nothing ordered any more. */
    FAULTED,
    REAPED
  }

  /** Order to fork a worker for a slot. */
  private static final class Order {
    final int slot;
    final WorkerPipes pipes;
    final long orderedNanos = System.nanoTime();

    /** Whether the pool no longer waits for it. */
    boolean isLate;

    Order(int slot, WorkerPipes pipes) {
      this.slot = slot;
      this.pipes = pipes;
    }
  }

  private final long loader;
  private final int pid;
  private final boolean isPerl;
  private final WorkerProcesses all;
  private final Poller poller;
  private final ControlConnection control;
  private final WorkerText output;
  private final ProcessEnd death;
  private final ArrayDeque<Order> waiting = new ArrayDeque<>();
  private final ArrayDeque<Order> sent = new ArrayDeque<>();
  private Phase phase = Phase.STARTED;
  private final long startedNanos = System.nanoTime();
  private long repliedNanos = startedNanos;
  private long sentCount;

  /** Whether it was stopped before it had the time to say that it speaks the protocol. */
  private boolean wasStoppedEarly;

  WarmParent(long loader, WarmParentSpawner.Started started, boolean isPerl, WorkerProcesses all) {
    this.loader = loader;
    this.pid = started.pid();
    this.isPerl = isPerl;
    this.all = all;
    this.poller = all.poller;
    this.control = new ControlConnection(poller, new FileDescriptor(started.controlFd()), this);
    this.output =
        new WorkerText(
            poller,
            new FileDescriptor(started.outputFd()),
            line -> all.events.post(new Event.LoaderStderr(loader, line)));
    this.death = new ProcessEnd(poller, new FileDescriptor(started.pidFd()), this::reap);
  }

  void begin() {
    death.watch(Watch.INPUT);
    control.watch(Watch.INPUT);
    output.watch(Watch.INPUT);
  }

  int pid() {
    return pid;
  }

  /** Returns the number of orders that were sent so far. */
  long sentCount() {
    return sentCount;
  }

  /** Returns whether one of the first orders, up to this number, may still be replied to. */
  boolean owesReply(long count) {
    return phase != Phase.REAPED && sentCount - sent.size() < count;
  }

  // ---- orders

  void fork(int slot) {
    if (phase != Phase.READY) {
      all.events.post(new Event.SpawnFailed(slot, "the warm parent takes no orders"));
      return;
    }
    try {
      Order order = new Order(slot, WorkerPipes.open(all.worker.statusPipe()));
      waiting.add(order);
      poller.after(REPLY_NANOS, () -> expire(order));
      send();
    } catch (PosixException failure) {
      all.events.post(new Event.SpawnFailed(slot, String.valueOf(failure.getMessage())));
    }
  }

  /** Sends waiting orders, as many as may be without a reply and as the socket takes. */
  private void send() {
    while (phase == Phase.READY && !waiting.isEmpty() && sent.size() < MOST_ORDERS) {
      Order order = waiting.element();
      int result = ControlSocket.send(control.fd().intValue(), FORK, order.pipes.theirs());
      switch (-result) {
        case Errno.EINTR -> {}
        case Errno.EAGAIN -> {
          control.watch(Watch.INPUT_OR_ROOM);
          return;
        }
        case Errno.EPIPE, Errno.ECONNRESET -> {
          // The end of its input is read, too.
          return;
        }
        default -> {
          waiting.remove();
          if (result > 0) {
            order.pipes.closeTheirs();
            sent.add(order);
            sentCount++;
          } else {
            order.pipes.close();
            fail(order, "sendmsg: " + Errno.text(-result));
          }
        }
      }
    }
    control.watch(Watch.INPUT);
  }

  @Override
  public void room() {
    send();
  }

  /**
   * Ends the wait for a reply when the warm parent has been silent for a second; one that works
   * through many orders on a busy host has some more.
   */
  private void expire(Order order) {
    boolean isWaiting = waiting.contains(order);
    if (!isWaiting && !sent.contains(order)) {
      return;
    }
    long nowNanos = System.nanoTime();
    long leftNanos = REPLY_NANOS - (nowNanos - Math.max(repliedNanos, order.orderedNanos));
    if (leftNanos > 0 && nowNanos - order.orderedNanos < LONGEST_WAIT_NANOS) {
      poller.after(leftNanos, () -> expire(order));
      return;
    }
    if (isWaiting) {
      waiting.remove(order);
      order.pipes.close();
    } else {
      order.isLate = true;
      // A worker that is forked for it all the same finds its stdin at the end.
      order.pipes.closeOurs();
    }
    all.events.post(new Event.ForkUnanswered(order.slot));
  }

  private void fail(Order order, String reason) {
    if (!order.isLate) {
      all.events.post(new Event.SpawnFailed(order.slot, reason));
    }
  }

  void stop(LoaderStop how) {
    wasStoppedEarly = phase == Phase.STARTED && System.nanoTime() - startedNanos < GREETING_NANOS;
    switch (how) {
      case KILL -> {
        if (phase != Phase.REAPED) {
          Processes.signalGroup(pid, SignalName.KILL);
        }
      }
      case QUIT -> {
        if (phase == Phase.STARTED || phase == Phase.LOADING || phase == Phase.READY) {
          phase = Phase.QUITTING;
          var _ = ControlSocket.send(control.fd().intValue(), QUIT);
          closeIfDone();
        }
      }
    }
  }

  /** Closes the control socket of a warm parent that quits, after the last reply. */
  private void closeIfDone() {
    if (phase == Phase.QUITTING && sent.isEmpty()) {
      control.discard();
    }
  }

  // ---- replies

  @Override
  public boolean line(String line) {
    switch (phase) {
      case STARTED -> greeted(line);
      case LOADING -> loaded(line);
      case READY, QUITTING -> replied(line);
      case FAULTED, REAPED -> {}
    }
    return phase != Phase.FAULTED;
  }

  private void greeted(String line) {
    if (line.equals(GREETING)) {
      phase = Phase.LOADING;
    } else {
      fault("it said " + quote(line) + " before '" + GREETING + "'" + advice(), !isPerl);
    }
  }

  private void loaded(String line) {
    if (line.equals("ready")) {
      phase = Phase.READY;
      all.events.post(new Event.LoaderReady(loader, ReadySign.REPORTED));
    } else if (line.startsWith("unsupported ")) {
      fault(line.substring("unsupported ".length()) + advice(), true);
    } else {
      fault("it said " + quote(line) + " while it loaded the program", false);
    }
  }

  private void replied(String line) {
    repliedNanos = System.nanoTime();
    if (line.startsWith("forked ")) {
      forked(line);
    } else if (line.startsWith("error ")) {
      Order order = sent.poll();
      if (order == null) {
        fault("it replied " + quote(line) + " without an order", false);
        return;
      }
      if (!order.isLate) {
        order.pipes.closeOurs();
      }
      fail(order, line.substring("error ".length()));
    } else {
      fault("it said " + quote(line) + ", which is no reply", false);
    }
    closeIfDone();
    send();
  }

  private void forked(String line) {
    String digits = line.substring("forked ".length());
    if (!digits.matches("[1-9][0-9]{0,8}")) {
      fault("it replied " + quote(line) + ", which names no process", false);
      return;
    }
    int child = Integer.parseInt(digits);
    if (all.knows(child)) {
      fault("it reported the pid " + child + ", which is known already", false);
    } else if (!Processes.isOwnChild(child)) {
      fault("it reported the pid " + child + ", which is no child of ours", false);
    } else if (sent.isEmpty()) {
      all.endSurplus(child);
      fault("it reported the pid " + child + " without an order", false);
    } else {
      accept(child, sent.remove());
    }
  }

  private void accept(int child, Order order) {
    if (order.isLate) {
      all.endSurplus(child);
      return;
    }
    try {
      all.occupy(order.slot, all.spawner.adopt(child, order.pipes));
    } catch (PosixException failure) {
      order.pipes.closeOurs();
      all.endSurplus(child);
      fail(order, String.valueOf(failure.getMessage()));
    }
  }

  // ---- faults and the end

  @Override
  public void lineTooLong() {
    fault(
        "it sent a line of more than " + ControlConnection.LINE_BYTES + " bytes" + startAdvice(),
        isUnsupported());
  }

  @Override
  public void ended(boolean withinALine) {
    if (phase == Phase.FAULTED) {
      return;
    }
    if (withinALine) {
      fault("it closed its control socket within a line" + startAdvice(), isUnsupported());
    } else if (phase != Phase.QUITTING && phase != Phase.REAPED) {
      poller.after(
          END_NANOS,
          () -> {
            if (phase != Phase.FAULTED && phase != Phase.REAPED) {
              fault("it closed its control socket" + startAdvice(), isUnsupported());
            }
          });
    }
  }

  private void fault(String what, boolean unsupported) {
    phase = Phase.FAULTED;
    control.discard();
    all.events.post(new Event.LoaderFaulted(loader, what, unsupported));
  }

  private boolean isUnsupported() {
    return phase == Phase.STARTED && !isPerl && !wasStoppedEarly;
  }

  private String startAdvice() {
    return isUnsupported() ? " before '" + GREETING + "'" + advice() : "";
  }

  private static String advice() {
    return "; start without -E, or see WARM-WORKERS.md for what a program needs";
  }

  private static String quote(String line) {
    String text = line.replaceAll("[^ -~]", "?");
    return "'"
        + (text.length() > MOST_QUOTED ? text.substring(0, MOST_QUOTED) + "..." : text)
        + "'";
  }

  private void reap() {
    if (phase == Phase.REAPED) {
      return;
    }
    switch (Processes.reap(pid)) {
      case ChildState.Running() -> {}
      case ChildState.Exited(int status, var _) -> gone(new WorkerExit.Exited(status));
      case ChildState.Signalled(int signal, var _) -> gone(new WorkerExit.Signalled(signal));
      case ChildState.Unknown() -> gone(new WorkerExit.Exited(0));
    }
  }

  private void gone(WorkerExit exit) {
    // Replies that it sent in time make workers all the same.
    control.readToEnd();
    output.readToEnd();
    if (isUnsupported()) {
      fault("it ended before '" + GREETING + "'" + advice(), true);
    }
    boolean mayHaveForked = phase == Phase.FAULTED || !sent.isEmpty();
    phase = Phase.REAPED;
    control.discard();
    output.discard();
    death.discard();
    for (Order order : sent) {
      if (!order.isLate) {
        order.pipes.closeOurs();
      }
    }
    waiting.forEach(order -> order.pipes.close());
    sent.clear();
    waiting.clear();
    all.loaderGone(loader, pid, mayHaveForked);
    all.events.post(new Event.LoaderEnded(loader, exit));
  }
}
