package dev.tidegate.tools.top;

import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.SlotPicture;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the operator looks at, and how.
 *
 * @param host which of the multiplexors
 * @param selected the number of a slot, or in a list of hosts or incidents a place
 * @param search only slots with that text in what is shown of them; empty for all
 * @param note what is said at the foot of the screen; empty for the keys
 */
record Viewing(
    Page page,
    int host,
    int selected,
    SortOrder order,
    Filter filter,
    String search,
    boolean allMessages,
    boolean paused,
    Prompt prompt,
    String note) {

  /** What fills the screen. */
  enum Page {
    HOSTS,
    POOL,
    SLOT,
    INCIDENTS,
    INCIDENT,
    HELP
  }

  /** Which slots are shown. */
  enum Filter {
    ALL("all"),
    BUSY("busy"),
    RUNNING("running"),
    DRAINED("drained");

    private final String word;

    Filter(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    Filter next() {
      return switch (this) {
        case ALL -> BUSY;
        case BUSY -> RUNNING;
        case RUNNING -> DRAINED;
        case DRAINED -> ALL;
      };
    }

    boolean shows(SlotPicture slot) {
      return switch (this) {
        case ALL -> true;
        case BUSY -> slot.state() == WorkerState.BUSY || slot.state() == WorkerState.KILLED;
        case RUNNING -> slot.state() != WorkerState.STOPPED;
        case DRAINED -> slot.drained();
      };
    }
  }

  /** What the operator is asked for. */
  sealed interface Prompt {
    /** Nothing. */
    record None() implements Prompt {}

    /** A text to search for. */
    record Search(String text) implements Prompt {}

    /** Whether it shall be done. */
    record Confirm(Deed deed) implements Prompt {}
  }

  /**
   * Something that is done to the pool.
   *
   * @param command for the command socket
   * @param question in words, without its question mark
   */
  record Deed(int host, String command, String question) {}

  static Viewing first(boolean severalHosts) {
    return new Viewing(
        severalHosts ? Page.HOSTS : Page.POOL,
        0,
        -1,
        SortOrder.TIMEOUT,
        Filter.ALL,
        "",
        false,
        false,
        new Prompt.None(),
        "");
  }

  Viewing page(Page next) {
    return new Viewing(
        next, host, selected, order, filter, search, allMessages, paused, prompt, note);
  }

  Viewing host(int next) {
    return new Viewing(
        page, next, selected, order, filter, search, allMessages, paused, prompt, note);
  }

  Viewing select(int next) {
    return new Viewing(page, host, next, order, filter, search, allMessages, paused, prompt, note);
  }

  Viewing order(SortOrder next) {
    return new Viewing(
        page, host, selected, next, filter, search, allMessages, paused, prompt, note);
  }

  Viewing filter(Filter next) {
    return new Viewing(
        page, host, selected, order, next, search, allMessages, paused, prompt, note);
  }

  Viewing search(String next) {
    return new Viewing(
        page, host, selected, order, filter, next, allMessages, paused, prompt, note);
  }

  Viewing allMessages(boolean next) {
    return new Viewing(page, host, selected, order, filter, search, next, paused, prompt, note);
  }

  Viewing paused(boolean next) {
    return new Viewing(
        page, host, selected, order, filter, search, allMessages, next, prompt, note);
  }

  Viewing prompt(Prompt next) {
    return new Viewing(
        page, host, selected, order, filter, search, allMessages, paused, next, note);
  }

  Viewing note(String next) {
    return new Viewing(
        page, host, selected, order, filter, search, allMessages, paused, prompt, next);
  }

  /** Returns the slots that are to be seen, in their order. */
  List<SlotPicture> slots(PoolPicture picture) {
    return picture.slots().stream()
        .filter(filter::shows)
        .filter(slot -> search.isEmpty() || matches(slot))
        .sorted(order.comparator())
        .toList();
  }

  private boolean matches(SlotPicture slot) {
    String wanted = search.toLowerCase(Locale.ROOT);
    return has(slot.tag(), wanted)
        || has(slot.command(), wanted)
        || has(slot.queueId(), wanted)
        || slot.state().word().toLowerCase(Locale.ROOT).contains(wanted)
        || Integer.toString(slot.number()).equals(wanted)
        || (slot.pid().isPresent() && Long.toString(slot.pid().getAsLong()).equals(wanted));
  }

  private static boolean has(Optional<String> text, String wanted) {
    return text.isPresent() && text.get().toLowerCase(Locale.ROOT).contains(wanted);
  }

  /** Returns the selected slot; if none is selected or it is gone, the first one. */
  Optional<SlotPicture> selectedSlot(PoolPicture picture) {
    List<SlotPicture> shown = slots(picture);
    return shown.stream()
        .filter(slot -> slot.number() == selected)
        .findFirst()
        .or(() -> shown.stream().findFirst());
  }
}
