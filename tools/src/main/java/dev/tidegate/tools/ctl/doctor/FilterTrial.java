package dev.tidegate.tools.ctl.doctor;

import dev.tidegate.tools.ctl.doctor.FilterFacts.NotTried;
import dev.tidegate.tools.ctl.doctor.FilterFacts.Tried;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tries whether the filter compiles, as the user of the workers and never as root: it is run for
 * that.
 *
 * @param program of the workers
 * @param rules handed to it, if any
 * @param user of the workers
 * @param group of the workers, a number
 * @param self who runs the doctor
 */
record FilterTrial(
    String program, Optional<String> rules, String user, String group, String self, Path spool) {
  private static final String PERL_PROGRAM = "mimedefang.pl";
  private static final String USUAL_PROGRAM = "/usr/bin/mimedefang.pl";
  private static final Path BECOME = Path.of("/usr/bin/setpriv");

  static FilterTrial of(MultiplexorWords words, String user, String group, String self) {
    return new FilterTrial(
        words.value('f').orElse(USUAL_PROGRAM), words.value('F'), user, group, self, words.spool());
  }

  FilterFacts run(Duration limit) throws InterruptedException {
    List<String> test = test();
    String byHand = "try as that user: " + String.join(" ", test);
    if (!program.endsWith(PERL_PROGRAM)) {
      return new NotTried(
          "the workers run " + program + ", which is not mimedefang.pl and has no test", "");
    }
    if (user.equals("root")) {
      return new NotTried("the workers run as root, as whom it is not tried", "start it with -U");
    }
    List<String> command = new ArrayList<>();
    if (!self.equals(user)) {
      if (!self.equals("root")) {
        return new NotTried("only root or " + user + " can try it as " + user, byHand);
      }
      if (!Files.isExecutable(BECOME)) {
        return new NotTried("there is no " + BECOME + " here to try it as " + user, byHand);
      }
      command.addAll(
          List.of(BECOME.toString(), "--reuid", user, "--regid", group, "--init-groups"));
    }
    command.addAll(test);
    ProgramResult run = ProgramResult.of(command, Optional.of(spool), limit);
    return new Tried(test, user, run.passed(), run.complaint());
  }

  private List<String> test() {
    List<String> words = new ArrayList<>(List.of(program));
    rules.ifPresent(file -> words.addAll(List.of("-f", file)));
    words.add("-test");
    return words;
  }
}
