package dev.tidegate.tools.gate;

/**
 * A back-end that does nothing, for people who want to see first.
 *
 * @param described what the real one would be
 */
record DryRun(String described) implements Backend {
  @Override
  public void prepare() {}

  @Override
  public void refuse(RefusedShare refusal) {}

  @Override
  public void close() {}

  @Override
  public String lapsed() {
    return "it would be open now";
  }

  @Override
  public String describe() {
    return "none, this is a dry run (it would be " + described + ")";
  }
}
