package dev.tidegate.tools.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SegmentsTest {
  private static final long LARGE = 16 * 1024 * 1024;

  @TempDir Path parent;
  private final List<String> said = new ArrayList<>();

  @Test
  void whatWasKeptIsDeliveredInOrderAndSurvivesItsProcess() throws Exception {
    try (Opened first = open(LARGE)) {
      first.keep("a", "b", "c");
      assertThat(first.take()).contains("a");
    }
    try (Opened second = open(LARGE)) {
      second.keep("d");
      assertThat(second.segments.unread()).isEqualTo(3);
      assertThat(second.takeAll()).containsExactly("b", "c", "d");
      assertThat(second.segments.unread()).isZero();
    }
    try (Opened third = open(LARGE)) {
      assertThat(third.takeAll()).isEmpty();
      assertThat(third.segments.position().givenUp()).isZero();
    }
    assertThat(said).isEmpty();
  }

  @Test
  void whatIsNotTakenIsHeldAgain() throws Exception {
    try (Opened opened = open(LARGE)) {
      opened.keep("a", "b");
      assertThat(opened.hold()).contains("a");
      opened.segments.release();
      assertThat(opened.takeAll()).containsExactly("a", "b");
    }
  }

  @Test
  void whatIsWrittenButNotSyncedDoesNotCountAsKept() throws Exception {
    try (Opened opened = open(LARGE)) {
      opened.segments.write(List.of(line("a")));
      assertThat(opened.hold()).isEmpty();
      opened.segments.rollBack();
      opened.keep("b");
      assertThat(opened.takeAll()).containsExactly("b");
    }
  }

  @Test
  void lastRecordTornAtAnyByteIsCutAndNothingElseIsLost() throws Exception {
    byte[] last = line("the last one");
    for (int torn = 1; torn < last.length; torn++) {
      Path place = parent.resolve("torn" + torn);
      try (Opened opened = open(place, LARGE)) {
        opened.keep("a", "b");
      }
      Path file = onlySegment(place);
      Files.write(file, Arrays.copyOf(last, torn), StandardOpenOption.APPEND);
      said.clear();
      try (Opened opened = open(place, LARGE)) {
        assertThat(said).singleElement().asString().contains(torn + " bytes of a torn record");
        opened.keep("c");
        assertThat(opened.takeAll()).containsExactly("a", "b", "c");
        assertThat(opened.segments.position().givenUp()).isZero();
      }
    }
  }

  @Test
  void everyDamagedByteCostsNoMoreThanTheRecordsItTouchesAndIsCounted() throws Exception {
    try (Opened opened = open(parent.resolve("whole"), LARGE)) {
      opened.keep("one", "two", "three");
    }
    byte[] whole = Files.readAllBytes(onlySegment(parent.resolve("whole")));
    for (int at = 0; at < whole.length; at++) {
      Path place = parent.resolve("damaged" + at);
      try (Opened opened = open(place, LARGE)) {
        opened.keep("one", "two", "three");
      }
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x55;
      Files.write(onlySegment(place), damaged);
      try (Opened opened = open(place, LARGE)) {
        opened.keep("four");
        List<String> taken = opened.takeAll();
        assertThat(List.of("one", "two", "three", "four")).containsSubsequence(taken);
        assertThat(taken).hasSizeGreaterThanOrEqualTo(2).endsWith("four");
      }
    }
  }

  @Test
  void damagedRecordIsGivenUpAndSaid() throws Exception {
    try (Opened opened = open(LARGE)) {
      opened.keep("one", "two", "three");
    }
    Path file = onlySegment(parent.resolve("spool"));
    Files.writeString(file, Files.readString(file).replace("two", "owt"));
    try (Opened opened = open(LARGE)) {
      assertThat(opened.takeAll()).containsExactly("one", "three");
      assertThat(opened.segments.position().givenUp()).isEqualTo(1);
      assertThat(said).singleElement().asString().contains("damaged");
    }
  }

  @Test
  void lineWithoutEndIsCutHoweverLongItIs() throws Exception {
    try (Opened opened = open(LARGE)) {
      opened.keep("one");
    }
    Path file = onlySegment(parent.resolve("spool"));
    Files.write(file, new byte[300_000], StandardOpenOption.APPEND);
    try (Opened opened = open(LARGE)) {
      opened.keep("two");
      assertThat(opened.takeAll()).containsExactly("one", "two");
    }
  }

  @Test
  void lineThatIsTooLongIsOneDamagedRecord() throws Exception {
    try (Opened opened = open(LARGE)) {
      opened.keep("one");
    }
    Path file = onlySegment(parent.resolve("spool"));
    Files.writeString(file, "x".repeat(200_000) + "\n", StandardOpenOption.APPEND);
    Files.write(file, line("three"), StandardOpenOption.APPEND);
    try (Opened opened = open(LARGE)) {
      assertThat(opened.takeAll()).containsExactly("one", "three");
      assertThat(opened.segments.position().givenUp()).isEqualTo(1);
    }
  }

  @Test
  void fullSpoolGivesUpTheOldestKeepsItsBoundAndCountsExactly() throws Exception {
    Path place = parent.resolve("spool");
    int count = 3_000;
    try (Opened opened = open(Segments.MIN_BYTES)) {
      for (int each = 0; each < count; each += 10) {
        opened.keep(texts(each, each + 10));
        assertThat(opened.segments.bytes()).isLessThanOrEqualTo(Segments.MIN_BYTES);
      }
      long onDisk = 0;
      for (Path file : segments(place)) {
        onDisk += Files.size(file);
      }
      assertThat(onDisk).isEqualTo(opened.segments.bytes());
      long givenUp = opened.segments.position().givenUp();
      assertThat(givenUp).isPositive();
      assertThat(givenUp + opened.segments.unread()).isEqualTo(count);
    }
    try (Opened opened = open(Segments.MIN_BYTES)) {
      int givenUp = (int) opened.segments.position().givenUp();
      assertThat(opened.takeAll())
          .isEqualTo(IntStream.range(givenUp, count).mapToObj(SegmentsTest::text).toList());
      assertThat(segments(place)).hasSize(1);
    }
  }

  @Test
  void eventThatIsUnderWayWhenItsSegmentIsGivenUpIsCountedByItsOutcome() throws Exception {
    for (boolean isTaken : List.of(true, false)) {
      Path place = parent.resolve("taken" + isTaken);
      int count = 2_000;
      int delivered = 0;
      try (Opened opened = open(place, Segments.MIN_BYTES)) {
        opened.keep(text(0));
        assertThat(opened.hold()).contains(text(0));
        opened.keep(texts(1, count));
        if (isTaken) {
          opened.segments.taken();
          delivered = 1;
        } else {
          opened.segments.release();
        }
        List<String> rest = opened.takeAll();
        assertThat(rest).doesNotContain(text(0)).endsWith(text(count - 1));
        assertThat(opened.segments.position().givenUp()).isEqualTo(count - delivered - rest.size());
      }
    }
  }

  @Test
  void refusedEventIsCountedAsGivenUp() throws Exception {
    try (Opened opened = open(LARGE)) {
      opened.keep("a", "b");
      opened.hold();
      opened.segments.giveUp();
    }
    try (Opened opened = open(LARGE)) {
      assertThat(opened.takeAll()).containsExactly("b");
      assertThat(opened.segments.position().givenUp()).isEqualTo(1);
    }
  }

  @Test
  void tellingOfWhatWasGivenUpStaysTheSameUntilItIsTaken() throws Exception {
    String spool;
    try (Opened opened = open(LARGE)) {
      opened.segments.countGivenUp(3);
      Position begun = opened.segments.beginTelling();
      spool = begun.spool();
      assertThat(begun.telling() - begun.told()).isEqualTo(3);
      opened.segments.countGivenUp(4);
    }
    try (Opened opened = open(LARGE)) {
      Position again = opened.segments.beginTelling();
      assertThat(again.spool()).isEqualTo(spool);
      assertThat(again.telling() - again.told()).isEqualTo(3);
      opened.segments.endTelling();
      Position next = opened.segments.beginTelling();
      assertThat(next.telling() - next.told()).isEqualTo(4);
      opened.segments.endTelling();
      Position last = opened.segments.beginTelling();
      assertThat(last.telling()).isEqualTo(last.told()).isEqualTo(7);
    }
  }

  @Test
  void lostPositionMeansThatAllIsDeliveredAgain() throws Exception {
    try (Opened opened = open(LARGE)) {
      opened.keep("a", "b");
      opened.take();
    }
    Path position = parent.resolve("spool/position");
    Files.writeString(position, Files.readString(position).replace("offset=", "offset=1"));
    try (Opened opened = open(LARGE)) {
      assertThat(opened.takeAll()).containsExactly("a", "b");
      assertThat(said).singleElement().asString().contains("some perhaps again");
    }
  }

  @Test
  void segmentThatCannotBeReadIsGivenUpAndTheRestIsDelivered() throws Exception {
    try (Opened opened = open(Segments.MIN_BYTES)) {
      int count = 300;
      opened.keep(texts(0, count));
      List<Path> files = segments(parent.resolve("spool"));
      assertThat(files.size()).isGreaterThan(2);
      // As a disk does that lost a block: what the spool knows to be there is not.
      Files.write(files.getFirst(), new byte[0]);
      List<String> taken = opened.takeAll();
      assertThat(taken).isNotEmpty().endsWith(text(count - 1));
      assertThat(opened.segments.position().givenUp()).isEqualTo(count - taken.size());
      opened.keep("new");
      assertThat(opened.takeAll()).containsExactly("new");
    }
  }

  @Test
  void filesAreForTheirOwnerAlone() throws Exception {
    Path place = parent.resolve("deep/below/spool");
    try (Opened opened = open(place, LARGE)) {
      opened.keep("a");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
          .isEqualTo("rwx------");
      try (var files = Files.list(place)) {
        assertThat(files)
            .hasSize(3)
            .allSatisfy(
                file ->
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
      }
    }
  }

  @Test
  void directoryThatOthersMayEnterIsRefusedAndLeftAsItIs() throws Exception {
    Path place = Files.createDirectory(parent.resolve("open"));
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThatThrownBy(() -> SpoolDirectory.open(place))
        .isInstanceOf(WebhookException.class)
        .hasMessageContaining("chmod 700");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
        .isEqualTo("rwxr-xr-x");
  }

  @Test
  void twoDoNotShareASpool() throws Exception {
    Opened opened = open(LARGE);
    assertThatThrownBy(() -> SpoolDirectory.open(parent.resolve("spool")))
        .isInstanceOf(WebhookException.class)
        .hasMessageContaining("used by another process");
    opened.close();
    open(LARGE).close();
  }

  @Test
  void fileInThePlaceOfTheDirectoryIsToldOf() throws Exception {
    Path file = Files.writeString(parent.resolve("file"), "");
    assertThatThrownBy(() -> SpoolDirectory.open(file))
        .isInstanceOf(WebhookException.class)
        .hasMessageContaining("is no directory");
  }

  private Opened open(long maxBytes) throws Exception {
    return open(parent.resolve("spool"), maxBytes);
  }

  private Opened open(Path place, long maxBytes) throws Exception {
    SpoolDirectory directory = SpoolDirectory.open(place);
    return new Opened(directory, Segments.open(directory, maxBytes, said::add));
  }

  private static String text(int number) {
    return "event " + number + " " + "x".repeat(number % 500);
  }

  private static String[] texts(int from, int to) {
    return IntStream.range(from, to).mapToObj(SegmentsTest::text).toArray(String[]::new);
  }

  private static byte[] line(String text) {
    return SpoolLine.of(text.getBytes(US_ASCII));
  }

  private static Path onlySegment(Path place) throws IOException {
    List<Path> files = segments(place);
    assertThat(files).hasSize(1);
    return files.getFirst();
  }

  private static List<Path> segments(Path place) throws IOException {
    try (var files = Files.list(place)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("events-"))
          .sorted()
          .toList();
    }
  }

  /** A spool on disk, and what a writer and a reader do with it. */
  private record Opened(SpoolDirectory directory, Segments segments) implements AutoCloseable {
    void keep(String... texts) throws IOException {
      List<byte[]> lines = new ArrayList<>();
      for (String text : texts) {
        lines.add(line(text));
      }
      while (!lines.isEmpty()) {
        int count = segments.write(lines);
        segments.sync();
        lines = lines.subList(count, lines.size());
      }
    }

    Optional<String> hold() {
      return segments.hold().map(text -> new String(text, US_ASCII));
    }

    Optional<String> take() {
      Optional<String> event = hold();
      segments.taken();
      return event;
    }

    List<String> takeAll() {
      List<String> all = new ArrayList<>();
      for (Optional<String> each = take(); each.isPresent(); each = take()) {
        all.add(each.get());
      }
      return all;
    }

    @Override
    public void close() {
      segments.close();
      directory.close();
    }
  }
}
