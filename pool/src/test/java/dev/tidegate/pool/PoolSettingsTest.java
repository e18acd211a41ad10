package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import org.junit.jupiter.api.Test;

/** A builder made of settings, and the settings that can change. */
final class PoolSettingsTest {

  /** Returns settings of which none is at its default, each number another one. */
  private static PoolSettings unusual() throws ReflectiveOperationException {
    PoolSettings.Builder builder = PoolSettings.builder();
    PoolSettings defaults = builder.build();
    int number = 1_000;
    for (RecordComponent each : PoolSettings.class.getRecordComponents()) {
      Method setter = PoolSettings.Builder.class.getMethod(each.getName(), each.getType());
      Object value = each.getAccessor().invoke(defaults);
      Class<?> type = each.getType();
      if (type == int.class) {
        setter.invoke(builder, ++number);
      } else if (type == long.class) {
        setter.invoke(builder, (long) ++number);
      } else if (type == boolean.class) {
        setter.invoke(builder, !(boolean) value);
      } else {
        setter.invoke(builder, "other " + each.getName());
      }
    }
    return builder.build();
  }

  @Test
  void aBuilderMadeOfSettingsHoldsThemAll() throws ReflectiveOperationException {
    PoolSettings settings = unusual();
    assertThat(settings.toBuilder().build()).isEqualTo(settings);
  }

  @Test
  void eachSettingIsPutWhereItIsReadAndNowhereElse() {
    PoolSettings defaults = PoolSettings.builder().build();
    for (Setting each : Setting.values()) {
      PoolSettings.Builder builder = defaults.toBuilder();
      int value = each.isFlag() ? 1 - each.of(defaults) : each.of(defaults) + 20;
      each.put(builder, value);
      PoolSettings changed = builder.build();
      assertThat(each.of(changed)).as(each.longName()).isEqualTo(value);
      each.put(builder, each.of(defaults));
      assertThat(builder.build()).as(each.longName()).isEqualTo(defaults);
      for (Setting other : Setting.values()) {
        if (other != each) {
          assertThat(other.of(changed))
              .as("%s after %s", other, each)
              .isEqualTo(other.of(defaults));
        }
      }
    }
  }

  @Test
  void aValueOutOfBoundsIsMovedToTheNearestThatIsAllowed() {
    assertThat(Setting.BUSY_TIMEOUT.clamp(9)).isEqualTo(10);
    assertThat(Setting.QUEUE_TIMEOUT.clamp(601)).isEqualTo(600);
    assertThat(Setting.STATUS_LOG_INTERVAL.clamp(-1)).isZero();
    assertThat(Setting.STATUS_LOG_INTERVAL.clamp(4)).isEqualTo(5);
    assertThat(Setting.STATUS_LOG_INTERVAL.clamp(6)).isEqualTo(6);
  }
}
