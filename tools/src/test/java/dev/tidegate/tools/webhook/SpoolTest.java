package dev.tidegate.tools.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk fails here because the directory is gone, and works again once it is back. */
final class DemoFolderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path parent;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private Path place;
  private SpoolDirectory directory;
  private Segments segments;
  private Spool spool;

  @BeforeEach
  void open() throws Exception {
    place = parent.resolve("spool");
    directory = SpoolDirectory.open(place);
    segments = Segments.open(directory, 16 * 1024 * 1024, said::add);
    spool = Spool.start(segments, said::add);
  }

  @AfterEach
  void close() {
    spool.close();
    directory.close();
  }

  @Test
  void whatIsOfferedIsOnDiskBeforeItIsDelivered() {
    offer("a", "b");
    spool.flush(System.nanoTime() + PATIENCE.toNanos());
    assertThat(spool.inMemory()).isZero();
    assertThat(take()).isEqualTo("a");
    assertThat(segments.unread()).isEqualTo(1);
    assertThat(take()).isEqualTo("b");
    assertThat(spool.waiting()).isZero();
  }

  @Test
  void whileTheDiskFailsEventsAreDeliveredFromMemoryInOrder() throws Exception {
    loseDisk();
    offer("a");
    assertThat(take()).isEqualTo("a");
    offer("b", "c");
    assertThat(hold()).isEqualTo("b");
    spool.release();
    assertThat(take()).isEqualTo("b");
    assertThat(said).singleElement().asString().contains("events stay in memory");
    assertThat(spool.inMemory()).isEqualTo(1);

    mendDisk();
    offer("d");
    spool.flush(System.nanoTime() + PATIENCE.toNanos());
    Until.holds(PATIENCE, () -> spool.inMemory() == 0);
    assertThat(segments.unread()).isEqualTo(2);
    assertThat(List.of(take(), take())).containsExactly("c", "d");
    assertThat(said).last().asString().contains("can be written again");
    assertThat(spool.givenUp()).isZero();
  }

  @Test
  void memoryHasABoundAndTheOldestInItIsGivenUpAndCounted() throws Exception {
    loseDisk();
    String large = "x".repeat(4_000);
    List<String> all = IntStream.range(0, 1_200).mapToObj(each -> each + " " + large).toList();
    offer(all.getFirst());
    assertThat(hold()).isEqualTo(all.getFirst());
    offer(all.subList(1, all.size()).toArray(String[]::new));
    int fitting = Spool.MAX_MEMORY_BYTES / SpoolLine.of(bytes(all.get(100))).length;
    assertThat(spool.inMemory()).isBetween(fitting - 1, fitting + 1);
    spool.taken();
    List<String> rest = new ArrayList<>();
    while (spool.waiting() > 0) {
      rest.add(take());
    }
    assertThat(rest).isEqualTo(all.subList(all.size() - rest.size(), all.size()));
    assertThat(spool.givenUp()).isEqualTo(all.size() - 1 - rest.size());
  }

  @Test
  void eventInMemoryThatTheReceiverRefusesIsGivenUp() throws Exception {
    loseDisk();
    offer("a", "b");
    hold();
    spool.giveUp();
    assertThat(take()).isEqualTo("b");
    assertThat(spool.givenUp()).isEqualTo(1);
  }

  @Test
  void nobodyWaitsForEverForAnEvent() {
    assertThat(spool.hold(Duration.ofMillis(10))).isEmpty();
    spool.close();
    assertThat(spool.hold(PATIENCE)).isEmpty();
  }

  private void offer(String... texts) {
    for (String text : texts) {
      spool.offer(bytes(text));
    }
  }

  private String hold() {
    Optional<byte[]> event = spool.hold(PATIENCE);
    assertThat(event).isPresent();
    return new String(event.orElseThrow(), US_ASCII);
  }

  private String take() {
    String event = hold();
    spool.taken();
    return event;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  private void loseDisk() throws Exception {
    Files.move(place, parent.resolve("elsewhere"));
  }

  private void mendDisk() throws Exception {
    Files.createDirectory(
        place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
