package dev.tidegate.tools.demo;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What must not outlive the demonstration: the multiplexor's processes and the directory. */
final class Backstage {
  private Optional<Spool> spool = Optional.empty();
  private Optional<Multiplexor> multiplexor = Optional.empty();
  private boolean cleared;

  /** Sets all up; nothing once it has been cleared. */
  synchronized Spool createSpool(Optional<String> tmpdir) throws IOException {
    if (cleared) {
      throw new IOException("interrupted");
    }
    Spool created = Spool.create(Spool.parent(tmpdir));
    spool = Optional.of(created);
    return created;
  }

  synchronized Multiplexor startMultiplexor(List<String> program, Spool in) throws IOException {
    if (cleared) {
      throw new IOException("interrupted");
    }
    Multiplexor started = Multiplexor.start(program, in);
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
    spool.ifPresent(Spool::remove);
    return true;
  }
}
