package dev.tidegate.daemon.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.tidegate.daemon.options.CommandLine;
import dev.tidegate.daemon.options.Options;
import dev.tidegate.daemon.options.ParsedCommandLine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How far a limit of descriptors reaches. */
final class DescriptorBudgetTest {
  private static final int OPEN = 20;
  private static final int NOT_FOR_PEERS =
      OPEN + DescriptorBudget.MEANWHILE + DescriptorBudget.LOADERS;

  private static DescriptorBudget budget(long limit, String... words) {
    Options options =
        switch (CommandLine.parse(List.of(words), "1")) {
          case ParsedCommandLine.Run run -> run.options();
          case ParsedCommandLine.Refused _, ParsedCommandLine.Print _ -> fail("refused");
        };
    return DescriptorBudget.of(options, limit, OPEN);
  }

  @Test
  void whatWorkersDoNotNeedIsForClients() {
    DescriptorBudget budget = budget(1024, "-x", "10");
    assertThat(budget.workersPossible()).isEqualTo(10);
    assertThat(budget.clients()).isEqualTo(1024 - NOT_FOR_PEERS - 10 * 4);
    assertThat(budget.suffices()).isTrue();
    assertThat(budget(1024, "-x", "10", "-Z").clients()).isEqualTo(budget.clients() - 10);
    assertThat(budget.mostWorkers()).isEqualTo((1024 - NOT_FOR_PEERS) / 5);
  }

  @Test
  void whatIsTooLittleForAllIsSharedByWorkersAndTheirClients() {
    DescriptorBudget budget = budget(64, "-x", "10");
    assertThat(budget.usable()).isEqualTo(21);
    assertThat(budget.workersPossible()).isEqualTo(4);
    assertThat(budget.clients()).isEqualTo(5);
    assertThat(budget.suffices()).isFalse();
    assertThat(budget(64, "-x", "2").workersPossible()).isEqualTo(2);
  }

  @Test
  void connectionsAreWhatWorkersLeaveOrHalf() {
    DescriptorBudget few = budget(1024, "-x", "10");
    assertThat(few.mostConnections() + few.spare()).isEqualTo(few.clients());
    DescriptorBudget many = budget(1024, "-x", "1000");
    assertThat(many.mostConnections() + many.spare()).isEqualTo(many.usable() / 2);
  }

  @Test
  void aLimitThatAllowsNoWorkerIsNoStart() throws StartupFailure {
    budget(55, "-x", "9").require();
    assertThatThrownBy(() -> budget(54, "-x", "9").require())
        .hasMessageContaining("limit of 54")
        .hasMessageContaining("ulimit -n");
  }

  @Test
  void aLimitBelowWhatIsOpenAllowsNothing() {
    DescriptorBudget budget = budget(10, "-x", "2");
    assertThat(budget.workersPossible()).isZero();
    assertThat(budget.clients()).isZero();
    assertThat(budget.mostConnections()).isZero();
  }
}
