package dev.tidegate.daemon.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far limits of processes reach. */
final class ProcessBudgetTest {
  private static final long NONE = Long.MAX_VALUE;

  private static void write(Path group, String limit) throws IOException {
    Files.createDirectories(group);
    Files.writeString(group.resolve("pids.max"), limit + "\n");
  }

  @Test
  void lowestLimitOnTheWayUpHolds(@TempDir Path root) throws IOException {
    write(root.resolve("system.slice"), "300");
    write(root.resolve("system.slice/mail.service"), "max");
    String membership = "0::/system.slice/mail.service\n";
    assertThat(ProcessBudget.groupLimit(root.toString(), membership)).isEqualTo(300);
  }

  @Test
  void controllerOfTheOldHierarchyIsKnown(@TempDir Path root) throws IOException {
    write(root.resolve("pids/a/b"), "40");
    write(root.resolve("pids/a"), "50");
    String membership = "9:cpu:/\n8:pids:/a/b\n0::/\n";
    assertThat(ProcessBudget.groupLimit(root.toString(), membership)).isEqualTo(40);
  }

  @Test
  void whatCannotBeReadLimitsNothing(@TempDir Path root) {
    assertThat(ProcessBudget.groupLimit(root.toString(), "0::/../../x\nnonsense\n"))
        .isEqualTo(NONE);
    assertThat(ProcessBudget.groupLimit(root.toString(), "")).isEqualTo(NONE);
    assertThat(new ProcessBudget(NONE, 10).workersPossible()).isEqualTo(NONE);
    assertThat(new ProcessBudget(50, 16).workersPossible()).isEqualTo(23);
    assertThat(new ProcessBudget(5, 16).workersPossible()).isZero();
  }

  @Test
  void ownLimitsCanBeAsked() {
    ProcessBudget own = ProcessBudget.own();
    assertThat(own.limit()).isPositive();
    assertThat(own.threads()).isGreaterThan(1);
  }
}
