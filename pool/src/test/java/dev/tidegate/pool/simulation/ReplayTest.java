package dev.tidegate.pool.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tidegate.pool.ListenerReady;
import dev.tidegate.pool.Pool;
import dev.tidegate.pool.PoolInput;
import dev.tidegate.pool.PoolTrace;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is recorded of a pool replays: the effects of each event, and each byte for listeners. */
final class ReplayTest {
  private static final int SEEDS = 500;

  /** To print and to read a whole record takes longer than to replay it. */
  private static final int PRINTED_ONE_IN = 20;

  private static final int SEEDS_WITH_QUERIES = 40;
  private static final int COMPLETE_ONE_IN = 10;
  private static final int SHORT_ACTS = 100;

  @Test
  void everyRecordedRunIsReplayedToTheByte() {
    int copies = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      World original = run(seed);
      PoolTrace trace = original.record();
      if (seed % PRINTED_ONE_IN == 0) {
        PoolTrace read = PoolTrace.parse(trace.print());
        assertThat(read).isEqualTo(trace);
        trace = read;
      }
      compare(seed, trace, original.outputs(), new Replay(trace).run());
      copies += count(trace.moments(), ListenerReady.class);
    }
    assertThat(copies).as("listeners were served").isGreaterThan(SEEDS);
  }

  /** The pool has one entry point: whatever is public and no input must leave no trace in it. */
  @Test
  void publicMethodsButTheInputsChangeNothing() {
    List<Method> queries =
        Arrays.stream(Pool.class.getMethods())
            .filter(each -> each.getDeclaringClass() == Pool.class)
            .filter(each -> !Modifier.isStatic(each.getModifiers()))
            .filter(each -> !each.getName().equals("handle"))
            .toList();
    assertThat(queries).isNotEmpty();
    for (long seed = 1; seed <= SEEDS_WITH_QUERIES; seed++) {
      World original = run(seed);
      PoolTrace trace = original.record();
      List<Long> listeners =
          trace.moments().stream()
              .map(each -> each.input() instanceof ListenerReady ready ? ready.id() : null)
              .filter(Objects::nonNull)
              .distinct()
              .toList();
      Replay replay = new Replay(trace, pool -> callAll(queries, pool, listeners));
      compare(seed, trace, original.outputs(), replay.run());
    }
  }

  @Test
  void aRecordWithoutItsBeginningIsReplayedAsFarAsItFits() {
    for (long seed = 1; seed <= SEEDS_WITH_QUERIES; seed++) {
      PoolTrace trace = run(seed).record();
      List<PoolTrace.Moment> moments = trace.moments();
      int missing = moments.size() / 2;
      PoolTrace cut =
          new PoolTrace(
              trace.settings(),
              moments.get(missing).now(),
              missing,
              moments.subList(missing, moments.size()));
      assertThat(new Replay(cut).run()).hasSize(moments.size() - missing);
    }
  }

  /** Most runs are only the beginning of a scenario: how a record replays does not need its end. */
  private static World run(long seed) {
    Scenario scenario = Scenarios.of(seed);
    int acts = Math.min(SHORT_ACTS, scenario.acts().size());
    World world =
        new World(
            seed % COMPLETE_ONE_IN == 0
                ? scenario
                : scenario.with(scenario.acts().subList(0, acts)),
            true);
    world.run();
    return world;
  }

  private static int count(List<PoolTrace.Moment> moments, Class<? extends PoolInput> kind) {
    return (int) moments.stream().filter(each -> kind.isInstance(each.input())).count();
  }

  private static void callAll(List<Method> queries, Pool pool, List<Long> listeners) {
    for (Method query : queries) {
      switch (query.getParameterCount()) {
        case 0 -> call(query, pool);
        case 1 -> {
          assertThat(query.getParameterTypes()[0]).as("%s", query).isEqualTo(long.class);
          listeners.forEach(id -> call(query, pool, id));
        }
        default -> fail("a query that this test cannot call: " + query);
      }
    }
  }

  private static void call(Method query, Pool pool, Object... arguments) {
    try {
      query.invoke(pool, arguments);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("cannot call " + query, e);
    }
  }

  private static void compare(
      long seed, PoolTrace trace, List<PoolOutput> original, List<PoolOutput> replayed) {
    assertThat(original).hasSameSizeAs(trace.moments());
    for (int at = 0; at < original.size(); at++) {
      if (!original.get(at).equals(replayed.get(at))) {
        fail(
            "seed %d, input %d: %s%nfirst:  %s%nreplay: %s"
                .formatted(
                    seed, at, trace.moments().get(at).line(), original.get(at), replayed.get(at)));
      }
    }
  }
}
