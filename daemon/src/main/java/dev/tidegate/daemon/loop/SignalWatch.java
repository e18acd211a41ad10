package dev.tidegate.daemon.loop;

import dev.tidegate.daemon.posix.SignalName;
import dev.tidegate.daemon.posix.Signals;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** Reports signals on the loop's thread, as they are read from their descriptor. */
public final class SignalWatch extends Watch {
  private static final int RECORDS_PER_READ = 8;

  private final Poller poller;
  private final Consumer<SignalName> consumer;

  /** Creates a watch that reports to the consumer, after {@link #begin}. */
  public SignalWatch(Poller poller, int fd, Consumer<SignalName> consumer) {
    super(poller, new FileDescriptor(fd));
    this.poller = poller;
    this.consumer = consumer;
  }

  /** Starts watching; on the loop's thread. */
  public void begin() {
    watch(INPUT);
  }

  @Override
  protected void ready(int bits) {
    int[] numbers = read();
    for (int number : numbers) {
      consumer.accept(Signals.named(number));
    }
  }

  /** Reads all before any is reported, because the consumer may use the same buffer. */
  private int[] read() {
    int got;
    try {
      int most = RECORDS_PER_READ * Signals.RECORD_BYTES;
      got = fd().readAddress(poller.inAddress(), 0, most);
    } catch (IOException impossible) {
      throw new IllegalStateException("cannot read signals", impossible);
    }
    ByteBuffer in = poller.in().duplicate().clear().order(ByteOrder.nativeOrder());
    int[] numbers = new int[Math.max(0, got) / Signals.RECORD_BYTES];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = in.getInt(i * Signals.RECORD_BYTES);
    }
    return numbers;
  }
}
