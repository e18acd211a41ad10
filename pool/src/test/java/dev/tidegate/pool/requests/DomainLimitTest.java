package dev.tidegate.pool.requests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DomainLimitTest {

  @Test
  void aDomainIsFullWhenAsManyRunAsTheLimitAllows() {
    DomainLimit limit = new DomainLimit(() -> 2);
    limit.began("a");
    assertThat(limit.isReached("a")).isFalse();
    limit.began("a");
    assertThat(limit.isReached("a")).isTrue();
    assertThat(limit.isReached("b")).isFalse();
    limit.ended("a");
    assertThat(limit.isReached("a")).isFalse();
  }

  @Test
  void theCaseOfADomainMakesNoDifference() {
    DomainLimit limit = new DomainLimit(() -> 1);
    limit.began("Example.com");
    assertThat(limit.isReached("example.COM")).isTrue();
    limit.ended("EXAMPLE.com");
    assertThat(limit.isReached("example.com")).isFalse();
  }

  @Test
  void withoutALimitNoDomainIsEverFull() {
    DomainLimit none = new DomainLimit(() -> 0);
    none.began("a");
    assertThat(none.isReached("a")).isFalse();
    assertThat(none.isLimited()).isFalse();
  }
}
