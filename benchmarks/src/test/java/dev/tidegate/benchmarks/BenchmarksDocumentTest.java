package dev.tidegate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class BenchmarksDocumentTest {
  @Test
  void onlyWhatStandsBetweenTheMarkersIsReplaced() {
    String document =
        "before\n" + BenchmarksDocument.BEGIN + "\nold\n" + BenchmarksDocument.END + "\nafter\n";
    String once = BenchmarksDocument.replaced(document, "new\n");
    assertThat(once).contains("before\n", "\nnew\n", "\nafter\n").doesNotContain("old");
    assertThat(BenchmarksDocument.replaced(once, "new\n")).isEqualTo(once);
  }

  @Test
  void aDocumentWithoutMarkersIsRefused() {
    assertThatThrownBy(() -> BenchmarksDocument.replaced("text", "new"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
