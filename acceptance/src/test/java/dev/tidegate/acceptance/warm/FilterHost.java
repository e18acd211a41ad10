package dev.tidegate.acceptance.warm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tidegate with {@code mimedefang.pl}, or a small program of its kind, and rules that change. */
final class FilterHost implements AutoCloseable {

  /** A relay check that the rules answer with the name of their generation. */
  static final String RELAY_CHECK = "relayok 192.0.2.1 relay.example.org 25 192.0.2.2 25 q1";

  /**
   * A program that a warm parent can load as it does {@code mimedefang.pl}; its rules are Perl that
   * sets {@code $generation}.
   */
  static final String SMALL_PROGRAM =
      """
      #!/usr/bin/perl
      our $generation;
      sub main {
          my $rules = $ARGV[1];
          do $rules or die $@ || "$rules: $!\\n";
          return 0;
      }
      sub do_main_loop {
          $| = 1;
          while (<STDIN>) {
              chomp;
              kill 9, $$ if / poison/;
              print $_ eq 'ping' ? "PONG\\n" : "ok 1 $generation\\n";
          }
          return 0;
      }
      exit(main() || do_main_loop()) unless caller;
      1;
      """;

  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
  private static final Path MIMEDEFANG_PL = Path.of("/usr/bin/mimedefang.pl");

  private static final String RULES =
      """
      our $loader = $$;
      sub filter_begin { }
      sub filter { return action_accept(); }
      sub filter_end { }
      sub filter_relay {
          my ($address, $name) = @_;
          kill 9, $$ if $name eq 'poison';
          if ($name =~ /^hold=(.*)/) { open(my $gate, '<', $1); }
          return ('CONTINUE', $name eq 'pids' ? "$loader-$$" : '%s');
      }
      1;
      """;

  private final ProgramUnderTest subject;
  private final Path folder;
  private final boolean isSmall;

  private FilterHost(ProgramUnderTest subject, Path folder, boolean isSmall) {
    this.subject = subject;
    this.folder = folder;
    this.isSmall = isSmall;
  }

  /** Starts it with {@code mimedefang.pl} and working rules of generation {@code one}. */
  static FilterHost start(String... options) {
    return startWithRules(RULES.formatted("one"), options);
  }

  /** Starts it with {@code mimedefang.pl} and these rules. */
  static FilterHost startWithRules(String rules, String... options) {
    Requirements.file(MIMEDEFANG_PL);
    return start(MIMEDEFANG_PL, rules, options);
  }

  /** Starts it with the small program and working rules of generation {@code one}. */
  static FilterHost startSmall(String... options) {
    return start(null, "$generation = 'one';\n1;\n", options);
  }

  private static FilterHost start(@Nullable Path program, String rules, String... options) {
    try {
      Path folder = Files.createTempDirectory(Path.of("/tmp"), "tidefilter");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      write(folder, rules);
      List<String> words = new ArrayList<>();
      if (program != null) {
        words.addAll(List.of("-f", program.toString()));
      }
      words.addAll(List.of("-F", rules(folder).toString(), "-l"));
      words.addAll(List.of(options));
      ProgramUnderTest subject =
          ProgramUnderTest.startWithWorker(
              Program.OURS, SMALL_PROGRAM, words.toArray(new String[0]));
      return new FilterHost(subject, folder, program == null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ProgramUnderTest subject() {
    return subject;
  }

  private static Path rules(Path folder) {
    return folder.resolve("rules");
  }

  /** Replaces the rules by ones that answer relay checks with that name. */
  void writeRules(String generation) {
    writeText(isSmall ? "$generation = '" + generation + "';\n1;\n" : RULES.formatted(generation));
  }

  /** Replaces the rules by ones that take so long to load. */
  void writeSlowRules(String generation, Duration loadTime) {
    String wait = "select(undef, undef, undef, %s);\n".formatted(loadTime.toMillis() / 1000.0);
    writeText(
        wait
            + (isSmall
                ? "$generation = '" + generation + "';\n1;\n"
                : RULES.formatted(generation)));
  }

  /** Replaces the rules by ones that do not compile. */
  void breakRules() {
    writeText("sub filter_begin {\n");
  }

  private void writeText(String text) {
    try {
      write(folder, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** At once, as a load may read them meanwhile. */
  private static void write(Path folder, String text) throws IOException {
    Path written = Files.writeString(folder.resolve("written"), text, ISO_8859_1);
    Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(written, rules(folder), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Orders a reread by the command. */
  void reread() {
    String answer = subject.ask("reread");
    if (!answer.equals("Forced reread of filter rules\n")) {
      throw new AssertionError("reread: " + answer);
    }
  }

  /**
   * Time in which a reread is to be done or reported as failed: two seconds, or four times what it
   * takes at present to load the rules, on a host that is so busy.
   */
  Duration soon() {
    long beganNanos = System.nanoTime();
    // It ends at the end of its input, or with an error if the rules are broken.
    Outcome.of(List.of(MIMEDEFANG_PL.toString(), "-f", rules(folder).toString(), "-server"));
    Duration longer = Duration.ofNanos(4 * (System.nanoTime() - beganNanos));
    return longer.compareTo(TWO_SECONDS) > 0 ? longer : TWO_SECONDS;
  }

  /** The generation whose rules answer a relay check, or the whole answer if that failed. */
  String answeringGeneration() {
    return generation(subject.ask(RELAY_CHECK));
  }

  static String generation(String answer) {
    return answer.startsWith("ok 1 ") ? answer.strip().split(" ", -1)[2] : answer;
  }

  /** Returns once the rules of that generation answer relay checks. */
  void awaitGeneration(String generation) {
    Until.holds(
        "generation " + generation + " answers",
        Duration.ofMinutes(1),
        () -> answeringGeneration().equals(generation),
        subject::output);
  }

  /** What {@code stats} answers. */
  JsonObject stats() {
    return JsonParser.parseString(subject.ask("stats")).getAsJsonObject();
  }

  /** How many relay checks were answered by a worker so far. */
  int answered() {
    return stats().getAsJsonObject("requests_relayok").get("answered").getAsInt();
  }

  /** How many rereads have {@code succeeded} or {@code failed} so far. */
  int rereads(String how) {
    return stats().getAsJsonObject("reread").get(how).getAsInt();
  }

  /** How many workers were started for a request so far. */
  int requestStarts() {
    return stats().getAsJsonObject("workers").getAsJsonObject("started").get("request").getAsInt();
  }

  JsonObject warmParent() {
    return stats().getAsJsonObject("warmParent");
  }

  /** The process id of the warm parent that is ready; empty while there is none. */
  Optional<Long> readyWarmParent() {
    JsonObject parent = warmParent();
    return parent.get("state").getAsString().equals("ready")
        ? Optional.of(parent.get("pid").getAsLong())
        : Optional.empty();
  }

  /** Waits for a warm parent that is ready, and returns its process id. */
  long awaitWarmParent() {
    Until.holds(
        "the warm parent is ready",
        Duration.ofMinutes(1),
        () -> readyWarmParent().isPresent(),
        subject::output);
    return readyWarmParent().orElseThrow();
  }

  /** A listener to rereads, in JSON; what it receives first of them is yet to come. */
  Wire rereadListener() {
    Wire listener = subject.listener();
    listener.send("?R json\n");
    Until.holds("the interest is taken", () -> listener.line().contains("\"hello\""));
    return listener;
  }

  /** The lines of the log that contain a match. */
  List<String> log(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return subject.output().lines().filter(line -> pattern.matcher(line).find()).toList();
  }

  /** Waits until the log has a line that contains a match. */
  void awaitLog(String regex) {
    Until.holds(
        "the log has " + regex,
        Duration.ofMinutes(1),
        () -> !log(regex).isEmpty(),
        subject::output);
  }

  @Override
  public void close() {
    subject.close();
    Outcome.of(List.of("rm", "-rf", folder.toString())).succeeded();
  }
}
