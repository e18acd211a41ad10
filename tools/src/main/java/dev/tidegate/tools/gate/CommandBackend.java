package dev.tidegate.tools.gate;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps connections out by commands of the operator's.
 *
 * <p>Nothing opens by itself here unless the command that closes sees to it: it is told the lease.
 */
final class CommandBackend implements Backend {
  private static final int ATTEMPTS_TO_OPEN_AT_THE_END = 2;

  /** What is refused while nobody knows whether the last command has done its work. */
  private static final int UNKNOWN = -1;

  /**
   * The commands, each as its words.
   *
   * @param open has to work whatever was before, and more than once in a row
   * @param renew when nothing has changed; empty: nothing is run then
   * @param limit how long each may take; nothing is decided meanwhile
   */
  record Commands(
      List<String> open, List<String> close, Optional<List<String>> renew, Duration limit) {

    /** Returns the words that have a shell run a text. */
    static List<String> inShell(String text) {
      return List.of("/bin/sh", "-c", text);
    }
  }

  private final Commands commands;
  private final Consumer<String> tell;
  private int percent = UNKNOWN;
  private boolean isClosed;

  /**
   * @param tell takes a sentence for each command that was run
   */
  CommandBackend(Commands commands, Consumer<String> tell) {
    this.commands = commands;
    this.tell = tell;
  }

  @Override
  public void prepare() throws BackendException {
    run("open", commands.open, open());
    percent = RefusedShare.OPEN;
  }

  @Override
  public void refuse(RefusedShare refusal) throws BackendException {
    int before = percent;
    percent = UNKNOWN;
    if (refusal.percent() == before) {
      if (commands.renew.isPresent()) {
        run("renew", commands.renew.get(), refusal);
      }
    } else if (refusal.percent() == RefusedShare.OPEN) {
      run("open", commands.open, refusal);
    } else {
      closeOrOpen(refusal);
    }
    percent = refusal.percent();
  }

  /** What a command that failed has done is not known, so it is undone. */
  private void closeOrOpen(RefusedShare refusal) throws BackendException {
    try {
      run("close", commands.close, refusal);
    } catch (BackendException failure) {
      try {
        run("open", commands.open, open());
      } catch (BackendException e) {
        throw new BackendException(failure.getMessage() + "; and then " + e.getMessage(), failure);
      }
      percent = RefusedShare.OPEN;
      throw failure;
    }
  }

  private void run(String action, List<String> words, RefusedShare refusal)
      throws BackendException {
    String what = "the command to " + action + " (" + String.join(" ", words) + ")";
    ProgramRun run;
    try {
      run = ProgramRun.of(words, "", environment(action, refusal), commands.limit);
    } catch (IOException e) {
      throw new BackendException(what + " cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException("interrupted while " + what + " ran", e);
    }
    if (!run.succeeded()) {
      throw new BackendException(what + " failed: " + run.complaint());
    }
    tell.accept(what + " ended with " + run.complaint());
  }

  private static Map<String, String> environment(String action, RefusedShare refusal) {
    return Map.of(
        "TIDEGATE_ACTION",
        action,
        "TIDEGATE_REFUSED_PERCENT",
        Integer.toString(refusal.percent()),
        "TIDEGATE_SERVICEABLE_PERCENT",
        refusal.serviceablePercent().isPresent()
            ? Integer.toString(refusal.serviceablePercent().getAsInt())
            : "",
        "TIDEGATE_LEASE_SECONDS",
        Long.toString(refusal.lease().toSeconds()));
  }

  private RefusedShare open() {
    return new RefusedShare(RefusedShare.OPEN, java.util.OptionalInt.empty(), commands.limit);
  }

  @Override
  public void close() throws BackendException {
    if (isClosed) {
      return;
    }
    for (int attempt = 1; ; attempt++) {
      try {
        run("open", commands.open, open());
        isClosed = true;
        return;
      } catch (BackendException e) {
        if (attempt == ATTEMPTS_TO_OPEN_AT_THE_END || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }

  @Override
  public String lapsed() {
    // Perhaps the command that closed has opened again: then one that renews would not close.
    percent = UNKNOWN;
    return "it is open only if the command that closed saw to it";
  }

  @Override
  public String describe() {
    return "command, to close: " + String.join(" ", commands.close);
  }
}
