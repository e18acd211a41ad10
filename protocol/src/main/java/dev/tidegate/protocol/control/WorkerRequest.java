package dev.tidegate.protocol.control;

/**
 * Request for a worker. Privileged.
 *
 * @param line as sent, neither empty nor with a NUL in it
 */
public record WorkerRequest(String line) implements Command {
  @Override
  public boolean isPrivileged() {
    return true;
  }
}
