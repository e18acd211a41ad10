package dev.tidegate.tools.view;

import dev.tidegate.protocol.notify.CleanText;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Understands the answers that every multiplexor gives, MIMEDefang's own too, whatever they are.
 */
final class ReferenceReader {
  private static final Pattern STATUS =
      Pattern.compile(
          "([IBSK]+) (\\d{1,15}) (\\d{1,15}) (\\d{1,9}) (\\d{1,9}) (\\d{1,12})\\s*",
          Pattern.DOTALL);
  private static final Pattern WORKER =
      Pattern.compile(
          "(\\d{1,6}) ([IBSK])(?: (\\d{1,10}))?(?: (\\w{1,20}))?(?: last=(\\w{1,20}))?"
              + " ago=(\\d{1,12})(?: \\((.*)\\))?");
  private static final int TAG = 200;
  private static final int LOAD_NUMBERS = 26;
  private static final RequestClass[] LOAD_CLASSES = {
    RequestClass.SCAN, RequestClass.RELAYOK, RequestClass.SENDEROK, RequestClass.RECIPOK
  };

  private ReferenceReader() {}

  /** How the pool is, in one line. */
  record Status(
      List<WorkerState> states, long scans, int queueLimit, int queued, long uptimeSeconds) {}

  /** How one slot is, in one line. */
  record Worker(
      int number,
      WorkerState state,
      OptionalLong pid,
      Optional<RequestClass> kind,
      long sinceSeconds,
      Optional<String> tag) {}

  static Optional<Status> status(String answer) {
    Matcher matcher = STATUS.matcher(answer);
    if (!matcher.matches() || matcher.group(1).length() > SlotModel.MAX_SLOTS) {
      return Optional.empty();
    }
    List<WorkerState> states = new ArrayList<>();
    for (char each : matcher.group(1).toCharArray()) {
      states.add(WorkerState.ofLetter(each).orElseThrow());
    }
    return Optional.of(
        new Status(
            states,
            Long.parseLong(matcher.group(2)),
            Integer.parseInt(matcher.group(4)),
            Integer.parseInt(matcher.group(5)),
            Long.parseLong(matcher.group(6))));
  }

  static List<Worker> workers(String answer) {
    List<Worker> workers = new ArrayList<>();
    for (String line : answer.split("\n", SlotModel.MAX_SLOTS + 1)) {
      Matcher matcher = WORKER.matcher(line);
      if (matcher.matches() && Integer.parseInt(matcher.group(1)) < SlotModel.MAX_SLOTS) {
        workers.add(worker(matcher));
      }
    }
    return workers;
  }

  private static Worker worker(Matcher matcher) {
    String pid = matcher.group(3);
    return new Worker(
        Integer.parseInt(matcher.group(1)),
        WorkerState.ofLetter(matcher.group(2).charAt(0)).orElseThrow(),
        pid == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(pid)),
        Optional.ofNullable(matcher.group(4)).map(RequestClass::ofCommand),
        Long.parseLong(matcher.group(6)),
        Optional.ofNullable(matcher.group(7)).map(tag -> CleanText.of(tag, TAG)));
  }

  /** Returns the figures in the answer to {@code load1} for so many seconds; none if it is none. */
  static Map<RequestClass, Figures.ClassFigures> load(String answer, int seconds) {
    Map<RequestClass, Figures.ClassFigures> load = new EnumMap<>(RequestClass.class);
    String[] numbers = answer.strip().split(" ", LOAD_NUMBERS + 1);
    if (numbers.length != LOAD_NUMBERS) {
      return load;
    }
    try {
      for (int at = 0; at < LOAD_CLASSES.length; at++) {
        long requests = Long.parseLong(numbers[3 * at]);
        double millis = Double.parseDouble(numbers[3 * at + 2]);
        load.put(
            LOAD_CLASSES[at],
            new Figures.ClassFigures(
                OptionalDouble.of((double) requests / seconds),
                requests > 0 ? OptionalDouble.of(millis) : OptionalDouble.empty(),
                OptionalLong.empty()));
      }
    } catch (NumberFormatException malformed) {
      load.clear();
    }
    return load;
  }

  /** What the answer to {@code help} tells of a server. */
  record Abilities(boolean stats, boolean incidents, boolean privileged) {}

  /** Every server answers {@code help} itself, on both sockets: asking it does no harm. */
  static Abilities abilities(String help) {
    return new Abilities(lists(help, "stats"), lists(help, "incidents"), lists(help, "reread"));
  }

  static boolean lists(String help, String word) {
    return help.lines().anyMatch(line -> line.matches(word + "\\b.*"));
  }

  /** Returns a version as {@code version} tells it; empty if the answer is none. */
  static Optional<String> version(String answer) {
    String text = CleanText.of(answer.strip(), TAG);
    return text.isEmpty() || text.startsWith("error") ? Optional.empty() : Optional.of(text);
  }

  /** Returns a number that fits an int. */
  static OptionalInt toInt(OptionalLong number) {
    return number.isPresent() && number.getAsLong() <= Integer.MAX_VALUE
        ? OptionalInt.of((int) number.getAsLong())
        : OptionalInt.empty();
  }
}
