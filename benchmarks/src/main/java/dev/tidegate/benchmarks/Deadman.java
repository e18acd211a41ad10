package dev.tidegate.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Kills a process that has not done its part in time, so that who waits for it goes on. */
final class Deadman implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);

  Deadman(Process process, double seconds) {
    Thread.ofPlatform()
        .name("deadman")
        .daemon()
        .start(() -> killUnlessDone(process, (long) (seconds * 1000)));
  }

  private void killUnlessDone(Process process, long millis) {
    try {
      if (!done.await(millis, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
  }
}
