package dev.tidegate.acceptance.subject;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The number of a TCP port for a program or server that must be told one, reserved until this is
 * closed.
 *
 * <p>A socket that is bound, with {@code SO_REUSEADDR}, and does not listen: the kernel then gives
 * the number to no other program and no outgoing connection, and refuses who connects to it, but a
 * program that sets {@code SO_REUSEADDR} itself may listen there, end, and listen there again. A
 * number that was merely free a moment ago belongs to whoever is next.
 */
public final class HeldPort implements AutoCloseable {
  private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 65_535;
  private static final int TRIES = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final Socket holder;

  private HeldPort(Socket holder) {
    this.holder = holder;
  }

  /** Opens a listening socket. */
  @FunctionalInterface
  public interface Opening<T> {
    T open() throws IOException;
  }

  /** Reserves a port, on all addresses, from outside the range of outgoing connections. */
  public static HeldPort take() {
    try {
      // By a read of more than a byte: it has an answer to the first one only.
      String[] range = Files.readAllLines(EPHEMERAL, US_ASCII).getFirst().split("\\s+", 2);
      int ephemeralLow = Integer.parseInt(range[0]);
      int ephemeralHigh = Integer.parseInt(range[1]);
      boolean isBelow = ephemeralLow - LOWEST >= HIGHEST - ephemeralHigh;
      int low = isBelow ? LOWEST : ephemeralHigh + 1;
      int beyond = isBelow ? ephemeralLow : HIGHEST + 1;
      for (int tried = 0; tried < TRIES && low < beyond; tried++) {
        Socket holder = new Socket();
        try {
          holder.setReuseAddress(true);
          holder.bind(new InetSocketAddress(ThreadLocalRandom.current().nextInt(low, beyond)));
          return new HeldPort(holder);
        } catch (BindException taken) {
          holder.close();
        }
      }
      throw new AssertionError("no free port from " + low + " to " + (beyond - 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int number() {
    return holder.getLocalPort();
  }

  /**
   * Opens a listening socket of this process on the port, though one has just been closed there.
   *
   * <p>While another thread starts a program, the new process has copies of all descriptors until
   * it has closed them: for some milliseconds a closed socket goes on listening there, and its
   * address is in use.
   */
  public <T> T listen(Opening<T> opening) throws IOException {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return opening.open();
      } catch (BindException inUse) {
        if (System.nanoTime() - deadlineNanos > 0) {
          throw inUse;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  @Override
  public void close() {
    try {
      holder.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
