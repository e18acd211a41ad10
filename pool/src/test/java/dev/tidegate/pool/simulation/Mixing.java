package dev.tidegate.pool.simulation;

/** Numbers that look like chance and depend on nothing but what they are made of. */
final class Mixing {

  private Mixing() {}

  static long mix(long one, long other) {
    long mixed = one * 0x9E3779B97F4A7C15L + other;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }
}
