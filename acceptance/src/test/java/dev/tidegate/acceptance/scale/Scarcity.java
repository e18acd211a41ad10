package dev.tidegate.acceptance.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes from a running multiplexor what it needs, gives it back, and looks how it bears that. */
final class Scarcity {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration PROMPT = Duration.ofSeconds(10);
  private static final long PLENTY = 2_000;

  private final ProgramUnderTest subject;

  Scarcity(ProgramUnderTest subject) {
    Requirements.programs("prlimit", "setpriv", "ps");
    this.subject = subject;
  }

  /** Lets it open so many descriptors more: the limit is one of numbers, lower ones may be free. */
  void leaveDescriptors(int more) {
    Set<Integer> open = openNumbers();
    int limit = 0;
    for (int free = 0; free < more || open.contains(limit); limit++) {
      free += open.contains(limit) ? 0 : 1;
    }
    limit("nofile", limit);
  }

  private Set<Integer> openNumbers() {
    String[] names = new File("/proc/" + subject.handle().pid() + "/fd").list();
    if (names == null) {
      throw new AssertionError("no such process");
    }
    return Stream.of(names).map(Integer::valueOf).collect(Collectors.toSet());
  }

  void giveDescriptors() {
    limit("nofile", PLENTY);
  }

  /** Lets it start nothing, not even a thread. */
  void takeProcesses() {
    limit("nproc", 1);
  }

  void giveProcesses() {
    limit("nproc", PLENTY);
  }

  /** Sets the soft limit, as its own user: root in a container may not raise it again. */
  private void limit(String resource, long soft) {
    List<String> words = new ArrayList<>();
    if (Requirements.isRoot()) {
      words.addAll(List.of("setpriv", "--reuid=defang", "--regid=defang", "--clear-groups"));
    }
    String pid = Long.toString(subject.handle().pid());
    words.addAll(List.of("prlimit", "--pid", pid, "--" + resource + "=" + soft + ":"));
    Outcome.of(words).succeeded();
  }

  /** Questions are answered at once, and nothing is tried over and over. */
  void isBorne() {
    for (int i = 0; i < 20; i++) {
      try (Wire wire = subject.request("status")) {
        assertThat(wire.rest(PROMPT)).endsWith("\n");
      }
    }
    doesNotSpin();
    hasNoZombies();
  }

  void doesNotSpin() {
    Duration before = subject.processorTime();
    long endNanos = System.nanoTime() + LOOK.toNanos();
    Until.holds("time has passed", () -> System.nanoTime() - endNanos > 0);
    assertThat(subject.processorTime().minus(before)).isLessThan(LOOK.dividedBy(3));
  }

  void hasNoZombies() {
    String pid = Long.toString(subject.handle().pid());
    Until.holds(
        "the dead are reaped",
        () ->
            Outcome.of(List.of("ps", "--ppid", pid, "-o", "stat="))
                .output()
                .lines()
                .noneMatch(state -> state.startsWith("Z")));
  }

  /** As many requests as there are slots are worked on at once again, each answered. */
  void isOver(int slots) {
    Until.holds(
        "all slots work again",
        Duration.ofMinutes(1),
        () -> {
          List<Wire> wires = new ArrayList<>();
          for (int i = 0; i < slots; i++) {
            wires.add(subject.request("scan again" + i + " hold"));
          }
          subject.gate().open();
          boolean all = true;
          for (int i = 0; i < slots; i++) {
            try (Wire wire = wires.get(i)) {
              all &= wire.rest().equals("ok scan again" + i + " hold\n");
            }
          }
          subject.gate().shut();
          return all;
        },
        subject::output);
  }
}
