package dev.tidegate.acceptance.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Image;
import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Place;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Script;
import dev.tidegate.acceptance.subject.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The image in another folder than the one it was made in. */
final class ImageIT {

  private static final int MOST_MEBIBYTES = 80;
  private static final Duration STOP = Duration.ofSeconds(30);

  private static Image image = new Image(Path.of("none"), Path.of("none"));

  @BeforeAll
  static void copy() {
    image = Image.copied();
  }

  @AfterAll
  static void delete() {
    image.close();
  }

  private static ProgramUnderTest start(Place place) {
    return ProgramUnderTest.startIn(
        place, List.of(image.multiplexor().toString()), EmptyRoot.SHELL_WORKER);
  }

  private static String maps(ProgramUnderTest subject) throws IOException {
    return Files.readString(Path.of("/proc/" + subject.handle().pid() + "/maps"), ISO_8859_1);
  }

  @Test
  void itRunsWhereItWasCopiedToWithWhatItBrings() throws IOException {
    try (ProgramUnderTest subject = start(Place.HERE)) {
      String maps = maps(subject);

      assertThat(maps)
          .contains(image.folder() + "/daemon/multiplexor.aot")
          .contains(image.folder() + "/daemon/native/libnetty_transport_native_epoll")
          .contains(image.folder() + "/runtime/lib/server/libjvm.so")
          .doesNotContain(Program.projectRoot().toString());
      assertThat(subject.ask("scan q1 /nowhere")).isEqualTo("ok scan q1 /nowhere\n");
      assertThat(subject.stop(STOP)).isZero();
      assertThat(subject.output()).doesNotContain("aot").doesNotContain("arning");
    }
  }

  /** One that came from a jar would take the start longer, and nobody would notice. */
  @Test
  void everyClassOfADaysWorkIsInTheCache() throws IOException {
    Path folder = Files.createTempDirectory("tideclasses");
    Path classes = folder.resolve("classes.txt");
    Place logged = withEnvironment("JAVA_TOOL_OPTIONS=-Xlog:class+load:file=" + classes);
    try (ProgramUnderTest subject = start(logged);
        Wire listener = subject.listener()) {
      listener.send("?* json snapshot\n");
      assertThat(subject.ask("scan q1 /nowhere")).isEqualTo("ok scan q1 /nowhere\n");
      assertThat(listener.line()).isEqualTo("*OK");
      assertThat(listener.line()).contains("hello");
      assertThat(subject.ask("load")).isNotEmpty();
      assertThat(subject.stop(STOP)).isZero();

      assertThat(Files.readAllLines(classes))
          .anyMatch(line -> line.contains("dev.tidegate.pool.Pool source: shared objects file"))
          .noneMatch(line -> line.contains(" source: file:"));
    } finally {
      Files.deleteIfExists(classes);
      Files.delete(folder);
    }
  }

  private static Place withEnvironment(String variable) {
    return new Place() {
      @Override
      public List<String> command(List<String> words) {
        return Stream.concat(Stream.of("env", variable), words.stream()).toList();
      }

      @Override
      public Path seenFromHere(String path) {
        return Path.of(path);
      }
    };
  }

  @Test
  void withoutItsCacheItRunsAllTheSameAndSaysNothing() throws IOException {
    try (Image other = Image.copied()) {
      Path cache = other.folder().resolve("daemon/multiplexor.aot");
      for (String spoiled : List.of("", "not a cache")) {
        Files.delete(cache);
        if (!spoiled.isEmpty()) {
          Files.writeString(cache, spoiled);
        }
        assertThat(Place.HERE.run(other.multiplexor().toString(), "-v").succeeded().output())
            .startsWith("mimedefang-multiplexor version ")
            .hasLineCount(1);
        Files.writeString(cache, "");
      }
    }
  }

  @Test
  void itIsNotLarge() {
    String size = Place.HERE.run("du", "-sm", image.folder().toString()).succeeded().output();

    assertThat(Integer.parseInt(size.split("\t", 2)[0])).isLessThanOrEqualTo(MOST_MEBIBYTES);
  }

  @Test
  void nothingInItTellsWhereItWasMadeAndEveryoneMayReadIt() throws IOException {
    try (Stream<Path> files = Files.walk(image.folder())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.isSymbolicLink(file)) {
          assertThat(Files.readSymbolicLink(file)).isRelative();
          assertThat(file).exists();
          continue;
        }
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        assertThat(mode).as(file.toString()).matches("rw.r-.r-.");
        if (Files.isRegularFile(file)) {
          assertThat(Files.readString(file, ISO_8859_1).contains(Program.projectRoot().toString()))
              .as(file.toString())
              .isFalse();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "6.1.0 aarch64, glibc 2.36, this machine is aarch64",
    "5.2.21 x86_64, glibc 2.36, this is Linux 5.2.21",
    "4.18.0-553.el8 x86_64, glibc 2.36, this is Linux 4.18.0-553.el8",
    "6.1.0-21-amd64 x86_64, glibc 2.31, here is glibc 2.31",
    "5.3.0 x86_64, none, here is another C library"
  })
  void elsewhereItSaysInOneLineWhatItNeeds(String system, String library, String complaint) {
    var outcome = versionOn(system, library);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.output())
        .isEqualTo(
            "tidegate: it needs Linux 5.3 or newer and glibc 2.34 or newer, on x86-64; "
                + complaint
                + "\n");
  }

  @ParameterizedTest
  @CsvSource({
    "5.3.0 x86_64, glibc 2.34",
    "5.10.0-21-amd64 x86_64, glibc 2.100",
    "6.18-rc1 x86_64, glibc 2.34.9000",
    "10.0.1 x86_64, glibc 3.0"
  })
  void whatIsNewEnoughIsTaken(String system, String library) {
    assertThat(versionOn(system, library).succeeded().output())
        .startsWith("mimedefang-multiplexor version ");
  }

  /** Asks for the version where {@code uname} and {@code getconf} tell something else. */
  private static Outcome versionOn(String system, String library) {
    try {
      Path folder = Files.createTempDirectory("tidefakes");
      Path uname = Script.write(folder.resolve("uname"), "#!/bin/sh\necho '" + system + "'\n");
      Path getconf =
          Script.write(
              folder.resolve("getconf"),
              library.equals("none")
                  ? "#!/bin/sh\necho 'getconf: no such variable' >&2\nexit 1\n"
                  : "#!/bin/sh\necho '" + library + "'\n");
      try {
        String path = "PATH=" + folder + ":/usr/bin:/bin";
        return Place.HERE.run("env", path, image.multiplexor().toString(), "-v");
      } finally {
        Files.delete(uname);
        Files.delete(getconf);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFolderThatOnlyRootMayEnterDoes() throws IOException {
    Requirements.root();
    try (Image secret = Image.copied()) {
      Files.setPosixFilePermissions(
          secret.temporary(), PosixFilePermissions.fromString("rwx------"));
      try (ProgramUnderTest subject =
          ProgramUnderTest.startIn(
              Place.HERE,
              List.of(secret.multiplexor().toString()),
              EmptyRoot.SHELL_WORKER,
              "-l",
              "-Z",
              "-t",
              "statistics",
              "-x",
              "2",
              "-q",
              "5")) {
        try (Wire listener = subject.listenerTo("?*")) {
          assertThat(subject.ask("scan q1 /nowhere")).isEqualTo("ok scan q1 /nowhere\n");
          assertThat(listener.line()).isNotEmpty();
        }
        assertThat(subject.ask("load")).isNotEmpty();
        assertThat(subject.ask("reread")).startsWith("Forced reread");
        try (Wire map = subject.map()) {
          map.send("3:a b,");
          assertThat(map.netstring()).isEqualTo("ok map a b");
        }
        assertThat(subject.stop(STOP)).isZero();
      }
    }
  }

  /** Libraries of a jar would be unpacked there, before privileges are dropped. */
  @Test
  void itNeedsNoFolderForTemporaryFiles() {
    Requirements.root();
    Requirements.programs("unshare");
    Path elsewhere = Program.projectRoot().resolve("acceptance/target/image-copy");
    Place noPrograms =
        new Place() {
          @Override
          public List<String> command(List<String> words) {
            // The image may lie below /tmp itself, as in a checkout there.
            String script =
                "mount --make-rprivate / && mount --bind /tmp /tmp"
                    + " && mount -o remount,bind,noexec /tmp"
                    + " && mount --bind \"$0\" \"$0\" && mount -o remount,bind,exec \"$0\""
                    + " && exec \"$@\"";
            return Stream.concat(
                    Stream.of("unshare", "--mount", "sh", "-c", script, elsewhere.toString()),
                    words.stream())
                .toList();
          }

          @Override
          public Path seenFromHere(String path) {
            return Path.of(path);
          }
        };
    try (Image installed = Image.copiedTo(elsewhere)) {
      assertThat(
              noPrograms
                  .run(
                      "sh", "-c", installed.multiplexor() + " -D -U defang -f /nowhere -z /nowhere")
                  .output())
          .contains("Unable to chdir(/nowhere)");
    }
  }
}
