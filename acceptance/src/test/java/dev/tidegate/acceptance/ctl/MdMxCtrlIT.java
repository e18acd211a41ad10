package dev.tidegate.acceptance.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.ctl.Recording.Answered;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our md-mx-ctrl and Debian's get the same bytes from a socket, and must write the same: real
 * answers of both multiplexors, recorded once, as they are and damaged.
 */
final class MdMxCtrlIT {
  private static final long SEED = 20_261_122;
  private static final int DAMAGED = 600;

  /** Of numbers that are missing these show what their memory happens to hold. */
  private static final String SHOWS_GARBAGE = "barstatus|h?load(-\\w+)?";

  private static final List<Answered> RECORDED = new ArrayList<>();

  private static Path ours = Path.of("");

  @TempDir private Path folder;

  @BeforeAll
  static void record() throws Exception {
    Requirements.programs("md-mx-ctrl");
    Program.REFERENCE.require();
    Program.OURS.require();
    ours =
        Files.createSymbolicLink(
            Files.createTempDirectory("tidegate-link").resolve("md-mx-ctrl"), Program.launcher());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Answered>>> recordings = new ArrayList<>();
      for (int slots : new int[] {1, 10, 400}) {
        recordings.add(threads.submit(() -> Recording.of(Program.OURS, slots)));
        // With more than about 300 it ends by a segmentation fault.
        int fewer = Math.min(slots, 200);
        recordings.add(threads.submit(() -> Recording.of(Program.REFERENCE, fewer)));
      }
      for (Future<List<Answered>> each : recordings) {
        RECORDED.addAll(each.get());
      }
    }
    assertThat(RECORDED).hasSize(6 * 3 * Recording.COMMANDS.size());
  }

  @AfterAll
  static void removeTheLink() throws IOException {
    if (Files.deleteIfExists(ours)) {
      Files.delete(ours.resolve("..").normalize());
    }
  }

  /** What a client writes for these, asked one after the other by one run of it. */
  private String conversation(String program, List<Answered> all, String name) {
    List<String> answers = new ArrayList<>();
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < all.size(); i++) {
      answers.add(all.get(i).answer());
      answers.add("-- " + i + " --\n");
      input.append(all.get(i).command()).append("\nmark\n");
    }
    try (Replay replay = new Replay(folder.resolve(name), answers)) {
      ClientRun run =
          ClientRun.of(program, List.of("-i", "-s", replay.socket().toString()), input.toString());
      assertThat(run.status()).isZero();
      assertThat(run.err()).isEmpty();
      assertThat(replay.asked()).hasSameSizeAs(answers);
      return run.out() + String.join("", replay.asked());
    }
  }

  @Test
  void eachRecordedAnswerIsDrawnToTheByte() throws Exception {
    String debians = conversation(ClientRun.DEBIANS, RECORDED, "a");

    assertThat(conversation(ours.toString(), RECORDED, "b")).isEqualTo(debians);
  }

  @Test
  void eachDamagedAnswerIsDrawnToTheByte() throws Exception {
    Random random = new Random(SEED);
    List<Answered> damaged = new ArrayList<>();
    while (damaged.size() < DAMAGED) {
      Answered whole = RECORDED.get(random.nextInt(RECORDED.size()));
      if (!whole.command().matches(SHOWS_GARBAGE)) {
        damaged.add(new Answered(whole.command(), damage(whole.answer(), random)));
      }
    }
    String debians = conversation(ClientRun.DEBIANS, damaged, "a");

    assertThat(conversation(ours.toString(), damaged, "b")).isEqualTo(debians);
  }

  private static String damage(String answer, Random random) {
    int length = answer.length();
    if (length == 0 || random.nextInt(3) == 0) {
      return answer.substring(0, random.nextInt(length + 1));
    }
    char[] bytes = answer.toCharArray();
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes[random.nextInt(length)] = (char) random.nextInt(256);
    }
    return new String(bytes);
  }

  /** Every number that printf and scanf treat in a way of their own, in all columns. */
  @Test
  void eachOddNumberIsReadAndPrintedToTheByte() throws Exception {
    List<Answered> odd = new ArrayList<>();
    for (String number :
        List.of("0.05", "0.25", "10.35", "-0.04", "1e22", "nan", "-inf", "1e-9", "0x1.8p3")) {
      String reals = (number + " ").repeat(8);
      odd.add(new Answered("load", "1 2 3 4 " + reals + "1 ".repeat(17) + "\n"));
      odd.add(new Answered("hload-recipok", "1 2 3 4 " + reals + "0 1 -7 3600\n"));
      odd.add(
          new Answered(
              "load1 60", ("7 " + number + " " + number + " ").repeat(4) + "1 ".repeat(14) + "\n"));
    }
    for (String number : List.of("-1", "2147483648", "99999999999999999999", "+7", "007")) {
      odd.add(new Answered("load-relayok", (number + " ").repeat(4) + "1 ".repeat(25) + "\n"));
      odd.add(new Answered("load1 60", "1 2 3 ".repeat(4) + (number + " ").repeat(14) + "\n"));
      odd.add(new Answered("barstatus", "IBSK" + (" " + number).repeat(5) + "\n"));
    }
    for (int busy = 0; busy <= 60; busy += 3) {
      String letters = "B".repeat(busy) + "S".repeat(61 - busy);
      odd.add(new Answered("barstatus", letters + " 5 6 " + (busy + 1) + " " + busy / 2 + " 9\n"));
      odd.add(new Answered("barstatus", letters + " 5 6 128 " + busy * 2 + " 9\n"));
    }
    String debians = conversation(ClientRun.DEBIANS, odd, "a");

    assertThat(conversation(ours.toString(), odd, "b")).isEqualTo(debians);
  }

  /** On a command line, where errors go elsewhere and the exit status counts. */
  @Test
  void eachCommandEndsWithTheSameStatusAndWritesToTheSameStreams() {
    Map<String, Answered> one = new LinkedHashMap<>();
    RECORDED.forEach(each -> one.put(each.command(), each));
    List<Answered> cases = new ArrayList<>(one.values());
    cases.add(new Answered("status", "error: No\n"));
    cases.add(new Answered("status", ""));
    cases.add(new Answered("barstatus", "ERR"));
    cases.add(new Answered("load1 60", ""));
    cases.add(new Answered("rawload", ""));
    cases.add(new Answered("Greet a%b \"c\" 'd' e\\f \u0001\u007f", "ok \0 rest"));
    for (Answered each : cases) {
      List<String> words = List.of(each.command().split(" ", -1));
      assertThat(shown(each, words, true)).as(each.command()).isEqualTo(shown(each, words, false));
    }
  }

  private String shown(Answered each, List<String> words, boolean ours) {
    List<String> all = new ArrayList<>();
    Path socket = folder.resolve("one");
    try (Replay replay = new Replay(socket, List.of(each.answer()))) {
      all.addAll(List.of("-s", socket.toString()));
      all.addAll(words);
      ClientRun run = ours ? ClientRun.ours(all, "") : ClientRun.debians(all, "");
      return run + String.join("", replay.asked());
    } finally {
      socket.toFile().delete();
    }
  }

  @Test
  void eachErrorAndEachWrongCallIsToldToTheByte() throws Exception {
    Path stale = folder.resolve("stale");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(stale)).close();
    Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
    Files.writeString(folder.resolve("file"), "");
    for (String path :
        List.of("stale", "nowhere", "file", "file/x", ".", "loop", "x".repeat(200))) {
      String socket = folder.resolve(path).toString();
      for (String words :
          List.of("free", "status", "load1 60", "load", "-h", "-x", "-i", "", "-ih")) {
        List<String> all = new ArrayList<>(List.of("-s", socket));
        all.addAll(words.isEmpty() ? List.of() : List.of(words.split(" ", -1)));
        same(all, "free\nstatus\nload1 60\n");
      }
    }
    same(List.of("-s"), "");
    same(List.of("-s", "", "free"), "");
    same(List.of("free", "-s" + stale, "--help"), "");
    same(List.of("-is", stale.toString(), "free", "--", "-x"), "free\n");
  }

  private static void same(List<String> words, String input) {
    assertThat(ClientRun.ours(words, input))
        .as("%s", words)
        .isEqualTo(ClientRun.debians(words, input));
  }

  @Test
  void whoMayNotAskIsToldSo() throws Exception {
    Requirements.root();
    Requirements.programs("setpriv");
    Path socket = folder.resolve("private");
    try (Replay replay = new Replay(socket, List.of())) {
      Files.setPosixFilePermissions(socket, java.util.Set.of());
      for (String client : List.of(ClientRun.DEBIANS, ours.toString())) {
        ClientRun run =
            ClientRun.of(
                "setpriv",
                List.of(
                    "--bounding-set=-dac_override,-dac_read_search",
                    client,
                    "-s",
                    socket.toString(),
                    "status"),
                "");
        assertThat(run)
            .isEqualTo(new ClientRun(1, "", "ERROR MXCommand: connect: Permission denied\n"));
      }
      assertThat(replay.asked()).isEmpty();
    }
  }

  @Test
  void aMultiplexorThatIsGoneInMidAnswerIsShownAsDebiansClientDoes() {
    Path gone = folder.resolve("gone");
    try (Resetting server = new Resetting(gone)) {
      List<String> words = List.of("-s", gone.toString(), "status");
      ClientRun expected =
          new ClientRun(
              1, "", "ERROR MXCommand: read: Connection reset by peer: Is multiplexor running?\n");
      assertThat(ClientRun.debians(words, "")).isEqualTo(expected);
      assertThat(ClientRun.ours(words, "")).isEqualTo(expected);
      assertThat(server.isOpen()).isTrue();
    }
  }

  @Test
  void bothServersAreServedLiveByThePackagedClient() throws Exception {
    String client = ours.toString();
    String commands = "free\nstatus\nbarstatus\nmsgs\nhisto\nversion\nscan q1 x\na%20b c\nreread\n";
    for (Program program : Program.values()) {
      try (ProgramUnderTest subject = ProgramUnderTest.start(program, "-x", "4", "-w", "1000")) {
        subject.ask("scan q0 /nowhere");
        List<String> words = List.of("-s", subject.commandSocket().toString(), "-i");
        String before = ClientRun.debians(words, "free\nbarstatus\nhisto\nversion\n").out();
        assertThat(ClientRun.of(client, words, "free\nbarstatus\nhisto\nversion\n").out())
            .isEqualTo(before);
        assertThat(ClientRun.of(client, words, commands).out())
            .startsWith("4\nMax workers: 4\nWorker 0: ")
            .contains("\nok scan q1 x\nok a%20b c\nForced reread of filter rules\n");
      }
    }
  }
}
