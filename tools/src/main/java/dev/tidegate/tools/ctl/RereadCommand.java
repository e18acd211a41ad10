package dev.tidegate.tools.ctl;

import dev.tidegate.tools.ctl.command.Call;
import dev.tidegate.tools.ctl.command.CtlCommand;
import dev.tidegate.tools.ctl.command.Document;
import dev.tidegate.tools.ctl.command.MisuseException;
import dev.tidegate.tools.ctl.command.OptionWords;
import dev.tidegate.tools.ctl.command.OptionWords.Option;
import dev.tidegate.tools.ctl.command.Printable;
import dev.tidegate.tools.view.FilterState;
import dev.tidegate.tools.view.FilterState.Rereads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The command {@code reread}: orders a reread and waits for its result, which {@code stats}
 * reports. MIMEDefang's own multiplexor has no result to report: there its answer is all.
 */
final class RereadCommand implements CtlCommand {
  private static final String TIMEOUT = "--timeout";
  private static final double USUAL_TIMEOUT_SECONDS = 90;
  private static final double MOST_SECONDS = 3_600;
  private static final double SECOND_MILLIS = 1_000;
  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LONGEST_PAUSE_MILLIS = 250;
  private static final int LINE = 300;
  private static final List<Option> OPTIONS =
      List.of(new Option("-t", TIMEOUT, "SECONDS", "how long to wait for the result (90)"));

  /** What {@code stats} reports at one moment. */
  private record Snapshot(String epoch, FilterState filter, Rereads rereads) {
    boolean isLoading() {
      return rereads.loadingMillis().isPresent();
    }
  }

  @Override
  public String name() {
    return "reread";
  }

  @Override
  public String usage() {
    return "reread [OPTION]...";
  }

  @Override
  public String summary() {
    return "load the filter again, and wait until it is in force or has failed to load";
  }

  @Override
  public List<Option> options() {
    return OPTIONS;
  }

  @Override
  public String details() {
    return """
    While the filter is loaded mail goes on with the present one, and if it cannot be loaded
    that one stays in force: then the exit status is 1, and what Perl printed is on stderr.
    MIMEDefang's own multiplexor reports no result; there it does not wait.
    """;
  }

  @Override
  public int run(Call call) throws IOException, MisuseException, InterruptedException {
    OptionWords words = OptionWords.of(call.words(), OPTIONS);
    call.with(words.operands()).expect(0, 0, usage());
    double timeout = words.seconds(TIMEOUT, USUAL_TIMEOUT_SECONDS, 0.1, MOST_SECONDS);
    if (!call.server().isOurs()) {
      return AnswerCommand.show(call.server().ask(name()), call);
    }
    String stats = call.server().ask("stats");
    if (FilterState.of(stats).reread().isEmpty()) {
      return AnswerCommand.show(call.server().ask(name()), call);
    }
    Snapshot before = snapshot(call, stats);
    String answer = call.server().ask(name());
    if (answer.isEmpty() || answer.startsWith("error")) {
      return AnswerCommand.show(answer, call);
    }
    return await(call, before, Duration.ofMillis(Math.round(timeout * SECOND_MILLIS)));
  }

  private static Snapshot snapshot(Call call) throws IOException {
    return snapshot(call, call.server().ask("stats"));
  }

  private static Snapshot snapshot(Call call, String stats) throws IOException {
    FilterState filter = FilterState.of(stats);
    String epoch = Document.parse(stats).map(each -> each.text("epoch")).orElse("");
    return new Snapshot(
        epoch,
        filter,
        filter
            .reread()
            .orElseThrow(
                () ->
                    new IOException(
                        "the multiplexor at "
                            + call.server().address()
                            + " no longer reports rereads")));
  }

  private static int await(Call call, Snapshot before, Duration timeout)
      throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    Snapshot now = snapshot(call);
    // A load that was under way before may have ended between the two snapshots.
    long ended = (before.isLoading() ? now : before).rereads().ended();
    long pauseMillis = FIRST_PAUSE_MILLIS;
    while (now.isLoading()
        && now.rereads().ended() <= ended
        && now.epoch().equals(before.epoch())) {
      if (System.nanoTime() - startNanos > timeout.toNanos()) {
        return fail(
            call,
            "the filter is still being loaded after %.1f s; %s stays in force until it is, see:"
                    .formatted(timeout.toMillis() / SECOND_MILLIS, now.filter().inForce())
                + " tidegate ctl stats");
      }
      Thread.sleep(pauseMillis);
      pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
      now = snapshot(call);
    }
    return report(call, before, now);
  }

  private static int report(Call call, Snapshot before, Snapshot now) {
    if (!now.epoch().equals(before.epoch())) {
      return fail(call, "the multiplexor was restarted meanwhile: see its log");
    }
    Rereads rereads = now.rereads();
    if (rereads.requested() == before.rereads().requested()) {
      return fail(call, "the multiplexor is ending and took no reread");
    }
    boolean isOvertaken = rereads.requested() > before.rereads().requested() + 1;
    String which = isOvertaken ? "Another reread was requested meanwhile, and it" : "The reread";
    if (!now.filter().hasFailedReread()) {
      call.out()
          .println(
              which
                  + " succeeded: "
                  + now.filter().inForce()
                  + " is in force; a worker of an older one is replaced when it is idle.");
      return DONE;
    }
    call.err()
        .println(
            "%s failed (%s): %s stays in force; %s"
                .formatted(
                    which,
                    line(rereads.failure()),
                    now.filter().inForce(),
                    FilterState.AFTER_FAILED_REREAD));
    rereads.stderr().forEach(each -> call.err().println(line(each)));
    return FAILED;
  }

  private static int fail(Call call, String sentence) {
    call.err().println("tidegate ctl: " + sentence);
    return FAILED;
  }

  private static String line(String text) {
    String clean = Printable.lines(text).replace('\n', ' ').strip();
    return clean.length() > LINE ? clean.substring(0, LINE) : clean;
  }
}
