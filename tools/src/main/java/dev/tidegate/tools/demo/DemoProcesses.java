package dev.tidegate.tools.demo;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What must not outlive the demonstration: the multiplexor's processes and the directory. */
final class DemoProcesses {
  private Optional<DemoFolder> spool = Optional.empty();
  private Optional<DemoMultiplexor> multiplexor = Optional.empty();
  private boolean cleared;

  /** Sets all up; nothing once it has been cleared. */
  synchronized DemoFolder createSpool(Optional<String> tmpdir) throws IOException {
    if (cleared) {
      throw new IOException("interrupted");
    }
    DemoFolder created = DemoFolder.create(DemoFolder.parent(tmpdir));
    spool = Optional.of(created);
    return created;
  }

  synchronized DemoMultiplexor startMultiplexor(List<String> program, DemoFolder in)
      throws IOException {
    if (cleared) {
      throw new IOException("interrupted");
    }
    DemoMultiplexor started = DemoMultiplexor.start(program, in);
    multiplexor = Optional.of(started);
    return started;
  }

  /** Ends the multiplexor as a service manager would, then removes everything. */
  synchronized void clear() throws InterruptedException {
    if (multiplexor.isPresent() && !cleared) {
      multiplexor.get().stop();
    }
    clearAtOnce();
  }

  /** Kills and removes everything, unless that has been done; returns whether it had not. */
  synchronized boolean clearAtOnce() throws InterruptedException {
    if (cleared) {
      return false;
    }
    cleared = true;
    if (multiplexor.isPresent()) {
      multiplexor.get().kill();
    }
    spool.ifPresent(DemoFolder::remove);
    return true;
  }
}
