package dev.tidegate.tools.webhook;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;

/** One file of a spool: records in order, added at its end by one thread, read by another. */
final class Segment implements AutoCloseable {
  private final long number;
  private final FileChannel file;
  private final SegmentLines lines;
  private long keptBytes;
  private long writtenBytes;
  private long unread;
  private boolean isNamed;

  /**
   * @param isNamed whether the disk is known to have its name
   */
  Segment(long number, FileChannel file, boolean isNamed) {
    this.number = number;
    this.file = file;
    this.lines = new SegmentLines(file);
    this.isNamed = isNamed;
  }

  long number() {
    return number;
  }

  /** How many records have not been delivered. */
  long unread() {
    return unread;
  }

  /** How long it is, as far as its records are kept. */
  long keptBytes() {
    return keptBytes;
  }

  long writtenBytes() {
    return writtenBytes;
  }

  /**
   * Counts what is there from that place on, and has what is written next stand behind it.
   *
   * @return the bytes of a torn record at the end
   */
  long scan(long from) throws IOException {
    long size = file.size();
    long at = Math.min(from, size);
    unread = 0;
    Optional<SegmentLines.Line> line = lines.at(at, size);
    while (line.isPresent()) {
      unread++;
      at = line.get().end();
      line = lines.at(at, size);
    }
    keptBytes = at;
    writtenBytes = at;
    return size - at;
  }

  /** Returns the record that begins there; empty if none is kept. */
  Optional<SegmentLines.Line> at(long offset) throws IOException {
    return lines.at(offset, keptBytes);
  }

  /** One record less to be read. */
  void countRead() {
    unread--;
  }

  /** Writes lines at the end; they are not kept yet. */
  void write(List<byte[]> added) throws IOException {
    for (byte[] line : added) {
      ByteBuffer bytes = ByteBuffer.wrap(line);
      while (bytes.hasRemaining()) {
        writtenBytes += file.write(bytes, writtenBytes);
      }
    }
  }

  /** Has the disk keep what was written; called without a lock, for it takes its time. */
  void sync(SpoolDirectory directory) throws IOException {
    file.force(false);
    if (!isNamed) {
      directory.sync();
      isNamed = true;
    }
  }

  /** What was written is kept from now on. */
  void keep(int records) {
    keptBytes = writtenBytes;
    unread += records;
  }

  /** Takes back what was written and is not kept. */
  void rollBack() throws IOException {
    writtenBytes = keptBytes;
    lines.forget();
    file.truncate(keptBytes);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException failure) {
      // What was kept has been synced.
    }
  }
}
