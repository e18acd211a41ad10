package dev.tidegate.tools.ctl.watch;

import dev.tidegate.tools.ctl.command.Call;
import dev.tidegate.tools.ctl.command.CtlCommand;
import dev.tidegate.tools.ctl.command.MisuseException;
import dev.tidegate.tools.ctl.command.OptionWords;
import dev.tidegate.tools.ctl.command.OptionWords.Option;
import dev.tidegate.tools.ctl.command.Printable;
import dev.tidegate.tools.ctl.command.Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** {@code tidegate ctl watch}. */
public final class WatchCommand implements CtlCommand {
  private static final String INTERVAL = "--interval";
  private static final String TIMES = "--times";
  private static final double USUAL_SECONDS = 2;
  private static final double LEAST_SECONDS = 0.1;
  private static final double MOST_SECONDS = 3_600;
  private static final double MOST_TIMES = 1_000_000;
  private static final double SECOND_NANOS = 1e9;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private static final List<Option> OPTIONS =
      List.of(
          new Option("-n", INTERVAL, "SECONDS", "how long between two looks (2)"),
          new Option("", TIMES, "N", "end after N looks"));

  @Override
  public String name() {
    return "watch";
  }

  @Override
  public String usage() {
    return "watch [-n SECONDS] COMMAND [WORD]...";
  }

  @Override
  public String summary() {
    return "run one of these again and again";
  }

  @Override
  public List<Option> options() {
    return OPTIONS;
  }

  @Override
  public String details() {
    return """
    On a terminal it fills the screen, with what has changed in bold; elsewhere each line gets the
    date and time. While nobody answers it says so, since when, and what it knew last. Ctrl-C ends
    it.
    """;
  }

  @Override
  public int run(Call call) throws IOException, MisuseException, InterruptedException {
    OptionWords words = OptionWords.of(call.words(), OPTIONS);
    double seconds = words.seconds(INTERVAL, USUAL_SECONDS, LEAST_SECONDS, MOST_SECONDS);
    double times = words.number(TIMES, Double.POSITIVE_INFINITY, 1, MOST_TIMES);
    List<String> command = words.operands();
    if (command.isEmpty() || command.getFirst().equals(name())) {
      throw new MisuseException("it is called as: tidegate ctl " + usage());
    }
    String title =
        Printable.lines(
                "every " + words.last(INTERVAL).orElse("2") + " s: " + String.join(" ", command))
            .replace('\n', ' ');
    long stepNanos = Math.round(seconds * SECOND_NANOS);
    Optional<Stage> stage =
        System.getProperty("tidegate.terminal") == null
            ? Optional.empty()
            : Optional.of(new Stage(call.out()));
    // What is wrong with the words is told before the screen is taken.
    WatchHistory course = WatchHistory.of(round(call.with(command)));
    stage.ifPresent(Stage::begin);
    try {
      long nextNanos = System.nanoTime() + stepNanos;
      show(stage, call.out(), title, course);
      for (long done = 1; done < times && !call.out().checkError(); done++) {
        Thread.sleep(Duration.ofNanos(Math.max(0, nextNanos - System.nanoTime())));
        // What was missed while an answer took long is not made up for.
        nextNanos = Math.max(nextNanos, System.nanoTime() - stepNanos) + stepNanos;
        course = course.then(round(call.with(command)));
        show(stage, call.out(), title, course);
      }
    } finally {
      stage.ifPresent(Stage::end);
    }
    return course.last().answered() ? DONE : FAILED;
  }

  private static void show(
      Optional<Stage> stage, PrintStream out, String title, WatchHistory course)
      throws InterruptedException {
    if (stage.isPresent()) {
      stage.get().draw(title, course);
      return;
    }
    String stamp = STAMP.format(course.last().at()) + " ";
    course
        .silentSince()
        .ifPresent(since -> out.println(stamp + "no answer since " + Screenful.time(since)));
    course.last().lines().forEach(line -> out.println(stamp + line));
    out.flush();
  }

  /** Runs it once, against whatever multiplexor is there now: it may be another than before. */
  private static Round round(Call call) throws MisuseException, InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    boolean answered = true;
    Call fresh = call.asking(new Server(call.server().address(), PATIENCE)).to(out, out);
    try {
      call.commands().run(fresh);
    } catch (IOException failure) {
      answered = false;
      out.println(Printable.lines(String.valueOf(failure.getMessage())));
    }
    out.flush();
    String text = bytes.toString(StandardCharsets.UTF_8);
    return new Round(LocalDateTime.now(ZoneId.systemDefault()), answered, text.lines().toList());
  }
}
