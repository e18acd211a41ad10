package dev.tidegate.client;

/** Output of the listener's state machine; steps are executed in order, before its next input. */
sealed interface Step {
  /** Executor of the steps. */
  interface Executor {
    /**
     * Connects to the notification socket.
     *
     * @param attempt number of earlier attempts, which rotates through the addresses of a host
     */
    void connect(long attempt);

    /** Closes the connection, or ends the attempt. */
    void disconnect();

    /** Sends that line, to which the executor adds the newline. */
    void send(String line);

    /** Queries the number of free workers on the command socket. */
    void ask();

    /** Cancels the query. */
    void stopAsking();

    /** Queues an update for the user of the listener. */
    void tell(Update update);

    /** Ends the listener: no step follows. */
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
