package dev.tidegate.tools.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.client.Address;
import dev.tidegate.client.NotifyListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gate's thread, with a multiplexor of letters and a back-end that writes down what it does.
 */
final class GateLoopTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private ServerSocketChannel server;

  private final GateCommandQueue orders = new GateCommandQueue(Duration.ofMinutes(1));
  private final Notebook notebook = new Notebook();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final AsyncPrinter asyncPrinter = new AsyncPrinter(stream(), stream());
  private CompletableFuture<Boolean> gate = new CompletableFuture<>();

  @BeforeEach
  void listen() throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(folder.resolve("n.sock")));
  }

  @AfterEach
  void end() throws IOException {
    orders.end("the test ends");
    server.close();
  }

  @Test
  void burstOfEdgesIsAFewChangesAndTheLastOneIsRight() throws Exception {
    try (SocketChannel multiplexor = start()) {
      // Of one that tells as little as MIMEDefang's own, a flood may have lost something.
      write(multiplexor, "*OK snapshot begin\nF 1\nY\n*OK snapshot end\n");
      write(multiplexor, "F 0\nZ\nF 1\nY\n".repeat(5_000) + "F 0\nZ\n");
      await(() -> notebook.last() == 100);
      int changes = notebook.size();
      write(multiplexor, "F 1\nY\n");
      await(() -> notebook.last() == 0);
      assertThat(changes).isLessThan(50);
    }
    finish();
    assertThat(notebook.closed).isEqualTo(1);
  }

  @Test
  void endOfFileOpens() throws Exception {
    try (SocketChannel multiplexor = start()) {
      write(multiplexor, "Z\n");
      await(() -> notebook.last() == 100);
    }
    await(() -> notebook.last() == 0);
    finish();
    assertThat(told()).contains("closed port 25: ", "opened port 25: nobody knows");
  }

  @Test
  void handHoldsItOpenAndLetsGo() throws Exception {
    try (SocketChannel multiplexor = start()) {
      write(multiplexor, "Z\n");
      await(() -> notebook.last() == 100);
      assertThat(orders.answer("hold-open 10m")).isEqualTo("Held open for 10 min.\n");
      await(() -> notebook.last() == 0);
      assertThat(orders.answer("status")).contains("port 25: open\nwhy: held open by hand\n");
      assertThat(orders.answer("resume")).isNotEmpty();
      await(() -> notebook.last() == 100);
      assertThat(orders.answer("status"))
          .contains("port 25: closed\nwhy: no workers are free\n", "so far: closed 2 times");
      finish();
    }
  }

  @Test
  void orderThatFailsIsAnsweredAndTheGateGoesOn() throws Exception {
    try (SocketChannel multiplexor = start()) {
      write(multiplexor, "Z\n");
      await(() -> notebook.last() == 100);
      notebook.isNameless = true;
      assertThat(orders.answer("status")).startsWith("error: ").contains("no name");
      notebook.isNameless = false;
      assertThat(orders.answer("status")).contains("port 25: closed\n");
      assertThat(orders.answer("hold-open 200000d")).startsWith("error: ");
      finish();
    }
  }

  @Test
  void backendThatFailsToCloseIsToldToOpenAndTheGateGoesOn() throws Exception {
    notebook.failures = 1;
    try (SocketChannel multiplexor = start()) {
      write(multiplexor, "Z\n");
      await(() -> notebook.size() >= 2);
      assertThat(notebook.percents()).startsWith(100, 0);
      assertThat(orders.answer("status"))
          .contains("why: the back-end failed: no ink\n", "failed 1 times");
      finish();
    }
    assertThat(told()).contains("tidegate gate: failed to refuse connections to port 25: no ink\n");
  }

  @Test
  void faultInTheGateTakesAwayWhatTheBackendHasMade() throws Exception {
    notebook.hasFault = true;
    try (SocketChannel multiplexor = start()) {
      write(multiplexor, "Z\n");
      assertThatThrownBy(() -> gate.join()).hasRootCauseMessage("a fault");
    }
    assertThat(notebook.closed).isEqualTo(1);
  }

  @Test
  void leaseThatRunsOutWithinTheGraceIsToldAndThePortIsOpenedForGood() throws Exception {
    GateSettings standard = GateSettings.DEFAULT;
    GateSettings patient =
        new GateSettings(
            Duration.ofSeconds(1),
            Duration.ofMillis(200),
            standard.closeAfter(),
            standard.openAfter(),
            standard.openWhen(),
            standard.from(),
            Duration.ofMinutes(10),
            standard.maxClosed(),
            standard.canAsk());
    try (SocketChannel multiplexor = start(patient)) {
      write(multiplexor, "Z\n");
      await(() -> notebook.last() == 100);
    }
    await(() -> notebook.last() == 0);
    assertThat(orders.answer("status")).contains("port 25: open\n").doesNotContain("run out 0");
    finish();
    assertThat(told())
        .contains(
            "the lease on port 25 has run out, the ink has faded: within the grace nothing prolongs"
                + " it, and nobody knows whether workers are free: ")
        .doesNotContain("opened port 25");
  }

  private SocketChannel start() throws IOException {
    return start(GateSettings.DEFAULT);
  }

  private SocketChannel start(GateSettings settings) throws IOException {
    NotifyListener listener =
        NotifyListener.to(Address.parse(folder.resolve("n.sock").toString()))
            .types("FYZ")
            .snapshot()
            .json()
            .heartbeat(Duration.ofSeconds(2))
            .build();
    GateLog gateLog =
        new GateLog(asyncPrinter, new TreeSet<>(List.of(25)), "the multiplexor", "", false);
    GateLoop gateLoop =
        new GateLoop(
            listener, new GateController(settings, System.nanoTime()), notebook, orders, gateLog);
    gate =
        CompletableFuture.supplyAsync(
            () -> {
              try (listener) {
                gateLoop.keep();
                return true;
              } catch (BackendException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    SocketChannel multiplexor = server.accept();
    write(multiplexor, "*OK\n");
    return multiplexor;
  }

  private static void write(SocketChannel multiplexor, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    while (bytes.hasRemaining()) {
      multiplexor.write(bytes);
    }
  }

  private void finish() {
    orders.end("the test ends");
    assertThat(gate.join()).isTrue();
    asyncPrinter.finish();
  }

  private PrintStream stream() {
    return new PrintStream(said, true, ISO_8859_1);
  }

  private String told() {
    return said.toString(ISO_8859_1);
  }

  private static void await(BooleanSupplier condition) {
    long endNanos = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("a minute is over").isLessThan(endNanos);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  /** A back-end on paper. */
  private static final class Notebook implements Backend {
    private final List<Integer> percents = Collections.synchronizedList(new ArrayList<>());
    private volatile int failures;
    private volatile boolean hasFault;
    private volatile boolean isNameless;
    private volatile int closed;

    @Override
    public void prepare() {}

    @Override
    public void refuse(RefusedShare refusal) throws BackendException {
      percents.add(refusal.percent());
      if (hasFault) {
        throw new IllegalStateException("a fault");
      }
      if (failures > 0) {
        failures = 0;
        throw new BackendException("no ink");
      }
    }

    @Override
    public String lapsed() {
      return "the ink has faded";
    }

    @Override
    public void close() {
      closed = 1;
    }

    @Override
    public String describe() {
      if (isNameless) {
        throw new IllegalStateException("no name");
      }
      return "a notebook";
    }

    int size() {
      return percents.size();
    }

    List<Integer> percents() {
      return List.copyOf(percents);
    }

    int last() {
      return percents.isEmpty() ? -1 : percents.getLast();
    }
  }
}
