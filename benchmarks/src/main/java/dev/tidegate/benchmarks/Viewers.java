package dev.tidegate.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code tidegate dashboard} on one multiplexor, so many browsers that read its events, and one
 * who scrapes its metrics each second.
 */
final class Viewers implements AutoCloseable {
  private static final Pattern PLACE = Pattern.compile("look at http://127\\.0\\.0\\.1:(\\d+)/");
  private static final Duration SCRAPE_EVERY = Duration.ofSeconds(1);
  private static final int READ_BYTES = 64 * 1024;
  private static final int AT_FIRST_MILLIS = 20_000;

  private final Process process;
  private final InetSocketAddress address;
  private final Selector selector = Selector.open();
  private final List<SocketChannel> browsers = new ArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong scrapes = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();

  private Viewers(Process process, InetSocketAddress address) throws IOException {
    this.process = process;
    this.address = address;
  }

  /** Starts it, and returns when each browser has been told something. */
  static Viewers start(List<String> dashboard, MultiplexorProcess multiplexor, int browsers)
      throws IOException {
    List<String> words = new ArrayList<>(dashboard);
    words.addAll(List.of("--to", multiplexor.notifySocket().toString()));
    words.addAll(List.of("--control", multiplexor.commandSocket().toString()));
    words.addAll(List.of("--listen", "127.0.0.1:0"));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    Viewers viewers = new Viewers(process, place(process));
    try {
      viewers.look(browsers);
      return viewers;
    } catch (IOException failure) {
      viewers.close();
      throw failure;
    }
  }

  private static InetSocketAddress place(Process process) throws IOException {
    // Not closed: what it says later would end it.
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      all.append(line).append('\n');
      Matcher place = PLACE.matcher(line);
      if (place.find()) {
        return new InetSocketAddress(
            InetAddress.getLoopbackAddress(), Integer.parseInt(place.group(1)));
      }
    }
    throw new IOException("the dashboard does not start: " + all);
  }

  private void look(int count) throws IOException {
    for (int each = 0; each < count; each++) {
      SocketChannel browser = SocketChannel.open(address);
      browsers.add(browser);
      browser.write(request("/api/events"));
      browser.configureBlocking(false);
      browser.register(selector, SelectionKey.OP_READ);
    }
    ByteBuffer piece = ByteBuffer.allocateDirect(READ_BYTES);
    long deadlineNanos = System.nanoTime() + Duration.ofMillis(AT_FIRST_MILLIS).toNanos();
    for (SocketChannel browser : browsers) {
      while (read(browser, piece) == 0) {
        if (System.nanoTime() - deadlineNanos > 0) {
          throw new IOException("a browser is told nothing");
        }
        selector.select(AT_FIRST_MILLIS);
        selector.selectedKeys().clear();
      }
    }
    threads.add(Thread.ofPlatform().daemon().name("browsers").start(() -> readAll(piece)));
    threads.add(Thread.ofPlatform().daemon().name("scraper").start(this::scrapeAgainAndAgain));
  }

  private static ByteBuffer request(String path) {
    return ByteBuffer.wrap(
        ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  private int read(SocketChannel browser, ByteBuffer piece) throws IOException {
    int count = browser.read(piece.clear());
    if (count < 0) {
      throw new IOException("the dashboard has given up a browser");
    }
    bytes.addAndGet(count);
    return count;
  }

  private void readAll(ByteBuffer piece) {
    try {
      while (selector.isOpen()) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          read((SocketChannel) key.channel(), piece);
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException | RuntimeException ended) {
      // By close, or it is seen by what was told.
    }
  }

  private void scrapeAgainAndAgain() {
    try {
      while (true) {
        Thread.sleep(SCRAPE_EVERY);
        scrape();
      }
    } catch (InterruptedException | IOException ended) {
      // By close, or it is seen by their number.
    }
  }

  private void scrape() throws IOException {
    try (SocketChannel scraper = SocketChannel.open(address)) {
      scraper.write(
          ByteBuffer.wrap(
              "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer piece = ByteBuffer.allocate(READ_BYTES);
      while (scraper.read(piece.clear()) >= 0) {
        // To its end.
      }
      scrapes.incrementAndGet();
    }
  }

  /** What the dashboard's own process has taken. */
  ProcessFigures figures() throws IOException {
    return ProcessFigures.of(process.pid());
  }

  /** What all browsers together have been told. */
  long bytes() {
    return bytes.get();
  }

  long scrapes() {
    return scrapes.get();
  }

  @Override
  public void close() throws IOException {
    threads.forEach(Thread::interrupt);
    selector.close();
    for (SocketChannel browser : browsers) {
      browser.close();
    }
    process.destroyForcibly();
    process.onExit().join();
  }
}
