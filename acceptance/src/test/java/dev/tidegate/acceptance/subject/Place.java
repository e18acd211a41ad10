package dev.tidegate.acceptance.subject;

import java.nio.file.Path;
import java.util.List;

/** Where a program runs: on this machine as it is, or in a private host. */
public interface Place {

  /** This machine as it is. */
  Place HERE =
      new Place() {
        @Override
        public List<String> command(List<String> words) {
          return words;
        }

        @Override
        public Path seenFromHere(String path) {
          return Path.of(path);
        }
      };

  /** The words that run these words there. */
  List<String> command(List<String> words);

  /** The name under which this process sees a file of that place. */
  Path seenFromHere(String path);

  /** Runs a command there to its end. */
  default Outcome run(String... words) {
    return Outcome.of(command(List.of(words)));
  }
}
