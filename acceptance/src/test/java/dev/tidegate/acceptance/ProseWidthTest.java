package dev.tidegate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Prose in Markdown is wrapped, so that a diff of it can be read. */
final class ProseWidthTest {
  private static final int COLUMNS = 120;

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    Files.walkFileTree(
        Program.projectRoot(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean isSource = !name.startsWith(".") && !name.equals("target");
            return isSource || folder.equals(Program.projectRoot())
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md")) {
              pages.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return pages;
  }

  /** Returns the lines that are too long, but those of code, tables, URLs and of ./bench. */
  private static List<String> tooLong(Path page) throws IOException {
    List<String> found = new ArrayList<>();
    boolean isCode = false;
    boolean isGenerated = false;
    int number = 0;
    for (String line : Files.readAllLines(page)) {
      number++;
      String text = line.strip();
      if (text.startsWith("```")) {
        isCode = !isCode;
      } else if (text.startsWith("<!-- written by ")) {
        isGenerated = text.endsWith("begin -->");
      }
      boolean isExempt = isCode || isGenerated || text.startsWith("|") || text.contains("://");
      if (!isExempt && line.codePointCount(0, line.length()) > COLUMNS) {
        found.add(page.getFileName() + ":" + number + ": " + line);
      }
    }
    return found;
  }

  @Test
  void noLineOfProseIsLongerThan120Columns() throws IOException {
    List<Path> pages = pages();
    List<String> found = new ArrayList<>();
    for (Path page : pages) {
      found.addAll(tooLong(page));
    }

    assertThat(pages).hasSizeGreaterThan(20);
    assertThat(found).as("lines of prose beyond %d columns", COLUMNS).isEmpty();
  }
}
