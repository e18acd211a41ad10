package dev.tidegate.client;

/** What a listener's course wants done, in this order, before it is told anything more. */
sealed interface Step {
  /** Who does it. */
  interface Executor {
    /**
     * Connects to the notification socket.
     *
     * @param attempt how many there were before: of a host's addresses each has its turn
     */
    void connect(long attempt);

    /** Gives up the connection, or the attempt. */
    void disconnect();

    /** Sends that line, which has no newline yet. */
    void send(String line);

    /** Asks on the command socket how many workers are free. */
    void ask();

    /** Gives up the question. */
    void stopAsking();

    /** Tells who listens. */
    void tell(Update update);

    /** Closes: there will be nothing more. */
    void end();
  }

  void by(Executor executor);

  /** See {@link Executor#connect}. */
  record Connect(long attempt) implements Step {
    @Override
    public void by(Executor executor) {
      executor.connect(attempt);
    }
  }

  /** See {@link Executor#disconnect}. */
  record Disconnect() implements Step {
    @Override
    public void by(Executor executor) {
      executor.disconnect();
    }
  }

  /** See {@link Executor#send}. */
  record Send(String line) implements Step {
    @Override
    public void by(Executor executor) {
      executor.send(line);
    }
  }

  /** See {@link Executor#ask}. */
  record Ask() implements Step {
    @Override
    public void by(Executor executor) {
      executor.ask();
    }
  }

  /** See {@link Executor#stopAsking}. */
  record StopAsking() implements Step {
    @Override
    public void by(Executor executor) {
      executor.stopAsking();
    }
  }

  /** See {@link Executor#tell}. */
  record Tell(Update update) implements Step {
    @Override
    public void by(Executor executor) {
      executor.tell(update);
    }
  }

  /** See {@link Executor#end}. */
  record End() implements Step {
    @Override
    public void by(Executor executor) {
      executor.end();
    }
  }
}
