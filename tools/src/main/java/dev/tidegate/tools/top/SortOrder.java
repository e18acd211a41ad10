package dev.tidegate.tools.top;

import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.view.SlotPicture;
import java.time.Instant;
import java.util.Comparator;

/** In which order slots stand. */
enum SortOrder {
  /** Those first that will be killed next; where that is not known, those busy for longest. */
  TIMEOUT("nearest their time-out first"),
  /** Those first that have been as they are for longest. */
  SINCE("longest unchanged first"),
  NUMBER("by number"),
  TAG("by what they do"),
  MEMORY("most memory first");

  private final String words;

  SortOrder(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  SortOrder next() {
    return switch (this) {
      case TIMEOUT -> SINCE;
      case SINCE -> NUMBER;
      case NUMBER -> TAG;
      case TAG -> MEMORY;
      case MEMORY -> TIMEOUT;
    };
  }

  Comparator<SlotPicture> comparator() {
    Comparator<SlotPicture> byNumber = Comparator.comparingInt(SlotPicture::number);
    Comparator<SlotPicture> bySince =
        Comparator.comparing((SlotPicture slot) -> slot.changedAt().orElse(Instant.MAX))
            .thenComparing(byNumber);
    return switch (this) {
      case TIMEOUT ->
          Comparator.comparingInt((SlotPicture slot) -> rank(slot.state()))
              .thenComparing(slot -> slot.timeoutAt().orElse(Instant.MAX))
              .thenComparing(
                  (one, other) ->
                      one.state() == WorkerState.BUSY
                          ? bySince.compare(one, other)
                          : byNumber.compare(one, other));
      case SINCE -> bySince;
      case NUMBER -> byNumber;
      case TAG ->
          Comparator.comparing((SlotPicture slot) -> slot.tag().isEmpty())
              .thenComparing(slot -> slot.tag().orElse(""))
              .thenComparing(byNumber);
      case MEMORY ->
          Comparator.comparingLong((SlotPicture slot) -> -slot.memoryKib().orElse(-1))
              .thenComparing(byNumber);
    };
  }

  private static int rank(WorkerState state) {
    return switch (state) {
      case BUSY -> 0;
      case KILLED -> 1;
      case IDLE -> 2;
      case STOPPED -> 3;
    };
  }
}
