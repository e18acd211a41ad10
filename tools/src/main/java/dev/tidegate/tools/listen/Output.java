package dev.tidegate.tools.listen;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.List;

/**
 * Where events are printed, those of one update together and at once. Who prints while the reader
 * is slow waits, and so reads nothing more from its multiplexor.
 */
final class Output {
  private static final int BUFFER_BYTES = 16_384;

  private final Printer form;
  private final Charset charset;
  private final OutputStream out;
  private boolean begun;
  private boolean closed;

  Output(Printer form, Charset charset, OutputStream out) {
    this.form = form;
    this.charset = charset;
    this.out = new BufferedOutputStream(out, BUFFER_BYTES);
  }

  /** Prints what stands above all events, if that was not done. */
  synchronized void begin() throws IOException {
    boolean first = !begun;
    begun = true;
    if (first && form.heading().isPresent()) {
      write(form.heading().get());
      out.flush();
    }
  }

  /**
   * Prints what the form has to say of these events.
   *
   * @param last whether these are the last ones, after which nothing is printed
   * @return false if the last ones have been printed before
   */
  synchronized boolean print(List<ListenerEvent> events, boolean last) throws IOException {
    if (closed) {
      return false;
    }
    closed = last;
    if (!events.isEmpty()) {
      begin();
    }
    for (ListenerEvent event : events) {
      var text = form.text(event);
      if (text.isPresent()) {
        write(text.get());
      }
    }
    out.flush();
    return true;
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(charset));
    out.write('\n');
  }
}
