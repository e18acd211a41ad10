package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.loop.Watch;
import dev.tidegate.daemon.posix.Descriptors;
import dev.tidegate.protocol.wire.LineSplitter;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.Optional;

/** Stdout of a worker: one line per request, and nothing else. */
final class WorkerOutput extends Watch {
  private static final String UNASKED = "output without a request";
  private static final String ENDLESS = "answer beyond " + LineSplitter.ANSWER_BYTES + " bytes";

  private static final String NO_MEMORY = "no memory for its answer";

  private enum Expects {
    /** No request: any output is out of step. */
    SILENCE,
    /** A request is pending. */
    ANSWER,
    /** The probe line is pending. */
    PROBE_ANSWER,
    /** Out of step: output is discarded. */
    NOTHING
  }

  private final Poller poller;
  private final WorkerProcess worker;
  private final LineSplitter lines = LineSplitter.ofAnswers();
  private final PartialMessageBudget partialMessageBudget;
  private Expects expects = Expects.SILENCE;
  private int keptBytes;

  WorkerOutput(
      Poller poller,
      FileDescriptor fd,
      WorkerProcess worker,
      PartialMessageBudget partialMessageBudget) {
    super(poller, fd);
    this.partialMessageBudget = partialMessageBudget;
    this.poller = poller;
    this.worker = worker;
  }

  void expectAnswer() {
    expects = Expects.ANSWER;
  }

  /** Expects the answer to the probe line, which is no answer to a request; returns true. */
  boolean expectProbeAnswer() {
    expects = Expects.PROBE_ANSWER;
    return true;
  }

  /** Returns whether the probe line has no answer yet, not even one that was not read yet. */
  boolean isStillWaiting() {
    return expects == Expects.PROBE_ANSWER
        && lines.heldBytes() == 0
        && Descriptors.unreadBytes(fd().intValue()) == 0;
  }

  /** Discards all further output. */
  void ignore() {
    expects = Expects.NOTHING;
    forgetHalf();
  }

  private void forgetHalf() {
    var _ = lines.takeUnfinished();
    var _ = keeps(0);
  }

  private boolean keeps(int bytes) {
    int more = bytes - keptBytes;
    keptBytes = bytes;
    return more == 0 || partialMessageBudget.keepOfWorker(more);
  }

  /**
   * Reads once more right before a request.
   *
   * @return whether there was no output, so that the request may be sent; otherwise the worker was
   *     reported as out of step
   */
  boolean look() {
    if (expects != Expects.SILENCE) {
      worker.outOfStep(UNASKED);
      return false;
    }
    int got = isClosed() ? -1 : read();
    if (got < 0) {
      end();
    } else if (got > 0) {
      ignore();
      worker.outOfStep(UNASKED);
    }
    return got == 0;
  }

  @Override
  protected void ready(int bits) {
    int got = read();
    if (got < 0) {
      end();
    } else if (got > 0) {
      take();
    }
  }

  private void take() {
    switch (expects) {
      case NOTHING -> {}
      case SILENCE -> {
        ignore();
        worker.outOfStep(UNASKED);
      }
      case ANSWER, PROBE_ANSWER -> takeAnswer();
    }
  }

  private void takeAnswer() {
    boolean isProbe = expects == Expects.PROBE_ANSWER;
    switch (lines.next(poller.in())) {
      case NOTHING -> {
        if (!keeps(lines.heldBytes())) {
          ignore();
          worker.outOfStep(NO_MEMORY);
        }
      }
      case LINE -> {
        expects = Expects.SILENCE;
        var _ = keeps(0);
        String answer = lines.takeLine();
        int more = poller.in().hasRemaining() ? 1 : read();
        if (isProbe) {
          worker.probeAnswered(more > 0);
        } else {
          worker.answered(answer, more > 0);
        }
        if (more < 0) {
          end();
        }
      }
      case TOO_LONG -> {
        ignore();
        worker.outOfStep(ENDLESS);
      }
    }
  }

  /** Returns the complete answer, if there is one, in the output of a dead process. */
  Optional<String> lastAnswer() {
    int readBytes = 0;
    while (expects == Expects.ANSWER && !isClosed() && readBytes <= LineSplitter.ANSWER_BYTES) {
      int got = read();
      if (got <= 0) {
        break;
      }
      readBytes += got;
      switch (lines.next(poller.in())) {
        case NOTHING -> {}
        case LINE -> {
          ignore();
          String answer = lines.takeLine();
          // As with a live worker: among several lines the answer cannot be identified.
          return poller.in().hasRemaining() || read() > 0 ? Optional.empty() : Optional.of(answer);
        }
        case TOO_LONG -> ignore();
      }
    }
    forgetHalf();
    return Optional.empty();
  }

  private void end() {
    forgetHalf();
    discard();
    worker.outputEnded();
  }

  /**
   * Reads once into the loop's buffer; returns the number of bytes, 0 if none are available, −1 at
   * the end.
   */
  private int read() {
    try {
      int got = fd().readAddress(poller.inAddress(), 0, Poller.READ_BYTES);
      poller.in().position(0).limit(Math.max(got, 0));
      return got;
    } catch (IOException broken) {
      return -1;
    }
  }
}
