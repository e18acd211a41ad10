package dev.tidegate.daemon.net;

import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import java.util.Optional;

/** Whose events a worker process has: a slot's or, before it gets one, a loader's. */
sealed interface WorkerPlace {

  /** A line on stderr. */
  Event stderr(String line);

  /** A line on the status descriptor, where that counts. */
  Optional<Event> status(String line);

  /** Output that cannot be matched to a request. */
  Event outOfStep(String what);

  /** The end of stdout, where that counts. */
  Optional<Event> outputEnded();

  /** The end of the wait for readiness. */
  Event ready(ReadySign sign);

  /** The end of the process. */
  Event exited(WorkerExit exit, ResourceUsage usage, boolean unread, Optional<String> lastAnswer);

  /** A worker in a slot. */
  record InSlot(int slot) implements WorkerPlace {
    @Override
    public Event stderr(String line) {
      return new Event.WorkerStderr(slot, line);
    }

    @Override
    public Optional<Event> status(String line) {
      return Optional.of(new Event.WorkerStatus(slot, line));
    }

    @Override
    public Event outOfStep(String what) {
      return new Event.WorkerOutOfStep(slot, what);
    }

    @Override
    public Optional<Event> outputEnded() {
      return Optional.of(new Event.WorkerOutputEnded(slot));
    }

    @Override
    public Event ready(ReadySign sign) {
      return new Event.WorkerReady(slot, sign);
    }

    @Override
    public Event exited(
        WorkerExit exit, ResourceUsage usage, boolean unread, Optional<String> lastAnswer) {
      return new Event.WorkerExited(slot, exit, usage, unread, lastAnswer);
    }
  }

  /** A worker that loads the program and has no slot yet. */
  record Outside(long loader) implements WorkerPlace {
    @Override
    public Event stderr(String line) {
      return new Event.LoaderStderr(loader, line);
    }

    @Override
    public Optional<Event> status(String line) {
      return Optional.empty();
    }

    @Override
    public Event outOfStep(String what) {
      return new Event.LoaderFaulted(loader, what, false);
    }

    /** Nothing: if the process lives on, the check before its first request finds it. */
    @Override
    public Optional<Event> outputEnded() {
      return Optional.empty();
    }

    @Override
    public Event ready(ReadySign sign) {
      return new Event.LoaderReady(loader, sign);
    }

    @Override
    public Event exited(
        WorkerExit exit, ResourceUsage usage, boolean unread, Optional<String> lastAnswer) {
      return new Event.LoaderEnded(loader, exit);
    }
  }
}
