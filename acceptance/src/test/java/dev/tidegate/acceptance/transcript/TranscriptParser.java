package dev.tidegate.acceptance.transcript;

import dev.tidegate.acceptance.transcript.Step.Expect;
import dev.tidegate.acceptance.transcript.Step.Framing;
import dev.tidegate.acceptance.transcript.Step.Journal;
import dev.tidegate.acceptance.transcript.Transcript.Line;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads transcripts; docs/TRANSCRIPTS.md is its grammar. */
final class TranscriptParser {

  /** A mistake in a transcript, with its line. */
  static final class BadTranscript extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadTranscript(String name, int line, String problem) {
      super("transcripts/" + name + ".txt:" + line + ": " + problem);
    }
  }

  private record Form(Pattern pattern, Function<MatchResult, List<Step>> meaning) {}

  private static final Pattern COMMENT = Pattern.compile("(^|\\s{2,})#( .*)?$");
  private static final Pattern SIDED =
      Pattern.compile("(ours|pool|daemon|reference):\\s+(.*)", Pattern.DOTALL);
  private static final Pattern WITHIN = Pattern.compile("within (\\S+): (.*)", Pattern.DOTALL);
  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s)");

  private final String name;
  private final List<Form> forms = new ArrayList<>();
  private final Map<String, ClientSocket> doors = new HashMap<>();
  private final List<Line> lines = new ArrayList<>();
  private final Map<Side, List<String>> options = new EnumMap<>(Side.class);
  private final Map<Side, String> skipped = new EnumMap<>(Side.class);
  private final Map<String, String> environment = new HashMap<>();
  private Filter filter = Filter.SCRIPTED;
  private final Set<Side> recorded = EnumSet.noneOf(Side.class);
  private String title = "";

  /** The lines of an open block `any order:`, or none. */
  private final List<Line> block = new ArrayList<>();

  private boolean inBlock;

  private TranscriptParser(String name) {
    this.name = name;
    parties();
    workers();
    multiplexor();
  }

  /** The transcript in a file's text; {@code name} is the file's name without its ending. */
  static Transcript parse(String name, String text) {
    return new TranscriptParser(name).read(text);
  }

  private Transcript read(String text) {
    List<String> all = text.lines().toList();
    for (int i = 0; i < all.size(); i++) {
      String line = all.get(i);
      if (line.startsWith("# ") && title.isEmpty()) {
        title = line.substring(2);
      }
      String bare = COMMENT.matcher(line).replaceFirst("");
      if (bare.isBlank()) {
        continue;
      }
      try {
        line(i + 1, bare.strip(), bare.stripLeading());
      } catch (IllegalArgumentException e) {
        throw new BadTranscript(name, i + 1, e.getMessage() + ": " + bare);
      }
    }
    if (inBlock) {
      throw new BadTranscript(name, all.size(), "`any order:` without `end`");
    }
    if (title.isEmpty()) {
      throw new BadTranscript(name, 1, "the first line must be `# TITLE`");
    }
    return new Transcript(
        name, title, options, environment, filter, recorded, skipped, List.copyOf(lines));
  }

  private void line(int number, String stripped, String text) {
    Matcher sided = SIDED.matcher(text);
    Set<Side> sides = sided.matches() ? Side.named(sided.group(1)) : EnumSet.allOf(Side.class);
    String rest = sided.matches() ? sided.group(2) : text;
    if (header(rest.strip(), sides)) {
      if (!lines.isEmpty()) {
        throw new IllegalArgumentException("must stand before the first step");
      }
    } else if (stripped.equals("any order:")) {
      inBlock = true;
    } else if (stripped.equals("end")) {
      endBlock();
    } else {
      for (Step step : steps(rest)) {
        (inBlock ? block : lines).add(new Line(number, text, sides, step));
      }
    }
  }

  private boolean header(String text, Set<Side> sides) {
    List<String> words = List.of(text.split("\\s+", -1));
    List<String> arguments = words.subList(1, words.size());
    switch (words.getFirst()) {
      case "options" -> sides.forEach(side -> optionsOf(side).addAll(arguments));
      case "environment" -> arguments.forEach(this::environment);
      case "filter" -> filter = filter(String.join(" ", arguments));
      case "recorded" -> recorded.addAll(Side.named(arguments.getFirst()));
      case "skip" -> skip(arguments);
      default -> {
        return false;
      }
    }
    return true;
  }

  private List<String> optionsOf(Side side) {
    return options.computeIfAbsent(side, _ -> new ArrayList<>());
  }

  private void environment(String setting) {
    int equals = setting.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("write NAME=VALUE");
    }
    environment.put(setting.substring(0, equals), setting.substring(equals + 1));
  }

  private static Filter filter(String words) {
    return switch (words) {
      case "missing" -> Filter.MISSING;
      case "not executable" -> Filter.NOT_EXECUTABLE;
      case "exits at once" -> Filter.EXITS_AT_ONCE;
      default -> throw new IllegalArgumentException("no such filter");
    };
  }

  private void skip(List<String> arguments) {
    if (arguments.size() < 2) {
      throw new IllegalArgumentException("say which, and why");
    }
    String reason = String.join(" ", arguments.subList(1, arguments.size()));
    Side.named(arguments.getFirst()).forEach(side -> skipped.put(side, reason));
  }

  /** One expectation for the sides that have the same lines of the block. */
  private void endBlock() {
    if (!inBlock || block.isEmpty()) {
      throw new IllegalArgumentException("`end` without `any order:` and lines");
    }
    Map<Expect, Set<Side>> expectations = new LinkedHashMap<>();
    for (Side side : Side.values()) {
      Expect expected = blockFor(side);
      if (!expected.sights().isEmpty()) {
        expectations.computeIfAbsent(expected, _ -> EnumSet.noneOf(Side.class)).add(side);
      }
    }
    int number = block.getFirst().number();
    expectations.forEach(
        (expected, sides) -> lines.add(new Line(number, "any order", sides, expected)));
    block.clear();
    inBlock = false;
  }

  private Expect blockFor(Side side) {
    List<Step.Sight> sights = new ArrayList<>();
    long within = Expect.DEFAULT_MILLIS;
    for (Line line : block) {
      if (!(line.step() instanceof Expect(List<Step.Sight> seen, long millis))) {
        throw new IllegalArgumentException("only what is expected can come in any order");
      }
      if (line.sides().contains(side)) {
        sights.addAll(seen);
        within = Math.max(within, millis);
      }
    }
    return new Expect(sights, within);
  }

  private List<Step> steps(String text) {
    Matcher within = WITHIN.matcher(text);
    if (within.matches()) {
      long millis = millis(within.group(1));
      return steps(within.group(2)).stream()
          .map(
              step ->
                  switch (step) {
                    case Expect expect -> (Step) new Expect(expect.sights(), millis);
                    case Step.Act _ ->
                        throw new IllegalArgumentException("only for what is expected");
                  })
          .toList();
    }
    for (Form form : forms) {
      Matcher matcher = form.pattern().matcher(text);
      if (matcher.matches()) {
        return form.meaning().apply(matcher.toMatchResult());
      }
    }
    throw new IllegalArgumentException("not understood");
  }

  private void form(String regex, Function<MatchResult, Step> meaning) {
    forms.add(
        new Form(Pattern.compile(regex, Pattern.DOTALL), match -> List.of(meaning.apply(match))));
  }

  private void sight(String regex, Function<MatchResult, Step.Sight> meaning) {
    form(regex, match -> new Expect(List.of(meaning.apply(match)), Expect.DEFAULT_MILLIS));
  }

  private void parties() {
    form(
        "listener (\\w+)( on inet6?)? connects",
        m -> connect(m.group(1), ClientSocket.NOTIFY, host(m.group(2))));
    form(
        "map (\\w+)( on inet6?)? connects",
        m -> connect(m.group(1), ClientSocket.MAP, host(m.group(2))));
    form("client (\\w+)( on unprivileged)? connects", m -> connect(m.group(1), commandDoor(m), ""));
    forms.add(
        new Form(
            Pattern.compile("client (\\w+)( on unprivileged)? (>>?) ?(.*)", Pattern.DOTALL),
            m ->
                List.of(
                    connect(m.group(1), commandDoor(m), ""),
                    send(m.group(1), m.group(3), m.group(4)))));
    form("(\\w+) (>>?)(?: (.*))?", m -> send(m.group(1), m.group(2), orEmpty(m.group(3))));
    form("(\\w+) ends sending", m -> new Step.EndSending(party(m.group(1))));
    form("(\\w+) hangs up", m -> new Step.HangUp(party(m.group(1))));
    form("(?!w\\d)(\\w+) stops reading", m -> new Step.Attend(party(m.group(1)), false));
    form("(?!w\\d)(\\w+) reads on", m -> new Step.Attend(party(m.group(1)), true));
    sight("(\\w+) (<<?)(?: (.*))?", m -> received(m.group(1), m.group(2), orEmpty(m.group(3))));
    sight(
        "maybe (\\w+) (<<?)(?: (.*))?",
        m -> new Step.MaybeReceived(received(m.group(1), m.group(2), orEmpty(m.group(3)))));
    sight("(\\w+) closed", m -> new Step.Closed(party(m.group(1))));
  }

  private void workers() {
    deed("prints partial (.*)", Deed.PRINT, "");
    deed("prints(?: (.*))?", Deed.PRINT, "\\n");
    deed("status(?: (.*))?", Deed.STATUS, "\\n");
    deed("stderr(?: (.*))?", Deed.STDERR, "\\n");
    deed("exits (\\d+)", Deed.EXIT, "");
    deed("dies by (\\w+)", Deed.DIE, "");
    deed("closes stdout()", Deed.CLOSE_STDOUT, "");
    deed("stops reading()", Deed.STOP_READING, "");
    deed("reads on()", Deed.GO_ON_READING, "");
    deed("ignores end of file()", Deed.IGNORE_EOF, "");
    deed("ignores ([A-Z]+)", Deed.IGNORE_SIGNAL, "");
    deed("leaves a child()", Deed.LEAVE_CHILD, "");
    sight(
        "(w\\d+) has ([\\w-]+)(?: (.*))?",
        m -> new Step.Fact(m.group(1), m.group(2), new TextPattern(orEmpty(m.group(3)))));
    sight(
        "(w\\d+) (started|ended|sees end of file|gets [A-Z]+|reads(?: .*)?)",
        m -> new Step.Told(m.group(1), new TextPattern(m.group(2))));
  }

  private void multiplexor() {
    form("wait (\\w+)", m -> new Step.Wait(millis(m.group(1)), false));
    form("quiet (\\w+)", m -> new Step.Wait(millis(m.group(1)), true));
    form(
        "crowd of (\\d+) connects to (command|unprivileged|map|notify)",
        m ->
            new Step.Crowd(
                Integer.parseInt(m.group(1)),
                ClientSocket.valueOf(m.group(2).toUpperCase(Locale.ROOT))));
    form("signal ([A-Z0-9]+)", m -> new Step.Signal(m.group(1)));
    form("rename (\\S+) (\\S+)", m -> new Step.Rename(m.group(1), m.group(2)));
    sight("(no )?log (\\S+ .*)", m -> journaled(m, Journal.LOG));
    sight("(no )?stat (.*)", m -> journaled(m, Journal.STATISTICS));
    sight("(no )?multiplexor says (.*)", m -> journaled(m, Journal.OUTPUT));
    sight("multiplexor exits (\\d+)", m -> new Step.Exited(Integer.parseInt(m.group(1))));
    sight("file (\\S+) is (gone|[0-7]{4})", m -> new Step.FileIs(m.group(1), m.group(2)));
  }

  private void deed(String regex, Deed deed, String ending) {
    form(
        "(w\\d+) " + regex,
        m -> new Step.Do(m.group(1), deed, new TextPattern(orEmpty(m.group(2)) + ending)));
  }

  private static Step.Sight journaled(MatchResult match, Journal journal) {
    TextPattern text = new TextPattern(match.group(2));
    return match.group(1) == null
        ? new Step.Journaled(journal, text)
        : new Step.NotJournaled(journal, text);
  }

  private static ClientSocket commandDoor(MatchResult match) {
    return match.group(2) == null ? ClientSocket.COMMAND : ClientSocket.UNPRIVILEGED;
  }

  private Step connect(String party, ClientSocket door, String host) {
    doors.put(party, door);
    return new Step.Connect(party, door, host);
  }

  private static String host(@Nullable String where) {
    return switch (orEmpty(where)) {
      case " on inet" -> "127.0.0.1";
      case " on inet6" -> "::1";
      default -> "";
    };
  }

  private Step send(String party, String arrow, String text) {
    return new Step.Send(party(party), new TextPattern(text), framing(party, arrow.length() == 2));
  }

  private Step.Received received(String party, String arrow, String text) {
    return new Step.Received(
        party(party), new TextPattern(text), framing(party, arrow.length() == 2));
  }

  private Framing framing(String party, boolean raw) {
    if (raw) {
      return Framing.RAW;
    }
    return doors.get(party) == ClientSocket.MAP ? Framing.NETSTRING : Framing.LINE;
  }

  private String party(String party) {
    if (!doors.containsKey(party)) {
      throw new IllegalArgumentException("nobody is called " + party);
    }
    return party;
  }

  private static long millis(String duration) {
    Matcher matcher = DURATION.matcher(duration);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("write a time as 10s or 500ms");
    }
    return Long.parseLong(matcher.group(1)) * (matcher.group(2).equals("s") ? 1000 : 1);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
