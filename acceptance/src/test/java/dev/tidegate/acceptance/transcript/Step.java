package dev.tidegate.acceptance.transcript;

import java.util.List;

/** What one line of a transcript does or expects. */
sealed interface Step {

  /** Something done to the multiplexor, or by a worker. */
  sealed interface Act extends Step {}

  /** Something that must be seen. */
  sealed interface Sight {}

  /**
   * A connection to a door.
   *
   * @param host where the door's TCP port is, or empty for its Unix-domain socket
   */
  record Connect(String party, ClientSocket door, String host) implements Act {}

  /** Connections that say nothing, and to which nobody listens. */
  record Crowd(int count, ClientSocket door) implements Act {}

  record Send(String party, TextPattern text, Framing framing) implements Act {

    /** What goes over the socket. */
    String bytes(String spool) {
      String sent = text.toSend(spool);
      return switch (framing) {
        case LINE -> sent + "\n";
        case NETSTRING -> sent.length() + ":" + sent + ",";
        case RAW -> sent;
      };
    }
  }

  record EndSending(String party) implements Act {}

  record HangUp(String party) implements Act {}

  /** A client that reads nothing, or reads again. */
  record Attend(String party, boolean reading) implements Act {}

  record Do(String worker, Deed deed, TextPattern text) implements Act {}

  record Signal(String name) implements Act {}

  record Rename(String from, String to) implements Act {}

  record Wait(long millis, boolean quiet) implements Act {}

  /** Things that must be seen within a time, in any order; most often just one. */
  record Expect(List<Sight> sights, long withinMillis) implements Step {
    /** Stands for the time a runner gives when the transcript does not say. */
    static final long DEFAULT_MILLIS = -1;
  }

  record Received(String party, TextPattern text, Framing framing) implements Sight {}

  /** Bytes that the party may get before whatever comes next, or not. */
  record MaybeReceived(Received received) implements Sight {}

  record Closed(String party) implements Sight {}

  /** What a worker tells: {@code started}, {@code reads TEXT}, {@code gets TERM}, {@code ended}. */
  record Told(String worker, TextPattern text) implements Sight {}

  record Fact(String worker, String name, TextPattern value) implements Sight {}

  /**
   * A line of a journal: the log (level and text), the statistics, or the multiplexor's own output.
   */
  record Journaled(Journal journal, TextPattern text) implements Sight {}

  record NotJournaled(Journal journal, TextPattern text) implements Sight {}

  record Exited(int status) implements Sight {}

  /** A file in the spool directory, by its mode in octal, or {@code gone}. */
  record FileIs(String name, String state) implements Sight {}

  /** How a text is carried. */
  enum Framing {
    LINE,
    NETSTRING,
    RAW
  }

  /** The journals a multiplexor keeps. */
  enum Journal {
    LOG,
    STATISTICS,
    OUTPUT
  }
}
