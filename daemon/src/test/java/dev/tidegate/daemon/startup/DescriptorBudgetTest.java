package dev.tidegate.daemon.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tidegate.daemon.options.CommandLine;
import dev.tidegate.daemon.options.Options;
import dev.tidegate.daemon.options.Parsed;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How far a limit of descriptors reaches. */
final class DescriptorBudgetTest {

  private static DescriptorBudget budget(long limit, String... words) {
    Options options =
        switch (CommandLine.parse(List.of(words), "1")) {
          case Parsed.Run run -> run.options();
          case Parsed.Refused _, Parsed.Print _ -> fail("refused");
        };
    return DescriptorBudget.of(options, limit);
  }

  @Test
  void whatWorkersDoNotNeedIsForClients() {
    assertThat(budget(1024, "-x", "10")).isEqualTo(new DescriptorBudget(1024, 10, 240, 920));
    assertThat(budget(1024, "-x", "10", "-Z")).isEqualTo(new DescriptorBudget(1024, 10, 192, 910));
  }

  @Test
  void aLimitThatIsTooLowLeavesNoClients() {
    assertThat(budget(1024, "-x", "1000").clients()).isZero();
    assertThat(budget(10, "-x", "2")).isEqualTo(new DescriptorBudget(10, 2, 0, 0));
  }
}
