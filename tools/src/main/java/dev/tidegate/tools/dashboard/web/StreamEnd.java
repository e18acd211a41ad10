package dev.tidegate.tools.dashboard.web;

import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.util.Callback;

/** Ends a stream of events, once, whichever of several ends comes first. */
final class StreamEnd implements Callback {
  private final EventStreams streams;
  private final Callback request;
  private final AtomicBoolean isOver = new AtomicBoolean();

  StreamEnd(EventStreams streams, Callback request) {
    this.streams = streams;
    this.request = request;
  }

  @Override
  public void failed(Throwable why) {
    if (isOver.compareAndSet(false, true)) {
      streams.giveBackPlace();
      request.failed(why);
    }
  }
}
