package dev.tidegate.tools.view;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Which state of the filter is in force and how workers are made of it, as {@code stats} has it,
 * with the sentences that all tools print about it.
 *
 * @param generation the one in force
 * @param reread empty if the multiplexor does not report rereads
 * @param warmParent empty if it does not report one
 */
public record FilterState(
    OptionalLong generation, Optional<Rereads> reread, Optional<WarmParent> warmParent) {
  /** The state of a multiplexor that reports nothing of it. */
  public static final FilterState UNKNOWN =
      new FilterState(OptionalLong.empty(), Optional.empty(), Optional.empty());

  /** The command that ends a failed reread. */
  public static final String AFTER_FAILED_REREAD = "repair the filter, then: tidegate ctl reread";

  private static final Pattern AFTER_CAUSE =
      Pattern.compile(
          "^(Compilation failed in require|BEGIN failed|Execution of .* aborted)|had compilation"
              + " errors");
  private static final int LINE = 300;
  private static final int WORD = 100;
  private static final String UNSUPPORTED = "unsupported";
  private static final String READY = "ready";

  /**
   * The rereads since the start.
   *
   * @param loadingMillis for how long the filter has been loading for the one under way
   * @param failedMillis how long ago the last one failed; empty if it did not fail
   * @param failure how the process ended that loaded the filter
   * @param stderr its last lines, oldest first; on the privileged socket alone
   */
  public record Rereads(
      long requested,
      long succeeded,
      long failed,
      OptionalLong loadingMillis,
      OptionalLong failedMillis,
      String failure,
      List<String> stderr) {
    public Rereads {
      stderr = List.copyOf(stderr);
    }

    /**
     * Returns the line on stderr that says most: Perl prints the cause, and after it what could not
     * be compiled because of that; empty if there is none.
     */
    public String cause() {
      return stderr.reversed().stream()
          .filter(each -> !AFTER_CAUSE.matcher(each).find())
          .findFirst()
          .orElse(stderr.isEmpty() ? "" : stderr.getLast());
    }

    /** Returns how many have succeeded or failed. */
    public long ended() {
      return succeeded + failed;
    }
  }

  /**
   * The process from which workers are forked ({@code -E}).
   *
   * @param wanted whether there is to be one
   * @param state its word in the answer
   * @param failures how many loads in a row have failed
   */
  public record WarmParent(
      boolean wanted,
      String state,
      OptionalLong pid,
      OptionalLong ageMillis,
      OptionalLong memoryKib,
      long failures) {

    /** Returns whether workers can be forked from it. */
    public boolean isReady() {
      return wanted && state.equals(READY);
    }

    /** Returns whether it cannot be used: a load has failed since it was ready, or never can. */
    public boolean hasFailed() {
      return wanted && !isReady() && (failures > 0 || state.equals(UNSUPPORTED));
    }
  }

  /** Returns what an answer to {@code stats} reports. */
  public static FilterState of(String stats) {
    return Fields.read(stats).map(FilterState::of).orElse(UNKNOWN);
  }

  static FilterState of(Fields top) {
    return new FilterState(
        top.object("pool").number("generation"),
        top.has("reread") ? Optional.of(rereads(top.object("reread"))) : Optional.empty(),
        top.has("warmParent") ? Optional.of(parent(top.object("warmParent"))) : Optional.empty());
  }

  private static Rereads rereads(Fields reread) {
    return new Rereads(
        reread.number("requested").orElse(0),
        reread.number("succeeded").orElse(0),
        reread.number("failed").orElse(0),
        reread.number("loadingMs"),
        reread.number("failedMs"),
        reread.text("failure", WORD).orElse(""),
        reread.texts("stderr", LINE));
  }

  private static WarmParent parent(Fields parent) {
    return new WarmParent(
        parent.flag("wanted"),
        parent.text("state", WORD).orElse(""),
        parent.number("pid"),
        parent.number("ageMs"),
        parent.number("memoryKib"),
        parent.number("failures").orElse(0));
  }

  /** Returns whether the last reread has failed. */
  public boolean hasFailedReread() {
    return reread.filter(each -> each.failedMillis().isPresent()).isPresent();
  }

  /** Returns a sentence, without a full stop, while the last reread has failed. */
  public Optional<String> failedReread() {
    return reread
        .filter(each -> each.failedMillis().isPresent())
        .map(
            each ->
                "the last reread failed %s ago (%s)%s; %s stays in force"
                    .formatted(
                        span(each.failedMillis().orElse(0)),
                        each.failure(),
                        each.cause().isEmpty() ? "" : ": " + each.cause(),
                        inForce()));
  }

  /** Returns the name of the generation in force. */
  public String inForce() {
    return generation.isPresent()
        ? "generation " + generation.getAsLong()
        : "the present generation";
  }

  /** Returns a sentence, without a full stop, while the warm parent cannot be used. */
  public Optional<String> failedWarmParent() {
    return warmParent
        .filter(WarmParent::hasFailed)
        .map(
            each ->
                each.state().equals(UNSUPPORTED)
                    ? "-E has no effect, the filter program cannot be a warm parent; workers start"
                        + " one by one"
                    : "no warm parent: %d %s failed in a row; %s"
                        .formatted(
                            each.failures(),
                            each.failures() == 1 ? "load" : "loads",
                            each.state().equals("failed")
                                ? "workers start one by one"
                                : "it is being loaded again"));
  }

  /** Returns what helps while the warm parent cannot be used. */
  public String afterFailedWarmParent() {
    return warmParent.filter(each -> each.state().equals(UNSUPPORTED)).isPresent()
        ? "leave -E out (MX_EMBED_PERL=no), or see docs/WARM-WORKERS.md on filter programs"
        : "the log has the cause; " + AFTER_FAILED_REREAD;
  }

  /** Returns the warm parent's state in a few words; empty if there is none to be. */
  public Optional<String> warmParentWords() {
    return warmParent.filter(WarmParent::wanted).map(FilterState::words);
  }

  private static String words(WarmParent parent) {
    StringBuilder words = new StringBuilder(parent.state());
    if (parent.pid().isPresent()) {
      words.append(", pid ").append(parent.pid().getAsLong());
    }
    if (parent.ageMillis().isPresent()) {
      words.append(", ").append(span(parent.ageMillis().getAsLong())).append(" old");
    }
    if (parent.memoryKib().isPresent()) {
      words.append(", ").append(mebibytes(parent.memoryKib().getAsLong()));
    }
    if (parent.failures() > 0) {
      words.append(", failed loads: ").append(parent.failures());
    }
    return words.toString();
  }

  /** Returns an amount of memory in words. */
  public static String mebibytes(long kib) {
    return kib < 10 * 1024
        ? String.format(Locale.ROOT, "%.1f MiB", kib / 1024.0)
        : kib / 1024 + " MiB";
  }

  private static String span(long millis) {
    long seconds = millis / 1_000;
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min";
    }
    return seconds < 48 * 3_600 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
  }
}
