package dev.tidegate.tools.view;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The last so many things. A view of them is made without copying and never changes: what is added
 * later goes to places that no earlier view shows.
 */
final class Recent<T> {
  private static final int LEAST_PLACES = 16;

  private final int most;
  private Object[] places = new Object[LEAST_PLACES];
  private int from;
  private int to;

  Recent(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("not even one can be kept: " + most);
    }
    this.most = most;
  }

  void add(T item) {
    if (to == places.length) {
      int count = to - from;
      places = Arrays.copyOfRange(places, from, from + Math.max(LEAST_PLACES, 2 * count));
      from = 0;
      to = count;
    }
    places[to++] = item;
    from = Math.max(from, to - most);
  }

  int size() {
    return to - from;
  }

  @SuppressWarnings("unchecked")
  T get(int index) {
    return (T) places[from + Objects.checkIndex(index, size())];
  }

  void removeFirst() {
    from = Math.min(from + 1, to);
  }

  /** Takes out one item; the views that were made before still show it. */
  void remove(int index) {
    int at = from + Objects.checkIndex(index, size());
    Object[] others = new Object[places.length];
    System.arraycopy(places, from, others, from, at - from);
    System.arraycopy(places, at + 1, others, at, to - at - 1);
    places = others;
    to--;
  }

  List<T> view() {
    return new View<>(places, from, to);
  }

  private static final class View<T> extends AbstractList<T> implements RandomAccess {
    private final Object[] places;
    private final int from;
    private final int to;

    View(Object[] places, int from, int to) {
      this.places = places;
      this.from = from;
      this.to = to;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T get(int index) {
      return (T) places[from + Objects.checkIndex(index, size())];
    }

    @Override
    public int size() {
      return to - from;
    }
  }
}
