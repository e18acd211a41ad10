package dev.tidegate.tools.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page's files, as far as they can be judged without a browser. */
final class PageTest {
  private static final double READABLE = 4.5;
  private static final double DISTINCT = 3;
  private static final Path PAGE = page();

  private static final Pattern COLOUR = Pattern.compile("--([a-z0-9-]+): (#[0-9a-f]{6});");
  private static final Pattern REFERENCE =
      Pattern.compile("(?:src|href|from)[= ]+\"(?:\\./)?([^\"#]+)\"");

  /** What is written on what. */
  private static final List<String> INK_ON_GROUND =
      List.of(
          "ink/ground",
          "ink/panel",
          "muted/ground",
          "muted/panel",
          "accent/panel",
          "accent-ink/accent",
          "idle-ink/idle",
          "busy-ink/busy",
          "warm-ink/warm",
          "hot-ink/hot",
          "killed-ink/killed",
          "stopped-ink/stopped",
          "calm-ink/calm",
          "alert-ink/alert",
          "alert-ink/panel",
          "full-ink/full",
          "full-ink/panel",
          "unknown-ink/unknown");

  /** Lines and areas that mean something, on the panel. */
  private static final List<String> DRAWN =
      List.of("line-busy", "line-killed", "series-0", "series-1", "series-2", "series-3");

  private static Path page() {
    try {
      return Path.of(
          Objects.requireNonNull(PageTest.class.getResource("page/index.html"))
              .toURI()
              .resolve("."));
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static String text(String name) {
    try {
      return Files.readString(PAGE.resolve(name), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> files(String end) throws IOException {
    try (Stream<Path> all = Files.list(PAGE)) {
      return all.map(each -> each.getFileName().toString())
          .filter(each -> each.endsWith(end) && !each.startsWith("uplot"))
          .sorted()
          .toList();
    }
  }

  /** The palettes in the order of the style sheet: light, dark by the system, dark by choice. */
  private static List<Map<String, String>> palettes() {
    return Pattern.compile(":root[^{]*\\{([^}]*)\\}")
        .matcher(text("style.css"))
        .results()
        .map(block -> colours(block.group(1)))
        .toList();
  }

  private static Map<String, String> colours(String block) {
    Map<String, String> colours = new HashMap<>();
    COLOUR.matcher(block).results().forEach(each -> colours.put(each.group(1), each.group(2)));
    return colours;
  }

  /** As WCAG 2 has it: from 1, the same, to 21, black on white. */
  private static double contrast(String one, String other) {
    double lighter = Math.max(luminance(one), luminance(other));
    double darker = Math.min(luminance(one), luminance(other));
    return (lighter + 0.05) / (darker + 0.05);
  }

  private static double luminance(String colour) {
    double red = linear(Integer.parseInt(colour, 1, 3, 16));
    double green = linear(Integer.parseInt(colour, 3, 5, 16));
    double blue = linear(Integer.parseInt(colour, 5, 7, 16));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  private static double linear(int channel) {
    double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }

  @Test
  void blackOnWhiteHasTheGreatestContrast() {
    assertThat(contrast("#000000", "#ffffff")).isEqualTo(21);
    assertThat(contrast("#767676", "#ffffff")).isBetween(4.5, 4.6);
  }

  @Test
  void whatIsWrittenCanBeReadInBothSchemes() {
    for (Map<String, String> palette : palettes()) {
      for (String pair : INK_ON_GROUND) {
        String[] names = pair.split("/", 2);
        assertThat(contrast(colour(palette, names[0]), colour(palette, names[1])))
            .as(pair)
            .isGreaterThanOrEqualTo(READABLE);
      }
    }
  }

  @Test
  void whatIsDrawnCanBeSeenInBothSchemes() {
    for (Map<String, String> palette : palettes()) {
      for (String line : DRAWN) {
        assertThat(contrast(colour(palette, line), colour(palette, "panel")))
            .as(line)
            .isGreaterThanOrEqualTo(DISTINCT);
      }
    }
  }

  private static String colour(Map<String, String> palette, String name) {
    return Objects.requireNonNull(palette.get(name), name);
  }

  @Test
  void darkIsTheSameWhetherTheSystemOrTheViewerWantsIt() {
    assertThat(palettes()).hasSize(3);
    assertThat(palettes().get(1)).isEqualTo(palettes().get(2));
    assertThat(palettes().get(1).keySet())
        .containsAll(Set.copyOf(DRAWN))
        .isSubsetOf(palettes().getFirst().keySet());
  }

  @Test
  void everyFileThatIsReferredToIsThere() throws IOException {
    Set<String> named = new HashSet<>();
    for (String name : files(".js")) {
      collect(text(name), named);
    }
    collect(text("index.html"), named);
    assertThat(named).contains("page.js", "style.css", "text.js", "uplot-1.6.32.min.js");
    assertThat(named).allMatch(each -> Files.isRegularFile(PAGE.resolve(each)));
    assertThat(files("")).allMatch(each -> each.matches("[a-z0-9][a-z0-9._-]*"));
  }

  private static void collect(String text, Set<String> named) {
    REFERENCE.matcher(text).results().forEach(each -> named.add(each.group(1)));
  }

  @Test
  void nothingInThePageNeedsAWeakerPolicy() {
    String html = text("index.html");
    assertThat(html).doesNotContain("<style", "style=", "javascript:", "://");
    assertThat(html)
        .doesNotContainPattern("<script(?![^>]* src=)")
        .doesNotContainPattern(" on[a-z]+=");
  }

  @Test
  void noScriptMakesMarkupOrCodeOutOfText() throws IOException {
    for (String name : files(".js")) {
      assertThat(text(name))
          .as(name)
          .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
          .doesNotContain("DOMParser", "createContextualFragment", "eval(", "new Function")
          .doesNotContain("://");
    }
  }

  @Test
  void everyElementThatAScriptAsksForIsThere() throws IOException {
    String html = text("index.html");
    Pattern asked = Pattern.compile("(?:byId|first)\\(\"([^\"]+)\"\\)");
    for (String name : files(".js")) {
      asked
          .matcher(text(name))
          .results()
          .forEach(each -> assertThat(html).as(name).contains("id=\"" + each.group(1) + "\""));
    }
  }

  @Test
  void theChartLibraryComesWithItsLicence() {
    assertThat(text("uplot-1.6.32.min.js"))
        .startsWith("/*! https://github.com/leeoniya/uPlot (v1.6.32) */");
    assertThat(text("uplot-1.6.32.license.txt"))
        .contains("The MIT License", "Copyright (c) 2022 Leon Sorokin");
  }
}
