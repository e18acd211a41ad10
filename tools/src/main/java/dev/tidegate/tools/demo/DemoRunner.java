package dev.tidegate.tools.demo;

import dev.tidegate.client.ControlClient;
import dev.tidegate.client.NotifyConnection;
import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.demo.DemoModel.SlotView;
import dev.tidegate.tools.demo.ScriptedAction.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Conducts the demonstration: one thread that sends mail by the clock and shows what it hears. */
final class DemoRunner {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration SCAN = Duration.ofSeconds(25);
  private static final long FRAME_MILLIS = 50;
  private static final long KILL_RETRY_MILLIS = 50;
  private static final long SETTLE_MILLIS = 3_000;
  private static final int MAX_HAPPENINGS = 10_000;

  private final DemoFolder spool;
  private final DemoMultiplexor multiplexor;
  private final DemoScreen screen;
  private final BlockingQueue<DemoEvent> happenings = new LinkedBlockingQueue<>(MAX_HAPPENINGS);
  private final PriorityQueue<ScriptedAction> cues =
      new PriorityQueue<>(Comparator.comparingLong(ScriptedAction::atMillis));
  private final DemoModel picture = new DemoModel(DemoMultiplexor.SLOTS);
  private final DemoTally tally = new DemoTally();
  private final LoadHistory loads = new LoadHistory();
  private final List<String> faults = new ArrayList<>();
  private final long startNanos = System.nanoTime();
  private List<String> notes = List.of();
  private DemoPhase act = DemoPhase.CALM;
  private boolean over;

  DemoRunner(DemoFolder spool, DemoMultiplexor multiplexor, DemoScreen screen) {
    this.spool = spool;
    this.multiplexor = multiplexor;
    this.screen = screen;
  }

  /** Takes the listener's place and the picture's beginning. */
  void begin() throws IOException {
    NotifyConnection listener = NotifyConnection.connect(spool.notifyAddress(), CONNECT);
    listener.want(Interest.ALL);
    picture.adopt(new ControlClient(spool.commandAddress(), CONNECT).ask("status"), nowMillis());
    Thread.ofVirtual().start(() -> listen(listener));
    Thread.ofVirtual().start(this::watchMultiplexor);
  }

  /** Plays the three acts and returns what was wrong, a sentence each. */
  List<String> playThreeActs() throws InterruptedException, IOException {
    cues.addAll(Timetable.threeActs());
    while (!over && (!cues.isEmpty() || nowMillis() < Timetable.END_MILLIS || isUnderWay())) {
      proceed();
    }
    if (!over) {
      compareWithTheTruth();
      faults.addAll(tally.faults());
    }
    return List.copyOf(faults);
  }

  /** Goes on until the multiplexor ends, and returns why. */
  List<String> playOn(List<String> notes) throws InterruptedException, IOException {
    this.notes = notes;
    cues.add(new ScriptedAction(nowMillis(), new Step.Begin(DemoPhase.OPEN_END)));
    cues.add(Timetable.gentle(tally.sentCount(), nowMillis()));
    while (!over) {
      proceed();
    }
    return List.copyOf(faults);
  }

  List<String> summary() {
    return tally.summary();
  }

  private boolean isUnderWay() {
    return tally.doneCount() < tally.sentCount();
  }

  private void proceed() throws InterruptedException {
    for (ScriptedAction next = cues.peek(); next != null && next.atMillis() <= nowMillis(); ) {
      cues.remove(next);
      perform(next.step());
      next = cues.peek();
    }
    DemoEvent happening = happenings.poll(FRAME_MILLIS, TimeUnit.MILLISECONDS);
    while (happening != null && !over) {
      take(happening);
      screen.show(view());
      happening = happenings.poll();
    }
    screen.show(view());
    if (screen.isGone()) {
      stop("Nobody was there to see it.");
    }
  }

  private void perform(Step step) {
    switch (step) {
      case Step.Begin(DemoPhase next) -> {
        act = next;
        screen.show(view());
      }
      case Step.Send(MailKind kind) -> send(kind);
      case Step.KillWorker() -> {
        int slot = freshlyBusySlot();
        Thread.ofVirtual().start(() -> killWorker(slot));
      }
    }
  }

  private void send(MailKind kind) {
    Mail mail = new Mail(tally.sentCount() + 1, kind, nowMillis());
    tally.sent();
    if (kind == MailKind.MATRYOSHKA) {
      tellStory("mail " + mail.queueId() + " comes in", "zips in zips: its worker will hang");
    }
    if (act == DemoPhase.OPEN_END) {
      cues.add(Timetable.gentle(mail.number(), nowMillis()));
    }
    Thread.ofVirtual().start(() -> ask(mail));
  }

  private void ask(Mail mail) {
    String answer;
    try {
      answer = new ControlClient(spool.commandAddress(), SCAN).ask(mail.command());
    } catch (IOException none) {
      answer = "";
    }
    post(new DemoEvent.MailAnswered(mail, answer));
  }

  private void take(DemoEvent happening) {
    long now = nowMillis();
    switch (happening) {
      case DemoEvent.LineHeard(String line) -> hear(line, now);
      case DemoEvent.MailAnswered(Mail mail, String answer) -> takeAnswer(mail, answer, now);
      case DemoEvent.WorkerChosen(int slot, ProcessHandle process) -> {
        tellStory("kill -9 " + process.pid(), "we kill worker " + slot + " at its work");
        process.destroyForcibly();
      }
      case DemoEvent.NobodyChosen() ->
          cues.add(new ScriptedAction(now + KILL_RETRY_MILLIS, new Step.KillWorker()));
      case DemoEvent.ListenerEnded(String why) -> stop("The listener lost its connection" + why);
      case DemoEvent.MultiplexorEnded(int status) ->
          stop("The multiplexor ended on its own, status " + status + multiplexor.log());
    }
  }

  private void hear(String line, long now) {
    ReceivedMessage heard = ReceivedMessage.parse(line);
    picture.hear(heard, now);
    tally.heard(heard, now);
    loads.note(now, picture.count(WorkerState.BUSY), picture.isOpen());
    screen.tell(now, line, MessageMeaning.of(heard, DemoMultiplexor.SLOTS));
  }

  private void takeAnswer(Mail mail, String answer, long now) {
    MailOutcome outcome = tally.answered(mail, answer, now);
    String what = mail.queueId() + ": " + (answer.isEmpty() ? "no answer" : answer.strip());
    switch (outcome) {
      case PASSED -> {}
      case TURNED_AWAY, QUEUED_TOO_LONG ->
          screen.tell(now, what, new MessageMeaning("its sender must try again", Weight.NORMAL));
      case WORKER_HUNG, WORKER_DIED, OTHER, UNANSWERED ->
          screen.tell(now, what, new MessageMeaning(outcome.words(), Weight.ALARM));
    }
  }

  private void stop(String fault) {
    faults.add(fault);
    over = true;
  }

  /** What the listener was told must be what the multiplexor says of itself. */
  private void compareWithTheTruth() throws InterruptedException, IOException {
    ControlClient client = new ControlClient(spool.commandAddress(), CONNECT);
    long until = nowMillis() + SETTLE_MILLIS;
    String truth = client.ask("status");
    while (!over && !truth.startsWith(picture.letters() + " ")) {
      if (nowMillis() > until) {
        faults.add(
            "The messages add up to " + picture.letters() + ", but the truth is " + truth.strip());
        return;
      }
      proceed();
      truth = client.ask("status");
    }
  }

  /** Returns the slot that has been busy for the shortest time; -1 if all are idle. */
  private int freshlyBusySlot() {
    int found = -1;
    long sinceMillis = -1;
    for (int slot = 0; slot < DemoMultiplexor.SLOTS; slot++) {
      SlotView view = picture.slots().get(slot);
      if (view.state() == WorkerState.BUSY && view.sinceMillis() > sinceMillis) {
        found = slot;
        sinceMillis = view.sinceMillis();
      }
    }
    return found;
  }

  private void killWorker(int slot) {
    try {
      String answer = new ControlClient(spool.commandAddress(), CONNECT).ask("busyworkers");
      Optional<ProcessHandle> worker =
          BusyWorker.parse(answer).stream()
              .filter(each -> each.slot() == slot)
              .findFirst()
              .flatMap(each -> ProcessHandle.of(each.pid()));
      if (worker.isPresent()) {
        post(new DemoEvent.WorkerChosen(slot, worker.get()));
        return;
      }
    } catch (IOException busy) {
      // As if it had not been busy: tried again.
    }
    post(new DemoEvent.NobodyChosen());
  }

  private void listen(NotifyConnection listener) {
    String why = ".";
    try (listener) {
      for (Optional<String> line = listener.read(); line.isPresent(); line = listener.read()) {
        post(new DemoEvent.LineHeard(line.get()));
      }
    } catch (IOException broken) {
      why = ": " + broken.getMessage();
    }
    post(new DemoEvent.ListenerEnded(why));
  }

  private void watchMultiplexor() {
    try {
      post(new DemoEvent.MultiplexorEnded(multiplexor.awaitEnd()));
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private void post(DemoEvent happening) {
    try {
      happenings.put(happening);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private void tellStory(String what, String meaning) {
    screen.tell(nowMillis(), what, new MessageMeaning(meaning, Weight.STORY));
  }

  private long nowMillis() {
    return (System.nanoTime() - startNanos) / 1_000_000;
  }

  private DemoView view() {
    long now = nowMillis();
    loads.note(now, picture.count(WorkerState.BUSY), picture.isOpen());
    int turnedAway =
        tally.count(MailOutcome.TURNED_AWAY) + tally.count(MailOutcome.QUEUED_TOO_LONG);
    int passed = tally.count(MailOutcome.PASSED);
    return new DemoView(
        now,
        act,
        picture.slots(),
        picture.free(),
        picture.isOpen(),
        picture.gateSinceMillis(),
        loads.entries(),
        tally.sentCount(),
        passed,
        turnedAway,
        tally.doneCount() - passed - turnedAway,
        tally.sentCount() - tally.doneCount(),
        notes);
  }
}
