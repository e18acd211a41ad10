package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.pool.settings.HelpOption;
import dev.tidegate.pool.settings.ImmutableOption;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.settings.Setting;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The table of settings, and the values that go with it. */
final class PoolSettingsTest {

  /** Returns settings of which none is at its default, each value another one. */
  private static PoolSettings unusual() {
    PoolSettings.Builder builder =
        PoolSettings.builder()
            .version("1.9")
            .statistics(false)
            .listenerBytes(1)
            .requestBytes(2)
            .seed(3)
            .epoch("4".repeat(16))
            .host("five")
            .stderrBytes(6)
            .given("-7");
    int number = 1_000;
    for (Setting each : Setting.values()) {
      builder.set(each, each.isFlag() ? 1 : ++number);
    }
    return builder.build();
  }

  @Test
  void aBuilderMadeOfSettingsHoldsThemAll() {
    PoolSettings settings = unusual();
    assertThat(settings.toBuilder().build()).isEqualTo(settings).hasSameHashCodeAs(settings);
    assertThat(settings).isNotEqualTo(PoolSettings.builder().build());
    assertThat(settings.toBuilder().given("-8").build()).isNotEqualTo(settings);
    assertThat(settings.toBuilder().queueSize(0).build()).isNotEqualTo(settings);
  }

  @Test
  void whatIsBuiltDoesNotChangeWithItsBuilder() {
    PoolSettings.Builder builder = PoolSettings.builder().queueSize(3);
    PoolSettings settings = builder.build();
    builder.queueSize(4);
    assertThat(settings.queueSize()).isEqualTo(3);
  }

  @Test
  void theMethodsOfASettingAreNamedAsInStats() throws ReflectiveOperationException {
    PoolSettings settings = unusual();
    for (Setting each : Setting.values()) {
      Object value = PoolSettings.class.getMethod(each.jsonName()).invoke(settings);
      assertThat(value)
          .as(each.longName())
          .isEqualTo(each.isFlag() ? (Object) true : (Object) settings.get(each));
    }
    for (var setter : PoolSettings.Builder.class.getMethods()) {
      for (Setting each : Setting.values()) {
        if (setter.getName().equals(each.jsonName())) {
          PoolSettings.Builder builder = PoolSettings.builder();
          setter.invoke(builder, each.isFlag() ? (Object) true : (Object) 77);
          PoolSettings expected = PoolSettings.builder().set(each, each.isFlag() ? 1 : 77).build();
          assertThat(builder.build()).as(each.longName()).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void inStatsEachHasItsLongNameAndTimesTheirUnit() {
    assertThat(Setting.MIN_START_INTERVAL.jsonName()).isEqualTo("minStartIntervalSeconds");
    assertThat(Setting.LISTENER_IDLE_CLOSE.jsonName()).isEqualTo("listenerIdleCloseSeconds");
    assertThat(Setting.MAX_WORKERS.jsonName()).isEqualTo("maxWorkers");
    assertThat(Setting.LISTENERS.jsonName()).isEqualTo("listeners");
    assertThat(Setting.LOG_EVENTS.jsonName()).isEqualTo("logEvents");
  }

  @Test
  void eachSettingIsInSetIfItCanChangeAndInStats() {
    PoolFixture it = new PoolFixture(PoolSettings.builder());
    String list = it.answerTo("set");
    JsonObject configuration =
        JsonParser.parseString(it.answerTo("stats"))
            .getAsJsonObject()
            .getAsJsonObject("configuration");
    for (Setting each : Setting.values()) {
      assertThat(list.lines().anyMatch(line -> line.startsWith(each.longName() + "=")))
          .as(each.longName())
          .isEqualTo(each.isLive());
      assertThat(configuration.has(each.jsonName())).as(each.jsonName()).isTrue();
    }
    assertThat(list.lines()).hasSize(Setting.live().size());
    assertThat(configuration.keySet()).hasSize(Setting.values().length + 2);
  }

  @Test
  void whatCannotChangeHasAReason() {
    PoolFixture it = new PoolFixture(PoolSettings.builder());
    for (Setting each : Setting.immutable()) {
      assertThat(it.answerTo("set " + each.longName() + "=16"))
          .startsWith("error: Nothing is changed: " + each.longName() + " cannot change")
          .endsWith(": " + each.immutableBecause() + "\n");
    }
    for (ImmutableOption each : ImmutableOption.values()) {
      assertThat(it.answerTo("set " + each.longName() + "=16"))
          .startsWith("error: Nothing is changed: " + each.longName() + " cannot change")
          .endsWith(": " + each.reason() + "\n");
    }
    for (HelpOption each : HelpOption.values()) {
      assertThat(it.answerTo("set " + each.longName() + "=16"))
          .startsWith("error: Nothing is changed: there is no setting '" + each.longName());
    }
  }

  @Test
  void theDefaultIsWithinTheBounds() {
    PoolSettings defaults = PoolSettings.builder().build();
    assertThat(Arrays.stream(Setting.values())).allMatch(each -> each.allows(defaults.get(each)));
  }

  @Test
  void aValueOutOfBoundsIsMovedToTheNearestThatIsAllowed() {
    assertThat(Setting.BUSY_TIMEOUT.clamp(9)).isEqualTo(10);
    assertThat(Setting.QUEUE_TIMEOUT.clamp(601)).isEqualTo(600);
    assertThat(Setting.LISTENER_EVENTS.clamp(15)).isEqualTo(16);
    assertThat(Setting.STATUS_LOG_INTERVAL.clamp(-1)).isZero();
    assertThat(Setting.STATUS_LOG_INTERVAL.clamp(4)).isEqualTo(5);
    assertThat(Setting.STATUS_LOG_INTERVAL.clamp(6)).isEqualTo(6);
  }
}
