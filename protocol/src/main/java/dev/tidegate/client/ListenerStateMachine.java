package dev.tidegate.client;

import dev.tidegate.client.Update.Cause;
import dev.tidegate.client.Update.Server;
import dev.tidegate.protocol.notify.InterestLine.Since;
import dev.tidegate.protocol.notify.Message;
import dev.tidegate.protocol.notify.MessageForm;
import dev.tidegate.protocol.notify.MessageParser;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * State machine of a listener: all decisions from the first connection to the last, without sockets
 * and without a clock.
 *
 * <p>Inputs are events with their times, outputs are {@link Step}s. Of inputs at the same time,
 * lines read come first and {@link #proceed} last, so that a caller that paused does not time out a
 * working connection.
 */
final class ListenerStateMachine {
  /** Minimum duration of a connection that resets the count of failures. */
  static final long PROOF_NANOS = TimeUnit.SECONDS.toNanos(5);

  /**
   * Number of lines without a pause after which messages may have been lost: MIMEDefang silently
   * drops messages that do not fit into a full socket buffer.
   */
  static final int SUSPICIOUS_LINES = 128;

  private static final int QUOTED_CHARACTERS = 60;

  private enum Phase {
    NOT_CONNECTED,
    CONNECTING,
    GREETING,
    LISTENING,
    ENDED
  }

  private final ListenerSettings settings;
  private final RandomGenerator random;
  private final LevelTracker levels;
  private final ServerProbe server;
  private final FreePoller questions;
  private final Queue<Step> steps = new ArrayDeque<>();

  /**
   * In {@code NOT_CONNECTED} the time of the next attempt; until {@code LISTENING} the connect
   * timeout.
   */
  private final Alarm turn = new Alarm();

  private Phase phase = Phase.NOT_CONNECTED;
  private Optional<Since.After> position = Optional.empty();
  private long attempts;
  private int failures;
  private long greetedNanos;
  private int linesWithoutPause;

  ListenerStateMachine(ListenerSettings settings, RandomGenerator random, long nowNanos) {
    this.settings = settings;
    this.random = random;
    levels = new LevelTracker(settings);
    server = new ServerProbe(settings);
    questions = new FreePoller(settings.heartbeat().toNanos());
    turn.set(nowNanos);
  }

  /** Returns the next step to execute; empty if there is none before the next input. */
  Optional<Step> next() {
    return Optional.ofNullable(steps.poll());
  }

  /**
   * Returns the longest time before {@link #proceed} must be called; {@link Long#MAX_VALUE} for no
   * limit.
   */
  long leftNanos(long nowNanos) {
    return Math.min(
        turn.leftNanos(nowNanos),
        Math.min(server.leftNanos(nowNanos), questions.leftNanos(nowNanos)));
  }

  /** Handles the passing of time; all available input must have been read before. */
  void proceed(long nowNanos) {
    switch (phase) {
      case NOT_CONNECTED -> {
        if (turn.isDue(nowNanos)) {
          connect(nowNanos);
        }
      }
      case CONNECTING, GREETING -> {
        if (turn.isDue(nowNanos)) {
          lose(tooSlow(), nowNanos);
        }
      }
      case LISTENING -> watch(nowNanos);
      case ENDED -> {}
    }
  }

  private void connect(long nowNanos) {
    phase = Phase.CONNECTING;
    turn.set(nowNanos + settings.connectTimeout().toNanos());
    steps.add(new Step.Connect(attempts++));
  }

  private String tooSlow() {
    String within = " within " + settings.connectTimeout().toMillis() + " ms";
    return phase == Phase.CONNECTING
        ? "no connection to " + settings.address() + within
        : settings.address() + " took the connection, but said no *OK" + within + ": does it hang?";
  }

  private void watch(long nowNanos) {
    if (server.turnsOutPlain(nowNanos)) {
      publish(new Cause.ServerIdentified(new Server.Reference()), false, nowNanos);
    }
    if (server.isGivenUp(nowNanos)) {
      lose(settings.address() + silentFor(nowNanos) + ": given up", nowNanos);
      return;
    }
    if (server.fallsSilent(nowNanos)) {
      levels.forget(settings.address() + silentFor(nowNanos));
      publish(new Cause.HeartbeatMissed(server.silence(nowNanos)), false, nowNanos);
      steps.add(new Step.Send(settings.interestLine(Optional.empty(), true)));
    }
    if (questions.isTooLate(nowNanos)) {
      steps.add(new Step.StopAsking());
      notAnswered("no answer within " + FreePoller.ANSWER_NANOS / 1_000_000 + " ms", nowNanos);
    }
    if (questions.isDue(nowNanos)) {
      questions.ask(nowNanos);
      steps.add(new Step.Ask());
    }
  }

  private String silentFor(long nowNanos) {
    return " has said nothing for " + server.silence(nowNanos).toMillis() + " ms";
  }

  /** Handles an established connection. */
  void connected() {
    phase = Phase.GREETING;
    levels.reset(settings.address() + " has not told the state yet");
    linesWithoutPause = 0;
  }

  /** Handles a failed or ended connection; the reason is a sentence without its period. */
  void disconnected(String why, long nowNanos) {
    if (phase != Phase.NOT_CONNECTED && phase != Phase.ENDED) {
      lose(why, nowNanos);
    }
  }

  /** Handles the end of the available input. */
  void caughtUp(long nowNanos) {
    if (isDoubtful() && settings.control().isPresent()) {
      questions.askAgain(nowNanos);
    }
    linesWithoutPause = 0;
  }

  private boolean isDoubtful() {
    return linesWithoutPause >= SUSPICIOUS_LINES && !server.isOurs();
  }

  /**
   * Handles a line.
   *
   * @param saidNanos earliest time at which the server can have sent it
   */
  void heard(String line, long saidNanos, long nowNanos) {
    if (phase != Phase.GREETING && phase != Phase.LISTENING) {
      return;
    }
    Message message = MessageParser.parse(line);
    if (message instanceof Message.NoListeningSlots) {
      Duration wait = retreat("no free listening slot at " + settings.address(), nowNanos);
      publish(new Cause.Refused(line, wait), false, nowNanos);
      endIfNever(wait);
    } else if (phase == Phase.LISTENING) {
      handleMessage(message, line, saidNanos, nowNanos);
    } else {
      handleGreeting(message, line, saidNanos, nowNanos);
    }
  }

  private void handleGreeting(Message message, String line, long saidNanos, long nowNanos) {
    if (!line.startsWith("*")) {
      String quoted = line.substring(0, Math.min(line.length(), QUOTED_CHARACTERS));
      lose(
          settings.address() + " said '" + quoted + "' and not *OK: is it the socket of -O?",
          nowNanos);
      return;
    }
    publish(new Cause.Received(message, line), false, saidNanos);
    if (message instanceof Message.Greeting) {
      phase = Phase.LISTENING;
      turn.off();
      greetedNanos = nowNanos;
      steps.add(new Step.Send(settings.interestLine(position, false)));
      server.await(nowNanos);
      // Only now: an answer from before the server read the interest line might miss an edge.
      settings.control().ifPresent(address -> questions.begin(nowNanos));
    }
  }

  private void handleMessage(Message message, String line, long saidNanos, long nowNanos) {
    server.hear(message, nowNanos).ifPresent(server -> meet(server, nowNanos));
    if (settings.resume() && message.form() instanceof MessageForm.Json json) {
      position = Optional.of(new Since.After(json.epoch(), json.seq()));
    }
    linesWithoutPause++;
    boolean showsLevel = levels.hear(message);
    if (showsLevel) {
      questions.edge();
    }
    if (isDoubtful()) {
      levels.forget("messages of " + settings.address() + " may be lost: it was read too slowly");
    }
    boolean alive = levels.isKnown() && (showsLevel || (server.isOurs() && isWord(message)));
    publish(new Cause.Received(message, line), alive, saidNanos);
  }

  private static boolean isWord(Message message) {
    return !(message instanceof Message.Unknown) && !(message instanceof Message.Complaint);
  }

  private void meet(Server server, long nowNanos) {
    publish(new Cause.ServerIdentified(server), false, nowNanos);
    if (settings.json() || settings.snapshot()) {
      stopAsking();
    }
  }

  /** Handles an answer of the command socket. */
  void answered(String answer, long nowNanos) {
    if (!questions.isAsking()) {
      return;
    }
    String digits = answer.strip();
    if (!digits.matches("[0-9]{1,9}")) {
      String quoted = digits.substring(0, Math.min(digits.length(), QUOTED_CHARACTERS));
      notAnswered("it said '" + quoted + "' and not how many workers are free", nowNanos);
    } else if (questions.answered(nowNanos)) {
      int free = Integer.parseInt(digits);
      levels.learn(free);
      publish(new Cause.Polled(free), levels.isKnown(), questions.askedNanos());
    }
  }

  /** Handles a query without an answer; the reason is a sentence without its period. */
  void notAnswered(String why, long nowNanos) {
    if (!questions.isAsking()) {
      return;
    }
    questions.failed(nowNanos);
    String reason =
        "asked " + settings.control().map(Address::toString).orElse("") + " for 'free': " + why;
    levels.forget(reason);
    publish(new Cause.PollFailed(reason), false, nowNanos);
  }

  private void lose(String why, long nowNanos) {
    Duration wait = retreat(why, nowNanos);
    publish(new Cause.Disconnected(why, wait), false, nowNanos);
    endIfNever(wait);
  }

  /** Ends the connection; returns the time until the next attempt, zero for none. */
  private Duration retreat(String why, long nowNanos) {
    if (phase == Phase.LISTENING && nowNanos - greetedNanos >= PROOF_NANOS) {
      failures = 0;
    }
    failures++;
    steps.add(new Step.Disconnect());
    stopAsking();
    server.forget();
    levels.forget(why);
    phase = Phase.NOT_CONNECTED;
    Duration wait = settings.reconnect().waitAfter(failures, random);
    turn.set(nowNanos + wait.toNanos());
    return wait;
  }

  private void stopAsking() {
    if (questions.isAsking()) {
      steps.add(new Step.StopAsking());
    }
    questions.end();
  }

  private void endIfNever(Duration wait) {
    if (wait.isZero()) {
      phase = Phase.ENDED;
      turn.off();
      steps.add(new Step.End());
    }
  }

  private void publish(Cause cause, boolean alive, long atNanos) {
    steps.add(new Step.Tell(new Update(cause, levels.knowledge(), alive, atNanos)));
  }
}
