package dev.tidegate.acceptance.warm;

import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Requests at a steady rate, whether or not those before are answered, until it is stopped. */
final class SteadyLoad implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * A request with its answer.
   *
   * @param answer all that came until the connection was closed
   * @param nanos time from the request to the end of its answer
   */
  record Answered(String request, String answer, long nanos) {
    boolean isOk() {
      return answer.startsWith("ok ");
    }
  }

  private final ProgramUnderTest subject;
  private final IntFunction<String> requests;
  private final long pauseNanos;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<Answered>> sent = new ArrayList<>();
  private final Future<?> sender;
  private volatile boolean stopped;

  private SteadyLoad(ProgramUnderTest subject, int perSecond, IntFunction<String> requests) {
    this.subject = subject;
    this.requests = requests;
    this.pauseNanos = Duration.ofSeconds(1).toNanos() / perSecond;
    this.sender = threads.submit(this::send);
  }

  /** Begins to send; the function gives the line of each request by its number. */
  static SteadyLoad on(ProgramUnderTest subject, int perSecond, IntFunction<String> requests) {
    return new SteadyLoad(subject, perSecond, requests);
  }

  /** Begins to send the same request again and again. */
  static SteadyLoad on(ProgramUnderTest subject, int perSecond, String request) {
    return on(subject, perSecond, number -> request);
  }

  private void send() {
    long dueNanos = System.nanoTime();
    for (int number = 0; !stopped; number++) {
      String request = requests.apply(number);
      sent.add(threads.submit(() -> answer(request)));
      dueNanos += pauseNanos;
      LockSupport.parkNanos(dueNanos - System.nanoTime());
    }
  }

  private Answered answer(String request) {
    long beganNanos = System.nanoTime();
    try (Wire wire = subject.request(request)) {
      String answer = wire.rest(PATIENCE);
      return new Answered(request, answer, System.nanoTime() - beganNanos);
    }
  }

  /** Sends no more; returns every request with its answer, in the order in which they were sent. */
  List<Answered> stop() throws Exception {
    stopped = true;
    sender.get();
    List<Answered> answers = new ArrayList<>();
    for (Future<Answered> each : sent) {
      answers.add(each.get());
    }
    return answers;
  }

  @Override
  public void close() {
    stopped = true;
    threads.close();
  }
}
