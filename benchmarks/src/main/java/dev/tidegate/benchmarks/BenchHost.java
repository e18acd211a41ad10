package dev.tidegate.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What every part of the campaign measures with, and where it puts what it has found. */
record BenchHost(
    Program.Commands commands,
    List<Program> programs,
    Plan plan,
    long deadlineNanos,
    PrintStream progress,
    Measurements measurements) {

  static BenchHost of(BenchOptions options, Program.Commands commands, PrintStream progress) {
    return new BenchHost(
        commands,
        options.programs(),
        options.plan(),
        System.nanoTime() + (long) (options.limitMinutes() * TimeUnit.MINUTES.toNanos(1)),
        progress,
        new Measurements());
  }

  /** Starts a program and has all of its workers started. */
  Subject subject(Program program, int workers) throws IOException {
    return Subject.start(program, commands.of(program), workers);
  }

  /** The same, after its warm-up. */
  Subject warmSubject(Program program, int workers) throws IOException {
    Subject subject = subject(program, workers);
    try {
      subject.warmUp(plan.pace().warmUpSeconds(program));
      return subject;
    } catch (IOException failure) {
      subject.close();
      throw failure;
    }
  }

  boolean has(Program program) {
    return programs.contains(program);
  }

  /** One run if time is short, otherwise as many as planned. */
  int runs(int planned) {
    if (planned == 1 || System.nanoTime() - deadlineNanos < 0) {
      return planned;
    }
    measurements.shorten();
    return 1;
  }

  /** Remembers where a program ended, with so many clients or before there were any. */
  void crashed(Program program, int workers, int clients, Subject.CrashedException crash) {
    say("N=%d %s crashed: %s", workers, program.label(), crash.how());
    measurements.crashed(
        new Measurements.PoolSize(program, workers), new Measurements.Crash(crash.how(), clients));
  }

  void say(String format, Object... values) {
    progress.printf("bench: " + format + "%n", values);
  }
}
