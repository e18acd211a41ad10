package dev.tidegate.client;

/** What a listener's course wants done, in this order, before it is told anything more. */
sealed interface Step {
  /** Who does it. */
  interface Hands {
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

  void by(Hands hands);

  /** See {@link Hands#connect}. */
  record Connect(long attempt) implements Step {
    @Override
    public void by(Hands hands) {
      hands.connect(attempt);
    }
  }

  /** See {@link Hands#disconnect}. */
  record Disconnect() implements Step {
    @Override
    public void by(Hands hands) {
      hands.disconnect();
    }
  }

  /** See {@link Hands#send}. */
  record Send(String line) implements Step {
    @Override
    public void by(Hands hands) {
      hands.send(line);
    }
  }

  /** See {@link Hands#ask}. */
  record Ask() implements Step {
    @Override
    public void by(Hands hands) {
      hands.ask();
    }
  }

  /** See {@link Hands#stopAsking}. */
  record StopAsking() implements Step {
    @Override
    public void by(Hands hands) {
      hands.stopAsking();
    }
  }

  /** See {@link Hands#tell}. */
  record Tell(Update update) implements Step {
    @Override
    public void by(Hands hands) {
      hands.tell(update);
    }
  }

  /** See {@link Hands#end}. */
  record End() implements Step {
    @Override
    public void by(Hands hands) {
      hands.end();
    }
  }
}
