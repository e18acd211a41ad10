package dev.tidegate.tools.ctl.command;

import dev.tidegate.tools.ctl.command.OptionWords.Option;
import java.io.IOException;
import java.util.List;

/** A command of {@code tidegate ctl}. */
public interface CtlCommand {
  /** Done, or answered. */
  int DONE = 0;

  /** There was no answer, or it is an error. */
  int FAILED = 1;

  /** It was called wrongly. */
  int MISUSED = 2;

  /** Its first word. */
  String name();

  /** How it is called, such as {@code drain N}. */
  String usage();

  /** What it does, in a line without a full stop, for the list of commands. */
  String summary();

  /** What else there is to know of it, in lines, for its own help; may be empty. */
  default String details() {
    return "";
  }

  /**
   * Its options, for its help and for completion; {@code --json} and {@code --help} go without
   * saying.
   */
  default List<Option> options() {
    return List.of();
  }

  /**
   * Does it.
   *
   * @return the exit status
   * @throws IOException if nobody answers, with a sentence for the operator
   * @throws MisuseException if its words are wrong
   * @throws InterruptedException if it is to end
   */
  int run(Call call) throws IOException, MisuseException, InterruptedException;
}
