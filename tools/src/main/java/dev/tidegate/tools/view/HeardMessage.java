package dev.tidegate.tools.view;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Something that was heard of a multiplexor.
 *
 * @param id counts from 1, in one watch
 * @param at when it happened, by the clock here
 * @param letter of its type, if it has one
 * @param type such as {@code busy_timeout}; of what happened to the connection {@code lost}, {@code
 *     connected}, {@code silent}
 * @param text in words, for people; printable ASCII
 * @param slot that it is about
 * @param incident that has more of it
 * @param weight how much an operator wants to know of it
 */
public record HeardMessage(
    long id,
    Instant at,
    Optional<Character> letter,
    String type,
    String text,
    OptionalInt slot,
    OptionalLong incident,
    Weight weight) {

  /** How much an operator wants to know of it. */
  public enum Weight {
    /** It happens all the time. */
    ROUTINE,
    /** It is worth a line. */
    NOTABLE,
    /** Something is wrong. */
    ALARMING
  }
}
