package dev.tidegate.client;

import dev.tidegate.protocol.notify.Message;
import java.time.Duration;

/**
 * One event of a listener, with the pool state known after it.
 *
 * @param cause the event
 * @param knowledge pool state, this event included
 * @param alive whether it shows that the multiplexor is alive and the state is current
 * @param atNanos time of the event by {@link System#nanoTime}; the state is at least as recent. Of
 *     a polled answer it is the time of its query; of a line that may have waited in the socket,
 *     because it was not read for a second or more, the earliest time at which it can have been
 *     sent
 */
public record Update(Cause cause, Knowledge knowledge, boolean alive, long atNanos) {

  /** Kind of event. */
  public sealed interface Cause {
    /**
     * A line came from the multiplexor.
     *
     * @param message the line, parsed
     * @param line the line as received, without its newline
     */
    record Received(Message message, String line) implements Cause {}

    /** The kind of the server became known; once per connection. */
    record ServerIdentified(Server server) implements Cause {}

    /**
     * There is no connection: it could not be made, has ended, or was closed because of silence.
     *
     * @param why reason, in words
     * @param retryIn time until the next attempt; zero for none
     */
    record Disconnected(String why, Duration retryIn) implements Cause {}

    /**
     * The multiplexor has no free listening slot.
     *
     * @param answer its line
     * @param retryIn time until the next attempt; zero for none
     */
    record Refused(String answer, Duration retryIn) implements Cause {}

    /**
     * A heartbeat is overdue, although the connection is open.
     *
     * @param silence time since the last message
     */
    record HeartbeatMissed(Duration silence) implements Cause {}

    /** The command socket returned the number of free workers. */
    record Polled(int free) implements Cause {}

    /**
     * The command socket returned no usable answer.
     *
     * @param why reason, in words
     */
    record PollFailed(String why) implements Cause {}
  }

  /** Kind of multiplexor at the other end. */
  public sealed interface Server {
    /** MIMEDefang, or another server that knows letters alone. */
    record Reference() implements Server {}

    /** Server with the extension of docs/PROTOCOLS.md, used in letters. */
    record Extended() implements Server {}

    /**
     * Server with the extension, used in JSON.
     *
     * @param version its version
     * @param host name of its host
     */
    record Json(String version, String host) implements Server {}
  }
}
