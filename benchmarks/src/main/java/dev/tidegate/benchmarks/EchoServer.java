package dev.tidegate.benchmarks;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * The least that can answer the load: one thread which accepts, reads, writes back and closes. What
 * the generator reaches against it is the generator's ceiling.
 */
final class EchoServer implements AutoCloseable {
  private static final int BACKLOG = 600;
  private static final int LINE_BYTES = 4096;

  private final int listening;
  private final Path socket;
  private final MemorySegment address;
  private volatile boolean stopped;

  EchoServer(Path socket) throws IOException {
    this.socket = socket;
    address = Libc.unixAddress(socket);
    listening = new Libc().listen(address, BACKLOG);
    Thread.ofPlatform().name("echo").daemon().start(this::serve);
  }

  Path socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    Libc libc = new Libc();
    libc.close(libc.connect(address));
  }

  private void serve() {
    Libc libc = new Libc();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment line = arena.allocate(LINE_BYTES);
      while (!stopped) {
        int client = libc.accept(listening);
        int length = libc.read(client, line);
        if (length > 0) {
          libc.write(client, line.asSlice(0, length));
        }
        libc.close(client);
      }
      libc.close(listening);
    } catch (IOException failure) {
      throw new IllegalStateException("the echo server failed", failure);
    }
  }
}
