package dev.tidegate.tools.webhook;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The part of a spool that is on disk: a bounded sequence of events in files of a sixteenth of the
 * bound, and the position up to which they are delivered.
 *
 * <p>One thread writes, another reads; a sync holds up neither the reader nor anybody else. When it
 * is full the oldest segment is given up: what a receiver is told last is then the truth.
 */
final class Segments implements AutoCloseable {
  private static final int SEGMENTS = 16;

  /** The smallest bound: a segment has room for at least two records of the greatest length. */
  static final long MIN_BYTES = SEGMENTS * 2L * SpoolLine.MAX_BYTES;

  private final SpoolDirectory directory;
  private final FileChannel positionFile;
  private final long segmentBytes;
  private final long maxBytes;
  private final Consumer<String> log;
  private final Deque<Segment> segments = new ArrayDeque<>();
  private Position position;
  private boolean isPositionStale;
  private boolean isClosed;

  /** Nothing more is written to the last segment. */
  private boolean isLastDone;

  /** How many records were written and are not yet kept. */
  private int unkept;

  /** An event is being delivered. */
  private boolean isHeld;

  /** It was the first of a segment that was given up meanwhile, without it. */
  private boolean isHeldApart;

  private long heldEnd;

  private Segments(
      SpoolDirectory directory,
      FileChannel positionFile,
      Position position,
      long maxBytes,
      Consumer<String> log) {
    this.directory = directory;
    this.positionFile = positionFile;
    this.maxBytes = maxBytes;
    this.segmentBytes = maxBytes / SEGMENTS;
    this.log = log;
    this.position = position;
  }

  /** Opens what is there, and cuts a record that a crash tore. */
  static Segments open(SpoolDirectory directory, long maxBytes, Consumer<String> log)
      throws IOException {
    if (maxBytes < MIN_BYTES) {
      throw new IllegalArgumentException("a spool of " + maxBytes + " bytes");
    }
    FileChannel positionFile = directory.openPosition();
    Optional<Position> last = Position.read(positionFile);
    Position position = last.orElseGet(() -> Position.start(new SecureRandom()));
    Segments opened = new Segments(directory, positionFile, position, maxBytes, log);
    opened.openSegments();
    opened.writePosition();
    if (last.isEmpty() && opened.unread() > 0) {
      log.accept(
          "how far "
              + directory
              + " was delivered is lost: all of its "
              + opened.unread()
              + " events are delivered, some perhaps again");
    }
    return opened;
  }

  private void openSegments() throws IOException {
    List<Long> numbers = directory.segments();
    for (long number : numbers) {
      if (number < position.segment()) {
        directory.deleteSegment(number);
        continue;
      }
      Segment segment = new Segment(number, directory.openSegment(number), true);
      segments.add(segment);
      long torn = segment.scan(number == position.segment() ? position.offset() : 0);
      if (torn > 0 && number == numbers.getLast()) {
        segment.rollBack();
        log.accept("cut off the end of " + directory + ", " + torn + " bytes of a torn record");
      }
    }
    makeRoom(0);
  }

  /** Returns how many events wait. */
  synchronized long unread() {
    return segments.stream().mapToLong(Segment::unread).sum();
  }

  /** Returns how many bytes the segments have together. */
  synchronized long bytes() {
    return segments.stream().mapToLong(Segment::writtenBytes).sum();
  }

  synchronized Position position() {
    return position;
  }

  /**
   * Writes as many of these lines as one segment has room for, at least one. They are kept once
   * {@link #sync} has returned.
   *
   * @return how many
   */
  synchronized int write(List<byte[]> lines) throws IOException {
    checkOpen();
    Segment last = segments.peekLast();
    int first = lines.getFirst().length;
    if (last == null || isLastDone || last.writtenBytes() + first > segmentBytes) {
      last = addSegment();
    }
    long room = segmentBytes - last.writtenBytes();
    int count = 0;
    long bytes = 0;
    while (count < lines.size() && bytes + lines.get(count).length <= room) {
      bytes += lines.get(count).length;
      count++;
    }
    makeRoom(bytes);
    last.write(lines.subList(0, count));
    unkept = count;
    return count;
  }

  private Segment addSegment() throws IOException {
    Segment last = segments.peekLast();
    long number = Math.max(last == null ? 0 : last.number(), position.segment()) + 1;
    Segment added = new Segment(number, directory.makeSegment(number), false);
    segments.add(added);
    isLastDone = false;
    return added;
  }

  private void makeRoom(long added) throws IOException {
    while (segments.size() > 1 && bytes() + added > maxBytes) {
      giveUpFirstSegment();
    }
  }

  private void giveUpFirstSegment() throws IOException {
    Segment first = segments.removeFirst();
    long lost = first.unread();
    if (isHeld && !isHeldApart) {
      isHeldApart = true;
      lost--;
    }
    position = position.plusGivenUp(lost);
    finish(first);
  }

  /** Takes a segment away that nobody will read again. A crash before its end leaves no harm. */
  private void finish(Segment segment) throws IOException {
    Segment next = segments.peekFirst();
    move(position.at(next == null ? segment.number() + 1 : next.number(), 0));
    segment.close();
    directory.deleteSegment(segment.number());
  }

  /** Has the disk keep what was written. For the thread that writes; holds up no other. */
  void sync() throws IOException {
    Segment last = last();
    last.sync(directory);
    synchronized (this) {
      checkOpen();
      if (last() != last) {
        throw new IOException("the segment could not be read, and was given up");
      }
      last.keep(unkept);
      unkept = 0;
    }
  }

  private synchronized Segment last() throws IOException {
    Segment last = segments.peekLast();
    if (last == null) {
      throw new IOException("the segment could not be read, and was given up");
    }
    return last;
  }

  /** Takes back what was written and is not kept. */
  synchronized void rollBack() {
    unkept = 0;
    Segment last = segments.peekLast();
    if (last == null || isClosed) {
      return;
    }
    // A segment that is delivered is left, so that the disk gets its room back.
    isLastDone = last.unread() == 0 && last.keptBytes() > 0;
    try {
      last.rollBack();
    } catch (IOException failure) {
      isLastDone = true;
    }
  }

  /**
   * Returns the oldest event, to be delivered; empty if there is none. Then follows one of {@link
   * #taken}, {@link #release} and {@link #giveUp}.
   */
  synchronized Optional<byte[]> hold() {
    while (!isClosed && !segments.isEmpty()) {
      Segment first = segments.getFirst();
      try {
        long offset = first.number() == position.segment() ? position.offset() : 0;
        Optional<SegmentLines.Line> line = first.at(offset);
        if (line.isPresent()) {
          Optional<byte[]> text = line.get().text();
          if (text.isPresent()) {
            isHeld = true;
            heldEnd = line.get().end();
            return text;
          }
          log.accept("a record in " + directory + " is damaged, and given up");
          first.countRead();
          move(position.plusGivenUp(1).at(first.number(), line.get().end()));
        } else if (first.unread() > 0) {
          abandon(first, new IOException("records that were kept are not there"));
        } else if (segments.size() > 1) {
          segments.removeFirst();
          finish(first);
        } else {
          return Optional.empty();
        }
      } catch (IOException failure) {
        abandon(first, failure);
      }
    }
    return Optional.empty();
  }

  /** Gives up a segment that cannot be read, or cannot be taken away. */
  private void abandon(Segment segment, IOException failure) {
    segments.remove(segment);
    position = position.plusGivenUp(segment.unread());
    log.accept(
        "cannot read "
            + directory
            + " ("
            + SpoolDirectory.reason(failure)
            + "): "
            + segment.unread()
            + " events are given up");
    try {
      finish(segment);
    } catch (IOException alsoThis) {
      // It is left out from now on, and deleted at the next start.
    }
  }

  /** The event that is being delivered has been. */
  synchronized void taken() {
    if (isHeld && !isHeldApart) {
      passHeld(position);
    }
    letGo();
  }

  /** The event that is being delivered will be tried again; if that is not possible it is lost. */
  synchronized void release() {
    if (isHeldApart) {
      move(position.plusGivenUp(1));
    }
    letGo();
  }

  /** The event that is being delivered will not be tried again. */
  synchronized void giveUp() {
    if (isHeldApart) {
      move(position.plusGivenUp(1));
    } else if (isHeld) {
      passHeld(position.plusGivenUp(1));
    }
    letGo();
  }

  private void passHeld(Position after) {
    Segment first = segments.getFirst();
    first.countRead();
    move(after.at(first.number(), heldEnd));
  }

  private void letGo() {
    isHeld = false;
    isHeldApart = false;
  }

  /** Counts events that were given up without having been here. */
  synchronized void countGivenUp(long count) {
    move(position.plusGivenUp(count));
  }

  /** Returns the position, with the telling of what was given up begun if there is something. */
  synchronized Position beginTelling() {
    Position begun = position.beginTelling();
    if (!begun.equals(position)) {
      move(begun);
    }
    return begun;
  }

  /** The receiver knows what was given up when the telling began. */
  synchronized void endTelling() {
    move(position.endTelling());
  }

  private void move(Position to) {
    position = to;
    if (!isClosed) {
      writePosition();
    }
  }

  private void writePosition() {
    try {
      position.write(positionFile);
      isPositionStale = false;
    } catch (IOException failure) {
      if (!isPositionStale) {
        isPositionStale = true;
        log.accept(
            "cannot write how far "
                + directory
                + " is delivered ("
                + SpoolDirectory.reason(failure)
                + "): after a restart some events may be delivered again");
      }
    }
  }

  private void checkOpen() throws IOException {
    if (isClosed) {
      throw new IOException("the spool is closed");
    }
  }

  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    segments.forEach(Segment::close);
    try {
      positionFile.force(false);
      positionFile.close();
    } catch (IOException failure) {
      // It is written all the same; only a power cut could take it back.
    }
  }
}
