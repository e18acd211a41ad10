package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.simulation.Request.Fate;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a client may be told, and when. */
final class Answers {
  private static final String RIGHT = "the answer is the right one";
  private static final int LONGEST_TAG = 63;
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d{6})?");
  private static final Pattern COUNT_OF_HISTOGRAM = Pattern.compile(" *\\d+ \\d+");
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");

  private static final Set<String> REPORTS =
      Set.of(
          "free",
          "version",
          "status",
          "workers",
          "slaves",
          "busyworkers",
          "busyslaves",
          "load",
          "load-relayok",
          "load-senderok",
          "load-recipok",
          "hload",
          "hload-relayok",
          "hload-senderok",
          "hload-recipok",
          "histo",
          "msgs",
          "stats",
          "help",
          "tick",
          "foo_no_such_command");
  private static final List<String> REPORTS_WITH_ARGUMENT =
      List.of("load1 ", "workerinfo ", "slaveinfo ", "tick ");
  private static final Set<String> PRIVILEGED_REPORTS =
      Set.of("reread", "autoscale", "drain", "resume", "kill", "set", "incidents");
  private static final List<String> PRIVILEGED_REPORTS_WITH_ARGUMENT =
      List.of("drain ", "resume ", "kill ", "set ", "incidents ");

  private final SettingsModel terms;
  private final EventHistory eventHistory;
  private final WorkerModel workerModel;

  /** How the answer to what an operator is about to set begins. */
  private String setting = "";

  Answers(SettingsModel terms, EventHistory eventHistory, WorkerModel workerModel) {
    this.terms = terms;
    this.eventHistory = eventHistory;
    this.workerModel = workerModel;
  }

  /** An operator is about to set something, which must be answered so. */
  void expectSetting(String beginning) {
    setting = beginning;
  }

  private static boolean isReport(String line) {
    return REPORTS.contains(line) || startsWithOne(REPORTS_WITH_ARGUMENT, line);
  }

  private static boolean startsWithOne(List<String> beginnings, String line) {
    for (String each : beginnings) {
      if (line.startsWith(each)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the line that a worker must be handed for what a client said, if any. */
  static Optional<String> forWorker(ClientSocket socket, String line) {
    if (line.isEmpty() || line.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    return switch (socket) {
      case COMMAND ->
          isReport(line)
                  || PRIVILEGED_REPORTS.contains(line)
                  || startsWithOne(PRIVILEGED_REPORTS_WITH_ARGUMENT, line)
              ? Optional.empty()
              : Optional.of(line);
      case MAP -> {
        int space = line.indexOf(' ');
        yield space <= 0
            ? Optional.empty()
            : Optional.of(
                "map "
                    + encode(line.substring(0, space))
                    + " "
                    + encode(line.substring(space + 1)));
      }
      case UNPRIVILEGED, NOTIFY -> Optional.empty();
    };
  }

  void checkAnswer(Request request, String answer, Backlog backlog, long now) {
    String text = request.map ? answer : withoutNewline(answer);
    String printed = request.printed;
    if (printed != null
        && request.handed
        && request.fate != Fate.WORKER_OUT_OF_STEP
        && text.equals(request.map ? decode(printed) : printed)) {
      return;
    }
    String error = text;
    if (request.map) {
      check(text.startsWith("TEMP "), RIGHT, text, request);
      error = text.substring("TEMP ".length());
    } else if (text.startsWith("error: ")) {
      error = text.substring("error: ".length());
    } else if (text.startsWith("ERR ")) {
      error = text.substring("ERR ".length());
    }
    if (request.handed) {
      check(isHandedError(request, error, now), RIGHT, text, request, "at", now);
    } else {
      check(isWaitingError(request, error, backlog, now), RIGHT, text, request, "at", now);
    }
  }

  private boolean isHandedError(Request request, String error, long now) {
    return switch (error) {
      case "No response from worker" ->
          switch (request.fate) {
            case WORKER_DIED -> request.printed == null;
            case WORKER_KILLED -> request.fateNanos == now;
            case WORKER_OUT_OF_STEP -> true;
            case WORKER_OUTPUT_ENDED ->
                workerModel.terminating()
                    || now - request.fateNanos >= InvariantChecker.OUTPUT_END_GRACE_NANOS;
            case NONE, REFUSED ->
                workerModel.terminating()
                    && now - workerModel.terminatedNanos() >= World.seconds(10);
          };
      case "Error talking to worker process" ->
          request.fate == Fate.REFUSED
              || (request.stalledSinceNanos != Long.MAX_VALUE
                  && now - request.stalledSinceNanos
                      >= World.seconds(
                          terms.least(
                              request.stalledSinceNanos, PoolSettings::clientTimeoutSeconds)));
      case "Busy timeout on worker" -> request.map && isBusyTimeout(request, now);
      case "Filter timed out - system may be overloaded (consider increasing busy timeout)" ->
          !request.map && isBusyTimeout(request, now) && eventHistory.count(WorkerState.BUSY) > 3;
      case "Filter timed out - check filter rules or system load" ->
          !request.map && isBusyTimeout(request, now) && eventHistory.count(WorkerState.BUSY) <= 3;
      default -> false;
    };
  }

  private static boolean isBusyTimeout(Request request, long now) {
    long deadline = request.deadlineNanos;
    return now >= deadline && now <= deadline + WorkerModel.TOLERANCE_NANOS;
  }

  private boolean isWaitingError(Request request, String error, Backlog backlog, long now) {
    if (request.beyondReserve) {
      return error.equals("No free workers");
    }
    boolean mayQueue = terms.now().queueSize() > backlog.queued() && !workerModel.terminating();
    return switch (error) {
      case "No free workers" ->
          (((!request.queued && !mayQueue) || request.awaited) && workerModel.available() == 0)
              || workerModel.terminating();
      case "Unable to activate worker" ->
          !mayQueue
              && workerModel.available() == 0
              && (workerModel.startMayHaveToWait()
                  || workerModel.isAnyoneWithdrawn()
                  || request.awaited);
      case "Queued request timed out" ->
          (request.queued || request.awaited)
              && now - request.arrivedNanos
                  >= World.seconds(
                      terms.least(request.arrivedNanos, PoolSettings::queueTimeoutSeconds));
      case "ok -1 Per-domain%20recipok%20limit%20hit;%20please%20try%20again%20later" ->
          request.limited
              && terms.now().recipokPerDomain() > 0
              && backlog.working(request.domain) >= terms.now().recipokPerDomain();
      default -> false;
    };
  }

  void checkReport(Conversation conversation, String text, int queued, long scans) {
    String question = conversation.question;
    if (conversation.socket == ClientSocket.MAP) {
      String expected =
          question.isEmpty()
              ? "PERM Netstring missing terminating comma"
              : "PERM Invalid request format";
      check(text.equals(expected), RIGHT, question, text);
      return;
    }
    if (question.isEmpty()) {
      check(
          text.equals("error: Command too long\n") || text.equals("error: Empty command\n"),
          RIGHT,
          text);
    } else if (question.indexOf('\0') >= 0) {
      check(text.equals("error: Invalid byte in command\n"), RIGHT, text);
    } else if (conversation.socket == ClientSocket.UNPRIVILEGED && !isReport(question)) {
      check(
          text.equals("error: Attempt to use privileged command on unprivileged socket\n"),
          RIGHT,
          question,
          text);
    } else {
      check(isReportRight(question, text, queued, scans), RIGHT, question, text);
    }
  }

  private boolean isReportRight(String question, String text, int queued, long scans) {
    String line = withoutNewline(text);
    String[] words = line.split(" ", -1);
    return switch (words.length == 0 ? "" : question.split(" ", -1)[0]) {
      case "free" -> line.equals(Integer.toString(eventHistory.free()));
      case "version" -> text.equals(terms.now().version());
      case "msgs" -> line.equals(Long.toString(scans));
      case "reread" -> line.equals("Forced reread of filter rules");
      case "tick" -> line.equals("error: External agents may not invoke 'tick'");
      case "foo_no_such_command" -> line.equals("error: Unknown command");
      case "autoscale" ->
          line.matches(
              "enabled=[01] interval=15 ema_busy=\\d\\.\\d{4} scale_out=0\\.80 scale_in=0\\.30"
                  + " out_cool=5 in_cool=30 ema_alpha=0\\.2500");
      case "status" ->
          words.length == 6
              && words[0].equals(letters())
              && words[1].equals(Long.toString(scans))
              && words[2].equals(Long.toString(workerModel.activations()))
              && words[3].equals(Integer.toString(terms.now().queueSize()))
              && words[4].equals(Integer.toString(queued))
              && words[5].matches("\\d+");
      case "workers", "slaves" -> areWorkersRight(text, false);
      case "busyworkers", "busyslaves" -> areWorkersRight(text, true);
      case "load", "load-relayok", "load-senderok", "load-recipok" ->
          areNumbers(words, 29)
              && words[20].equals(count(WorkerState.BUSY))
              && words[21].equals(count(WorkerState.IDLE))
              && words[22].equals(count(WorkerState.STOPPED))
              && words[23].equals(count(WorkerState.KILLED));
      case "load1" ->
          areNumbers(words, 26) || line.equals("error: Invalid 'back' amount (must be 10-600)");
      case "hload", "hload-relayok", "hload-senderok", "hload-recipok" -> areNumbers(words, 16);
      case "workerinfo", "slaveinfo" ->
          line.startsWith("error: ") || (text.startsWith("Worker ") && text.endsWith("\n"));
      case "histo" -> text.lines().allMatch(each -> COUNT_OF_HISTOGRAM.matcher(each).matches());
      case "help" -> text.endsWith("\n");
      case "kill" -> line.matches("ok: killing worker \\d \\(pid \\d+\\)|error: .*");
      case "set" -> text.startsWith(setting);
      case "drain", "resume" ->
          question.matches("\\w+ \\d{1,9}")
              ? line.startsWith("ok: slot ") || line.equals("error: Worker number out of range")
              : line.equals("error: Invalid worker number");
      default -> false;
    };
  }

  private String count(WorkerState state) {
    return Integer.toString(eventHistory.count(state));
  }

  private String letters() {
    StringBuilder letters = new StringBuilder();
    for (int slot = 0; slot < eventHistory.shown(); slot++) {
      letters.append(eventHistory.state(slot).letter());
    }
    return letters.toString();
  }

  private boolean areWorkersRight(String text, boolean busyOnly) {
    List<String> lines = text.lines().toList();
    int next = 0;
    for (int slot = 0; slot < eventHistory.shown(); slot++) {
      WorkerState state = eventHistory.state(slot);
      if (busyOnly && state != WorkerState.BUSY) {
        continue;
      }
      if (next == lines.size()) {
        return false;
      }
      String line = lines.get(next++);
      String start = slot + " " + state.letter();
      if (state != WorkerState.STOPPED) {
        start += " " + workerModel.seat(slot).pid;
      }
      if (!line.startsWith(start + " ") || !line.contains(" ago=")) {
        return false;
      }
      String tag = eventHistory.tag(slot);
      if (eventHistory.complete()
          && !tag.isEmpty()
          && !tag.startsWith("_")
          && !line.endsWith(" (" + tag + ")")) {
        return false;
      }
    }
    return next == lines.size();
  }

  private static boolean areNumbers(String[] words, int count) {
    if (words.length != count) {
      return false;
    }
    for (String each : words) {
      if (!NUMBER.matcher(each).matches()) {
        return false;
      }
    }
    return true;
  }

  private static String withoutNewline(String text) {
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /** Returns the tag of a worker that was handed a line: its first two words, made printable. */
  static String tagOf(String line) {
    int first = line.indexOf(' ');
    int second = first < 0 ? -1 : line.indexOf(' ', first + 1);
    String words = second < 0 ? line : line.substring(0, second);
    String shown = decode(words.length() > LONGEST_TAG ? words.substring(0, LONGEST_TAG) : words);
    String tag = UNPRINTABLE.matcher(shown).replaceAll(" ");
    return tag.startsWith("StateChange") ? "_" + tag : tag;
  }

  static String encode(String text) {
    StringBuilder encoded = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      if (each <= ' ' || each > '~' || "%\\'\"".indexOf(each) >= 0) {
        check(each <= 0xFF, "clients say bytes", text);
        encoded.append('%').append(HEX.toHexDigits((byte) each));
      } else {
        encoded.append(each);
      }
    }
    return encoded.toString();
  }

  static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == '%'
          && at + 2 < text.length()
          && HexFormat.isHexDigit(text.charAt(at + 1))
          && HexFormat.isHexDigit(text.charAt(at + 2))) {
        decoded.append((char) Integer.parseInt(text, at + 1, at + 3, 16));
        at += 2;
      } else {
        decoded.append(text.charAt(at));
      }
    }
    return decoded.toString();
  }
}
