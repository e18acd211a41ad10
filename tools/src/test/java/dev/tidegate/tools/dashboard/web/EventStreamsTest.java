package dev.tidegate.tools.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EventStreamsTest {
  private final BlockingQueue<String> news = new LinkedBlockingQueue<>();
  private final EventStreams streams =
      new EventStreams(
          new EventSource() {
            @Override
            public void tellAll(BiConsumer<String, String> tell) {
              tell.accept("first", "{}");
              tell.accept("all", "{}");
            }

            @Override
            public void tellNews(BiConsumer<String, String> tell) {
              for (String each = news.poll(); each != null; each = news.poll()) {
                if (each.equals("bug")) {
                  throw new IllegalStateException("bug");
                }
                tell.accept("news", each);
              }
            }
          },
          line -> {});

  /** A browser that takes what it gets, or nothing. */
  private static final class Browser implements Content.Sink {
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> end = new LinkedBlockingQueue<>();
    private final List<Callback> held = new ArrayList<>();
    private final boolean reads;

    Browser(boolean reads) {
      this.reads = reads;
    }

    @Override
    public void write(boolean last, ByteBuffer bytes, Callback callback) {
      frames.add(StandardCharsets.UTF_8.decode(bytes).toString());
      if (reads) {
        callback.succeeded();
      } else {
        held.add(callback);
      }
    }

    EventReader reader() {
      return new EventReader(
          this, Callback.from(() -> {}, failure -> end.add(String.valueOf(failure.getMessage()))));
    }

    String next() throws InterruptedException {
      return Optional.ofNullable(frames.poll(30, TimeUnit.SECONDS)).orElseThrow();
    }

    String nextEvent() throws InterruptedException {
      String frame = next();
      return frame.startsWith("id:") && !frame.contains("event: first") ? frame : nextEvent();
    }
  }

  @AfterEach
  void end() {
    streams.close();
  }

  private static String id(String frame) {
    return frame.lines().findFirst().orElseThrow().substring("id: ".length());
  }

  @Test
  void halfOfAGreetingIsNothingToResumeAfter() throws InterruptedException {
    streams.start();
    Browser browser = new Browser(true);
    streams.add(browser.reader(), "");
    String first = browser.next();
    while (!first.contains("event: first")) {
      first = browser.next();
    }
    assertThat(first).startsWith("id: \n");
    assertThat(id(browser.nextEvent())).isNotEmpty();
  }

  @Test
  void newcomerIsToldAllAndThenNews() throws InterruptedException {
    Browser browser = new Browser(true);
    streams.start();
    streams.add(browser.reader(), "");

    assertThat(browser.next()).startsWith("retry: ");
    assertThat(browser.nextEvent()).contains("event: all\ndata: {}\n\n");
    news.add("{\"a\":1}");
    assertThat(browser.nextEvent()).contains("event: news\ndata: {\"a\":1}\n\n");
  }

  @Test
  void whoComesBackIsToldWhatItMissedAndNothingElse() throws InterruptedException {
    Browser first = new Browser(true);
    streams.start();
    streams.add(first.reader(), "");
    first.nextEvent();
    news.add("1");
    String known = id(first.nextEvent());
    news.add("2");
    news.add("3");
    first.nextEvent();
    first.nextEvent();
    Browser again = new Browser(true);
    streams.add(again.reader(), known);

    assertThat(again.nextEvent()).contains("data: 2");
    assertThat(again.nextEvent()).contains("data: 3");
    news.add("4");
    assertThat(again.nextEvent()).contains("data: 4");
  }

  @Test
  void whoWasAwayTooLongOrComesFromElsewhereIsToldAll() throws InterruptedException {
    streams.start();
    Browser first = new Browser(true);
    streams.add(first.reader(), "");
    String known = id(first.nextEvent());
    for (int each = 0; each <= 4_096; each++) {
      news.add("x");
    }
    for (int each = 0; each <= 4_096; each++) {
      first.nextEvent();
    }
    for (String id : List.of(known, "00000000:1", "rubbish", known + "99999", ":", known + "x")) {
      Browser again = new Browser(true);
      streams.add(again.reader(), id);
      assertThat(again.nextEvent()).as(id).contains("event: all");
    }
  }

  @Test
  void readerThatTakesNothingIsGivenUpWhenItsBacklogIsFullAndOthersAreNot()
      throws InterruptedException {
    Browser slow = new Browser(false);
    Browser quick = new Browser(true);
    streams.start();
    EventReader reader = slow.reader();
    streams.add(reader, "");
    streams.add(quick.reader(), "");
    quick.nextEvent();
    for (int each = 0; each < EventReader.MAX_BACKLOG_FRAMES + 10; each++) {
      news.add("x");
    }

    assertThat(slow.end.poll(30, TimeUnit.SECONDS)).contains("takes nothing");
    assertThat(reader.isOpen()).isFalse();
    assertThat(slow.frames).hasSize(1);
  }

  @Test
  void bugInTheTellingEndsTheStreamsAndTheNextOnesWork() throws InterruptedException {
    Browser before = new Browser(true);
    streams.start();
    streams.add(before.reader(), "");
    String known = id(before.nextEvent());
    news.add("bug");
    assertThat(before.end.poll(30, TimeUnit.SECONDS)).isNotNull();
    Browser after = new Browser(true);
    streams.add(after.reader(), known);

    assertThat(after.nextEvent()).contains("event: all");
    assertThat(streams.isAlive()).isTrue();
  }

  @Test
  void placesAreBoundedAndGivenBack() {
    for (int each = 0; each < EventStreams.MAX_READERS; each++) {
      assertThat(streams.takePlace()).isTrue();
    }
    assertThat(streams.takePlace()).isFalse();
    streams.giveBackPlace();
    assertThat(streams.takePlace()).isTrue();
    assertThat(streams.takePlace()).isFalse();
  }
}
