package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.values.ServiceState;
import org.junit.jupiter.api.Test;

/** What a service manager is told, and when. */
final class PoolServiceManagerTest {
  private final PoolFixture it =
      new PoolFixture(PoolSettings.builder().minWorkers(1).maxWorkers(4).queueSize(5));

  @Test
  void readyIsToldOnceAtTheStart() {
    it.ask("scan q1 /tmp/a");
    it.pass(60 * PoolFixture.SECOND);
    assertThat(it.serviceStates).containsExactly(ServiceState.READY);
  }

  @Test
  void aRereadByEitherWayIsReloadingAndThenReady() {
    it.serviceStates.clear();
    it.give(new Event.RereadSignalled());
    it.ask("reread");
    assertThat(it.serviceStates)
        .containsExactly(
            ServiceState.RELOADING, ServiceState.READY, ServiceState.RELOADING, ServiceState.READY);
  }

  @Test
  void stoppingIsToldBeforeAnythingIsStoppedAndNothingFollowsIt() {
    assertThat(it.pool().handle(new Event.TerminateSignalled(), it.now()).getFirst())
        .isEqualTo(new Effect.TellServiceManager(ServiceState.STOPPING));
    it.serviceStates.clear();
    it.give(new Event.TerminateSignalled());
    it.give(new Event.RereadSignalled());
    assertThat(it.serviceStates).isEmpty();
  }

  @Test
  void theStatusTextCountsBusyWorkersQueuedRequestsAndListeners() {
    assertThat(it.pool().statusText()).isEqualTo("0/4 busy, queue 0, 1 listener");
    for (int count = 0; count < 6; count++) {
      it.ask("scan q1 /tmp/a");
    }
    it.give(new Event.Connected(900, ClientSocket.NOTIFY));
    assertThat(it.pool().statusText()).isEqualTo("4/4 busy, queue 2, 2 listeners");
  }
}
