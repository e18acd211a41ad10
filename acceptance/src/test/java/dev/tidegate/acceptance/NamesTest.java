package dev.tidegate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Names of shipped types can be looked up: each of their words is a term of docs/GLOSSARY.md or a
 * general word of programming, listed in general-words.txt, and no two types share a simple name.
 */
final class NamesTest {
  private static final List<String> SHIPPED = List.of("protocol", "pool", "daemon", "tools");
  private static final Pattern WORD = Pattern.compile("[A-Z]+(?![a-z])|[A-Z][a-z0-9]*");
  private static final Pattern TERM = Pattern.compile("(?m)^\\| ([^|]+) \\|");

  @Test
  void everyWordOfATypeNameIsATermOrAGeneralWord() throws IOException {
    Set<String> terms = terms();
    Set<String> general = generalWords();
    Map<String, Set<String>> unknown = new TreeMap<>();
    for (Path type : types()) {
      for (String word : words(name(type))) {
        if (!isKnown(word, terms) && !general.contains(word)) {
          unknown.computeIfAbsent(word, _ -> new TreeSet<>()).add(name(type));
        }
      }
    }
    assertThat(unknown).as("words that are neither in the glossary nor general").isEmpty();
  }

  @Test
  void noGeneralWordIsListedInVain() throws IOException {
    Set<String> used =
        types().stream().flatMap(each -> words(name(each)).stream()).collect(Collectors.toSet());
    Set<String> terms = terms();
    assertThat(generalWords())
        .as("general words that no type name needs")
        .allMatch(word -> used.contains(word) && !isKnown(word, terms));
  }

  @Test
  void noTwoTypesShareASimpleName() throws IOException {
    Map<String, Set<String>> places = new TreeMap<>();
    Path root = Program.projectRoot();
    for (Path type : types()) {
      places
          .computeIfAbsent(name(type), _ -> new TreeSet<>())
          .add(String.valueOf(root.relativize(type).getParent()));
    }
    places.values().removeIf(each -> each.size() == 1);
    assertThat(places).as("simple names with several types").isEmpty();
  }

  private static boolean isKnown(String word, Set<String> terms) {
    return terms.contains(word)
        || (word.endsWith("s") && terms.contains(word.substring(0, word.length() - 1)));
  }

  private static List<String> words(String name) {
    return WORD.matcher(name).results().map(each -> each.group().toLowerCase(Locale.ROOT)).toList();
  }

  private static Set<String> terms() throws IOException {
    String glossary = Files.readString(Program.projectRoot().resolve("docs/GLOSSARY.md"));
    return TERM.matcher(glossary)
        .results()
        .flatMap(each -> Pattern.compile("\\W+").splitAsStream(each.group(1)))
        .map(each -> each.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  private static Set<String> generalWords() throws IOException {
    Path list =
        Program.projectRoot()
            .resolve("acceptance/src/test/resources/dev/tidegate/acceptance/general-words.txt");
    return Files.readAllLines(list).stream()
        .filter(line -> !line.startsWith("#"))
        .flatMap(line -> Stream.of(line.split(" ", -1)))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Path> types() throws IOException {
    try (Stream<Path> files =
        SHIPPED.stream().flatMap(module -> sources(Program.projectRoot().resolve(module)))) {
      return files.toList();
    }
  }

  private static Stream<Path> sources(Path module) {
    try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
      return files
          .filter(each -> each.toString().endsWith(".java"))
          .filter(each -> !each.endsWith("package-info.java"))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path type) {
    return type.getFileName().toString().replace(".java", "");
  }
}
