package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.loop.Watch;
import io.netty.channel.unix.FileDescriptor;

/** Watches for the end of a process by its pidfd. */
final class ProcessEnd extends Watch {
  private final Runnable reap;

  /**
   * Creates it.
   *
   * @param reap reaps the process if it is dead; called once or more often
   */
  ProcessEnd(Poller poller, FileDescriptor pidfd, Runnable reap) {
    super(poller, pidfd);
    this.reap = reap;
  }

  @Override
  protected void ready(int bits) {
    reap.run();
  }
}
