package dev.tidegate.pool.values;

import java.util.List;

/**
 * The result of the inspection of a process; {@code unread} names the fields that are unknown.
 *
 * @param state the kernel's letter and word, such as {@code S (sleeping)}; empty if not known
 * @param waitChannel the kernel's function that it sleeps in; empty if it runs or is not known
 * @param systemCall that it is in, and on which descriptor, such as {@code read 5}; empty likewise
 * @param rssKib resident memory; −1 if not known
 * @param peakRssKib the most that it held; −1 if not known
 * @param threads −1 if not known
 * @param openFiles a descriptor's number and what it stands for, each at most {@value
 *     #MAX_FILE_CHARS} characters; at most {@value #MAX_FILES} of them, the lowest ones
 * @param openFileCount how many there are; −1 if not known
 */
public record ProcessFacts(
    String state,
    String waitChannel,
    String systemCall,
    long rssKib,
    long peakRssKib,
    int threads,
    ProcessUsage usage,
    List<String> openFiles,
    int openFileCount,
    List<UnreadField> unread) {
  public static final int MAX_FILES = 24;
  public static final int MAX_FILE_CHARS = 120;
  static final int MAX_UNREAD = 12;

  public ProcessFacts {
    openFiles = openFiles.stream().limit(MAX_FILES).toList();
    unread = unread.stream().limit(MAX_UNREAD).toList();
  }

  /** Returns that nothing at all could be read. */
  public static ProcessFacts unread(String why) {
    return new ProcessFacts(
        "",
        "",
        "",
        -1,
        -1,
        -1,
        ProcessUsage.UNKNOWN,
        List.of(),
        -1,
        List.of(new UnreadField("process", why)));
  }

  /** Returns the same facts with another usage. */
  public ProcessFacts withUsage(ProcessUsage other) {
    return new ProcessFacts(
        state,
        waitChannel,
        systemCall,
        rssKib,
        peakRssKib,
        threads,
        other,
        openFiles,
        openFileCount,
        unread);
  }
}
