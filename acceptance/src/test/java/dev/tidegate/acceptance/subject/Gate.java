package dev.tidegate.acceptance.subject;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named pipe which workers wait at: opening it for reading blocks while the gate is closed. (A
 * pipe, because hundreds of waiting workers then cost nothing.)
 */
public final class Gate implements AutoCloseable {

  private final Path pipe;
  private @Nullable RandomAccessFile writer;

  private Gate(Path pipe) {
    this.pipe = pipe;
  }

  /** Makes a gate of each of these names in the folder. */
  static List<Gate> make(Path folder, List<String> names) {
    List<Path> pipes = names.stream().map(folder::resolve).toList();
    List<String> words = new ArrayList<>(List.of("mkfifo", "-m", "666"));
    pipes.forEach(pipe -> words.add(pipe.toString()));
    Outcome.of(words).succeeded();
    return pipes.stream().map(Gate::new).toList();
  }

  /** Lets everyone through, now and until {@link #shut}. */
  public void open() {
    try {
      writer = new RandomAccessFile(pipe.toFile(), "rw");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void shut() {
    try {
      if (writer != null) {
        writer.close();
      }
      writer = null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    shut();
  }
}
