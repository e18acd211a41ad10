package dev.tidegate.tools.ctl.dropin;

/** The answer to {@code status}: a letter a slot, then numbers. */
final class StatusDrawing {
  private static final int MAX_WORKER_BAR = 25;
  private static final int MAX_QUEUE_BAR = 20;

  private StatusDrawing() {}

  static Shown list(String answer) {
    if (!isStatus(answer)) {
      return Shown.error(answer);
    }
    String letters = letters(answer);
    StringBuilder list = new StringBuilder("Max workers: ").append(letters.length()).append('\n');
    for (int slot = 0; slot < letters.length(); slot++) {
      char letter = letters.charAt(slot);
      String state = state(letter);
      list.append("Worker ").append(slot).append(": ");
      list.append(state.isEmpty() ? "unknown state '" + letter + "'" : state).append('\n');
    }
    return Shown.text(list.toString());
  }

  static Shown bar(String answer) {
    if (!isStatus(answer)) {
      return Shown.error(answer);
    }
    String letters = letters(answer);
    ScanfReader numbers = new ScanfReader(answer.substring(letters.length()));
    int messages = numbers.integer();
    numbers.integer();
    int queueSize = numbers.integer();
    int queued = numbers.integer();
    int busy = 0;
    for (int slot = 0; slot < letters.length(); slot++) {
      busy += letters.charAt(slot) == 'B' ? 1 : 0;
    }
    StringBuilder line = new StringBuilder();
    appendBar(line, busy, letters.length(), MAX_WORKER_BAR, 'B');
    if (queueSize != 0) {
      line.append("  ");
      appendBar(line, queued, queueSize, MAX_QUEUE_BAR, 'Q');
    }
    return Shown.text(line.append(' ').append(messages).append('\n').toString());
  }

  private static void appendBar(
      StringBuilder line, int part, int whole, int mostLetters, char letter) {
    line.append(Printf.right(part, 3)).append('/').append(whole).append(' ');
    int width = Math.min(whole, mostLetters);
    for (int at = 0; at < width; at++) {
      line.append((long) at * whole < (long) part * width ? letter : '.');
    }
  }

  static Shown json(String answer) {
    if (!isStatus(answer)) {
      return Shown.error(answer);
    }
    String letters = letters(answer);
    StringBuilder json = JsonHead.begin();
    for (int slot = 0; slot < letters.length(); slot++) {
      String state = state(letters.charAt(slot));
      json.append(",\"Worker").append(slot).append("\": \"");
      json.append(state.isEmpty() ? "unknown" : state).append('"');
    }
    return Shown.text(json.append('}').toString());
  }

  private static boolean isStatus(String answer) {
    return !answer.isEmpty() && !state(answer.charAt(0)).isEmpty();
  }

  private static String letters(String answer) {
    int space = answer.indexOf(' ');
    return space < 0 ? answer : answer.substring(0, space);
  }

  private static String state(char letter) {
    return switch (letter) {
      case 'I' -> "idle";
      case 'B' -> "busy";
      case 'S' -> "stopped";
      case 'K' -> "killed";
      default -> "";
    };
  }
}
