package dev.tidegate.pool.simulation;

import java.util.List;

/**
 * What a worker does with one request.
 *
 * @param afterNanos how long it works before the course is taken
 * @param tags lines for its status descriptor on the way
 * @param complaints lines for its stderr on the way
 */
record Job(Course course, long afterNanos, List<String> tags, List<String> complaints) {

  /** How the work ends. */
  enum Course {
    ANSWER,
    /** Two lines at once. */
    ANSWER_TWICE,
    /** An answer and, a while later, another line that nobody asked for. */
    ANSWER_AGAIN_LATER,
    /** Never a word, but it obeys signals. */
    HANG,
    CRASH,
    /** A line without its newline, then death. */
    CRASH_IN_MID_LINE,
    /** The answer is written and death follows at once. */
    ANSWER_AND_CRASH,
    CLOSE_STDOUT,
    ENDLESS_ANSWER,
    REFUSE_INPUT,
    STALL_INPUT,
    STALL_INPUT_FOREVER,
    OUT_OF_MEMORY
  }

  static Job answer(long afterNanos) {
    return new Job(Course.ANSWER, afterNanos, List.of(), List.of());
  }
}
