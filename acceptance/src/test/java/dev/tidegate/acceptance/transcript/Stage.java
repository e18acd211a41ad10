package dev.tidegate.acceptance.transcript;

import java.util.function.BooleanSupplier;

/**
 * Where a transcript is played: a multiplexor, its workers and its peers. What is seen goes to
 * {@link Heard}.
 */
interface Stage extends AutoCloseable {

  void act(Step.Act act);

  /** Lets time pass until the condition holds or the time is over; says whether it holds. */
  boolean await(BooleanSupplier condition, long millis);

  /** What an expectation is given when the transcript does not say. */
  long defaultMillis();

  /** What is given, after the last step, to whatever should not come. */
  long settleMillis();

  /** The spool directory's path. */
  String spool();

  /** Whether this journal can be read here. */
  boolean keeps(Step.Journal journal);

  /** A file in the spool directory: its mode in octal, or {@code gone}. */
  String stateOf(String file);

  @Override
  void close();
}
