package dev.tidegate.pool.simulation;

import dev.tidegate.pool.Effect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a pool returned for one input. */
sealed interface PoolOutput {

  PoolOutput NONE = new Effects(List.of());

  /** The effects of an event, in order. */
  record Effects(List<Effect> effects) implements PoolOutput {}

  /**
   * What was copied for a listener.
   *
   * @param count as the pool returned it
   */
  record Copied(int count, String text) implements PoolOutput {}

  static Effects of(List<Effect> effects) {
    return new Effects(List.copyOf(effects));
  }

  /** Makes one of a buffer that was filled from its start. */
  static PoolOutput of(int count, ByteBuffer into) {
    byte[] copied = new byte[into.position()];
    into.get(0, copied);
    return new Copied(count, new String(copied, StandardCharsets.ISO_8859_1));
  }
}
