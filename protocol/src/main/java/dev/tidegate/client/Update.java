package dev.tidegate.client;

import dev.tidegate.protocol.notify.Message;
import java.time.Duration;

/**
 * One thing that a listener learns, and what it knows from then on.
 *
 * @param cause what was learnt
 * @param knowledge what is known of the pool now, with this
 * @param alive whether it shows that the multiplexor is alive and the knowledge is current
 * @param atNanos by {@link System#nanoTime}, when it was learnt; but where it may have waited here
 *     to be read, because nobody looked for a second or more, when it can have been said at the
 *     earliest, and of an answer, when it was asked for. So the knowledge is not older than it
 *     seems
 */
public record Update(Cause cause, Knowledge knowledge, boolean alive, long atNanos) {

  /** What was learnt. */
  public sealed interface Cause {
    /**
     * A line came from the multiplexor.
     *
     * @param line as it came, without its newline
     */
    record Received(Message message, String line) implements Cause {}

    /** By its answer it is known now what the multiplexor is; once a connection. */
    record ServerIdentified(Server server) implements Cause {}

    /**
     * There is no connection: it could not be made, has ended, or was given up.
     *
     * @param why in words, for people
     * @param retryIn how long it takes until the next try
     */
    record Disconnected(String why, Duration retryIn) implements Cause {}

    /**
     * The multiplexor takes no further listener now.
     *
     * @param answer the line that said so
     * @param retryIn how long it takes until the next try
     */
    record Refused(String answer, Duration retryIn) implements Cause {}

    /** No sign of life came for too long, although the connection stands. */
    record HeartbeatMissed(Duration silence) implements Cause {}

    /** The command socket was asked and answered that so many workers are free. */
    record Polled(int free) implements Cause {}

    /**
     * The command socket was asked and gave no usable answer.
     *
     * @param why in words, for people
     */
    record PollFailed(String why) implements Cause {}
  }

  /** What kind of multiplexor is at the other end. */
  public sealed interface Server {
    /** MIMEDefang's own, or another one that knows letters alone. */
    record Reference() implements Server {}

    /** One that knows the extension of docs/PROTOCOLS.md, and whose words are not in JSON. */
    record Extended() implements Server {}

    /**
     * One that knows the extension, in JSON.
     *
     * @param host on which it runs
     */
    record Json(String version, String host) implements Server {}
  }
}
