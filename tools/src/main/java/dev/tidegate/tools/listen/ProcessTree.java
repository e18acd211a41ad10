package dev.tidegate.tools.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A command's process with all that it has started: its descendants, and those that have left it
 * but still carry its mark in their environment.
 */
final class ProcessTree {
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final long PAUSE_MILLIS = 20;

  private final ProcessHandle head;
  private final String mark;

  /**
   * @param run the value of {@link CommandEnvironment#RUN} that the process was started with
   */
  ProcessTree(ProcessHandle head, String run) {
    this.head = head;
    this.mark = "\0" + CommandEnvironment.RUN + "=" + run + "\0";
  }

  /**
   * Tells all to end, and kills what is left after two seconds.
   *
   * @return how many are alive even then, such as those that another user owns by now
   */
  int end() throws InterruptedException {
    Set<ProcessHandle> members = new HashSet<>();
    gather(members);
    members.forEach(ProcessHandle::destroy);
    int left = awaitEnd(members);
    // Twice: what was started between the look and the signal is found by the second look.
    for (int round = 0; round < 2; round++) {
      gather(members);
      members.forEach(ProcessHandle::destroyForcibly);
      left = awaitEnd(members);
    }
    return left;
  }

  private void gather(Set<ProcessHandle> members) {
    members.add(head);
    for (ProcessHandle each : Set.copyOf(members)) {
      each.descendants().forEach(members::add);
    }
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      all.filter(this::isMarked).forEach(members::add);
    }
  }

  private boolean isMarked(ProcessHandle process) {
    try {
      byte[] environment = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/environ"));
      return ("\0" + new String(environment, ISO_8859_1)).contains(mark);
    } catch (IOException goneOrSomebodyElses) {
      return false;
    }
  }

  private static int awaitEnd(Set<ProcessHandle> members) throws InterruptedException {
    long untilNanos = System.nanoTime() + GRACE.toNanos();
    while (true) {
      int alive = (int) members.stream().filter(ProcessHandle::isAlive).count();
      if (alive == 0 || System.nanoTime() - untilNanos > 0) {
        return alive;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }
}
