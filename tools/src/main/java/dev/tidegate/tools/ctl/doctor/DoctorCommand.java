package dev.tidegate.tools.ctl.doctor;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.tidegate.tools.ctl.command.Call;
import dev.tidegate.tools.ctl.command.CtlCommand;
import dev.tidegate.tools.ctl.command.MisuseException;
import dev.tidegate.tools.ctl.command.OptionWords;
import dev.tidegate.tools.ctl.command.OptionWords.Option;
import dev.tidegate.tools.ctl.command.Printable;
import dev.tidegate.tools.ctl.command.Server;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code tidegate ctl doctor}. */
public final class DoctorCommand implements CtlCommand {
  private static final String PID_FILE = "--pid-file";
  private static final String NO_FILTER = "--no-filter";
  private static final String FILTER_TIME = "--filter-timeout";
  private static final double USUAL_FILTER_SECONDS = 20;
  private static final double MOST_SECONDS = 600;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int SCHEMA = 1;

  private static final List<Option> OPTIONS =
      List.of(
          new Option("-p", PID_FILE, "FILE", "where the multiplexor's process is written"),
          new Option("", NO_FILTER, "", "do not try whether the filter compiles"),
          new Option("", FILTER_TIME, "SECONDS", "what that may take (20)"));

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public String usage() {
    return "doctor [OPTION]...";
  }

  @Override
  public String summary() {
    return "look for what is wrong, and say what to do";
  }

  @Override
  public List<Option> options() {
    return OPTIONS;
  }

  @Override
  public String details() {
    return """
    It looks at the multiplexor's process and its limits, at its sockets, spool directory and
    filter, at settings that do not fit each other, Postfix or the memory, and at the pool itself,
    and changes nothing. The filter is tried by mimedefang.pl -test as the user of the workers: that
    runs what stands in it outside of functions. Run it as root, or it sees less, and says so.

    Exit status: 0 if nothing is a note or BAD, else 1. --json prints an object.
    """;
  }

  @Override
  public int run(Call call) throws MisuseException, InterruptedException {
    Call asked = call.takingJson();
    OptionWords words = OptionWords.of(asked.words(), OPTIONS);
    asked.with(words.operands()).expect(0, 0, usage());
    double seconds = words.seconds(FILTER_TIME, USUAL_FILTER_SECONDS, 1, MOST_SECONDS);
    Optional<Duration> filterLimit =
        words.has(NO_FILTER) ? Optional.empty() : Optional.of(Duration.ofSeconds((long) seconds));
    Server server = new Server(asked.server().address(), PATIENCE);
    List<Finding> findings = new DoctorReport(server, pidFile(words), filterLimit).findings();
    if (asked.json()) {
      asked.out().println(json(findings));
    } else {
      findings.forEach(asked.out()::println);
    }
    return findings.stream().anyMatch(Finding::counts) ? FAILED : DONE;
  }

  private static Optional<Path> pidFile(OptionWords words) throws MisuseException {
    Optional<String> name = words.last(PID_FILE);
    try {
      return name.map(Path::of);
    } catch (InvalidPathException invalid) {
      throw new MisuseException(PID_FILE + " names no file: " + Printable.lines(name.orElse("")));
    }
  }

  /** Texts are printable ASCII, so that the whole is. */
  private static String json(List<Finding> findings) {
    JsonArray list = new JsonArray();
    for (Finding each : findings) {
      JsonObject object = new JsonObject();
      object.addProperty("weight", each.weight().name().toLowerCase(Locale.ROOT));
      object.addProperty("subject", each.subject());
      object.addProperty("text", each.text());
      if (!each.remedy().isEmpty()) {
        object.addProperty("do", each.remedy());
      }
      list.add(object);
    }
    JsonObject whole = new JsonObject();
    whole.addProperty("schema", SCHEMA);
    whole.addProperty("findings", findings.stream().filter(Finding::counts).count());
    whole.add("looked", list);
    return whole.toString();
  }
}
