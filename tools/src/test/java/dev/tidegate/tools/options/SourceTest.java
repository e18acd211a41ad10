package dev.tidegate.tools.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.client.Address;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SourceTest {
  @Test
  void aSourceIsKnownByTheNameThatItWasGivenOrByItsAddress() {
    List<Source> sources =
        Source.of(List.of("mx1=10.0.0.1:4567", "inet:4567", "/run/a=b.sock"), List.of());
    assertThat(sources)
        .extracting(Source::name)
        .containsExactly("mx1", "127.0.0.1:4567", "/run/a=b.sock");
    assertThat(sources.getFirst().address()).isEqualTo(Address.parse("10.0.0.1:4567"));
  }

  @Test
  void controlSocketsBelongToThoseOfTheSameOrder() {
    List<Source> sources = Source.of(List.of("/a", "/b"), List.of("/c"));
    assertThat(sources.getFirst().control()).contains(Address.parse("/c"));
    assertThat(sources.getLast().control()).isEmpty();
  }

  @Test
  void whatCannotBePairedOrToldApartIsRefused() {
    assertRefused(List.of("/a"), List.of("/b", "/c"), "--control stands more often");
    assertRefused(List.of("/a"), List.of("nonsense:"), "--control: ");
    assertRefused(List.of("foo="), List.of(), "--to: 'foo=' has a name but no address");
    assertRefused(List.of("/a", "/a"), List.of(), "two of --to have the name '/a'");
    assertRefused(List.of("x=/a", "x=/b"), List.of(), "two of --to have the name 'x'");
    assertRefused(List.of("nonsense:"), List.of(), "--to: ");
  }

  @Test
  void thereAreAtMost256() {
    List<String> most = IntStream.range(0, Source.MAX_COUNT).mapToObj(i -> "/" + i).toList();
    assertThat(Source.of(most, List.of())).hasSize(256);
    assertRefused(Collections.nCopies(257, "/a"), List.of(), "--to stands 257 times; at most 256");
  }

  private static void assertRefused(List<String> notify, List<String> control, String words) {
    assertThatThrownBy(() -> Source.of(notify, control))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(words);
  }
}
