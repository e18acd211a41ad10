package dev.tidegate.acceptance.transcript;

import dev.tidegate.acceptance.subject.HeldPort;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Requirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A multiplexor program in a spool directory of its own, with scripted workers, in real time. */
final class ProcessStage implements Stage {

  /**
   * Generous, as other transcripts run beside this one: it costs time only where something fails.
   */
  private static final long DEFAULT_MILLIS = 30_000;

  /** A virtual machine on a busy host may need long to start, and some start side by side. */
  private static final long LISTENS_WITHIN_MILLIS = 60_000;

  /** A start is all processor time: more at once only make each take longer. */
  private static final Semaphore STARTING = new Semaphore(3);

  private static final long SETTLE_MILLIS = 250;
  private static final long FILE_LOOK_MILLIS = 20;
  private static final String STATISTICS = "stats";

  private final Spool spool;
  private final Heard heard;
  private final WorkerScripts scripts;
  private final Peers peers;
  private final Optional<SyslogSocket> log;
  private final boolean statistics;
  private final HeldPort port = HeldPort.take();
  private final Process process;
  private long statisticsRead;

  ProcessStage(Program program, Side side, Transcript transcript, Heard heard) {
    this.heard = heard;
    spool = new Spool(transcript.filter());
    scripts = new WorkerScripts(spool.path(), heard);
    peers = new Peers(heard);
    statistics = transcript.reads(Step.Journal.STATISTICS);
    STARTING.acquireUninterruptibly();
    try {
      log =
          transcript.reads(Step.Journal.LOG) && Requirements.isRoot()
              ? Optional.of(openLog())
              : Optional.empty();
      process = start(program, side, transcript);
      Thread.startVirtualThread(this::readOutput);
      var _ = process.onExit().thenAccept(ended -> heard.exited(ended.exitValue()));
      await(this::listensOrHasEnded, LISTENS_WITHIN_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      STARTING.release();
    }
  }

  private boolean listensOrHasEnded() {
    return heard.exitStatus().isPresent()
        || Files.exists(spool.socket(ClientSocket.COMMAND))
        || Files.exists(spool.socket(ClientSocket.NOTIFY));
  }

  private SyslogSocket openLog() throws IOException {
    Path script = spool.base().resolve("syslog.pl");
    Spool.copyResource("syslog.pl", script);
    return new SyslogSocket(script, logSocket(), heard);
  }

  private Path logSocket() {
    return spool.base().resolve("log.sock");
  }

  private Process start(Program program, Side side, Transcript transcript) throws IOException {
    List<String> command = new ArrayList<>();
    if (log.isPresent()) {
      Path script = spool.base().resolve("private-log.sh");
      Spool.copyResource("private-log.sh", script);
      command.addAll(List.of("unshare", "-m", "sh", script.toString()));
      command.addAll(List.of(spool.base().resolve("dev").toString(), logSocket().toString()));
    }
    command.addAll(program.command());
    command.add("-D");
    spool.user().ifPresent(user -> command.addAll(List.of("-U", user)));
    command.addAll(List.of("-z", spool.path().toString(), "-f", spool.filterPath().toString()));
    command.addAll(List.of("-s", spool.socket(ClientSocket.COMMAND).toString()));
    command.addAll(List.of("-a", spool.socket(ClientSocket.UNPRIVILEGED).toString()));
    command.addAll(List.of("-N", spool.socket(ClientSocket.MAP).toString()));
    command.addAll(List.of("-O", spool.socket(ClientSocket.NOTIFY).toString()));
    if (statistics) {
      command.addAll(List.of("-u", "-t", spool.path().resolve(STATISTICS).toString()));
    }
    transcript
        .optionsFor(side)
        .forEach(
            word ->
                command.add(
                    word.replace("{spool}", spool())
                        .replace("{port}", String.valueOf(port.number()))));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(spool.path().toFile()).redirectErrorStream(true);
    builder.environment().putAll(transcript.environment());
    return builder.start();
  }

  private void readOutput() {
    process
        .inputReader(StandardCharsets.ISO_8859_1)
        .lines()
        .forEach(line -> heard.journal(Step.Journal.OUTPUT, line));
  }

  @Override
  public void act(Step.Act act) {
    switch (act) {
      case Step.Connect(String party, ClientSocket door, String host) ->
          peers.connect(party, address(door, host));
      case Step.Crowd(int count, ClientSocket door) -> peers.crowd(count, spool.socket(door));
      case Step.Send send -> peers.send(send.party(), send.bytes(spool()));
      case Step.EndSending(String party) -> peers.endSending(party);
      case Step.HangUp(String party) -> peers.hangUp(party);
      case Step.Attend(String party, boolean reading) -> peers.attend(party, reading);
      case Step.Do(String worker, Deed deed, TextPattern text) -> {
        await(() -> scripts.knows(worker), defaultMillis());
        scripts.tell(worker, deed, text.toSend(spool()));
      }
      case Step.Signal(String name) -> signal(name);
      case Step.Rename(String from, String to) -> rename(from, to);
      case Step.Wait(long millis, _) -> await(() -> false, millis);
    }
  }

  private SocketAddress address(ClientSocket door, String host) {
    return host.isEmpty()
        ? UnixDomainSocketAddress.of(spool.socket(door))
        : new InetSocketAddress(host, port.number());
  }

  private void signal(String name) {
    String pid = String.valueOf(process.pid());
    try {
      int status =
          new ProcessBuilder("sh", "-c", "kill -s \"$0\" \"$1\"", name, pid).start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("cannot send " + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void rename(String from, String to) {
    readStatistics();
    try {
      Files.move(spool.path().resolve(from), spool.path().resolve(to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (from.equals(STATISTICS)) {
      statisticsRead = 0;
    }
  }

  private void readStatistics() {
    Path file = spool.path().resolve(STATISTICS);
    if (!statistics || !Files.exists(file)) {
      return;
    }
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      int end = text.lastIndexOf('\n') + 1;
      text.substring((int) statisticsRead, Math.max(end, (int) statisticsRead))
          .lines()
          .forEach(line -> heard.journal(Step.Journal.STATISTICS, line));
      statisticsRead = Math.max(end, statisticsRead);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean await(BooleanSupplier condition, long millis) {
    long deadlineNanos = System.nanoTime() + millis * 1_000_000;
    try {
      while (true) {
        readStatistics();
        long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (heard.await(condition, Math.clamp(leftMillis, 0, FILE_LOOK_MILLIS))) {
          return true;
        }
        if (leftMillis <= 0) {
          return false;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public long defaultMillis() {
    return DEFAULT_MILLIS;
  }

  @Override
  public long settleMillis() {
    return SETTLE_MILLIS;
  }

  @Override
  public String spool() {
    return spool.path().toString();
  }

  @Override
  public boolean keeps(Step.Journal journal) {
    return switch (journal) {
      case LOG -> log.isPresent();
      case STATISTICS, OUTPUT -> true;
    };
  }

  @Override
  public String stateOf(String file) {
    return spool.stateOf(file);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    peers.close();
    scripts.close();
    log.ifPresent(SyslogSocket::close);
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    port.close();
    spool.close();
  }
}
