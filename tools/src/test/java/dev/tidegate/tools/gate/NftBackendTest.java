package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The back-end with a real kernel: what counts is who can connect. */
@Order(1)
final class NftBackendTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @SuppressWarnings("NullAway.Init")
  private static PrivateNetwork network;

  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void startNetwork() throws Exception {
    network = PrivateNetwork.start();
  }

  @AfterAll
  static void endNetwork() throws Exception {
    if (network != null) {
      network.close();
    }
  }

  @BeforeEach
  void cleanRuleset() throws Exception {
    network.inHost("nft flush ruleset");
  }

  @Test
  void strangersAreRefusedOnThePortsOnBothFamilies() throws Exception {
    NftBackend backend = backend(self());
    backend.prepare();
    assertAll("accepted 1");
    backend.refuse(refusal(100, LONG));
    assertAll("refused 1");
    for (String address : PrivateNetwork.HOST) {
      assertThat(network.connect(address, 2525, 1)).isEqualTo("accepted 1");
      assertThat(network.connectFromWithin(address, 25)).isEqualTo("accepted 1");
    }
    assertThat(network.connectFromWithin("127.0.0.1", 25)).isEqualTo("accepted 1");
    assertThat(network.connectFromWithin("::1", 25)).isEqualTo("accepted 1");
    for (String address : PrivateNetwork.HOST_FOR_FRIENDS) {
      assertThat(network.connect(address, 25, 1)).isEqualTo("accepted 1");
    }
    backend.refuse(refusal(0, LONG));
    assertAll("accepted 1");
    backend.close();
    backend.close();
    assertThat(network.inHost("nft list ruleset")).isEmpty();
  }

  @Test
  void kernelOpensWhenTheLeaseRunsOut() throws Exception {
    NftBackend backend = backend(self());
    backend.prepare();
    Duration lease = Duration.ofSeconds(2);
    long begunNanos = System.nanoTime();
    backend.refuse(refusal(100, lease));
    while (!network.connect("192.0.2.1", 25, 1).equals("accepted 1")) {
      assertThat(System.nanoTime() - begunNanos).isLessThan(Duration.ofMinutes(1).toNanos());
    }
    assertThat(System.nanoTime() - begunNanos).isGreaterThanOrEqualTo(lease.toNanos());
    backend.close();
  }

  @Test
  void renewalProlongsTheLease() throws Exception {
    NftBackend backend = backend(self());
    backend.prepare();
    Duration lease = Duration.ofSeconds(4);
    long endNanos = System.nanoTime() + lease.toNanos() + Duration.ofSeconds(1).toNanos();
    while (System.nanoTime() < endNanos) {
      backend.refuse(refusal(100, lease));
      assertThat(network.connect("192.0.2.1", 25, 1)).isEqualTo("refused 1");
    }
    assertThat(told).isEmpty();
    backend.close();
  }

  @Test
  void tablesOfOthersStayAsTheyAre() throws Exception {
    network.inHost(
        """
        nft add table inet filter
        nft 'add chain inet filter input { type filter hook input priority 0; }'
        nft add rule inet filter input tcp dport 2525 drop
        nft add table ip tidegate
        nft 'add set ip tidegate refuse_100 { type inet_service; }'
        nft 'add element ip tidegate refuse_100 { 25 }'
        """);
    String before = network.inHost("nft list ruleset");
    NftBackend backend = backend(self());
    backend.prepare();
    backend.refuse(refusal(100, LONG));
    network.inHost("nft delete table inet tidegate");
    backend.refuse(refusal(100, LONG));
    backend.close();
    assertThat(network.inHost("nft list ruleset")).isEqualTo(before);
  }

  @Test
  void whatSomeoneFlushesOrChangesIsMadeAgainAtTheNextRenewal() throws Exception {
    NftBackend backend = backend(self());
    backend.prepare();
    backend.refuse(refusal(100, LONG));
    List<String> deeds =
        List.of(
            "nft flush ruleset",
            "nft delete table inet tidegate",
            "nft flush table inet tidegate",
            "nft flush chain inet tidegate input",
            "nft insert rule inet tidegate input accept",
            "nft 'add table inet tidegate { flags dormant; }'");
    for (String deed : deeds) {
      network.inHost(deed);
      backend.refuse(refusal(100, LONG));
      assertAll("refused 1");
    }
    assertThat(told).hasSize(deeds.size());
    assertThat(told.getFirst())
        .isEqualTo("someone has deleted the table inet tidegate; making it again");
    assertThat(told.getLast())
        .isEqualTo("someone has changed the table inet tidegate; making it again");
    network.inHost("nft flush set inet tidegate refuse_100");
    backend.refuse(refusal(100, LONG));
    assertAll("refused 1");
    network.inHost("nft flush ruleset");
    backend.refuse(refusal(0, LONG));
    network.inHost("nft flush ruleset");
    backend.refuse(refusal(0, LONG));
    assertThat(told).hasSize(deeds.size() + 2);
    backend.close();
  }

  @Test
  void tableOfADeadGateIsTakenOverAndOpen() throws Exception {
    Process other = new ProcessBuilder("sleep", "1000").start();
    NftBackend dead = backend(Owner.of(other.pid()));
    dead.prepare();
    dead.refuse(refusal(100, LONG));
    NftBackend backend = backend(self());
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(backend::prepare)
        .withMessageContaining("belongs to another gate, process " + other.pid());
    assertAll("refused 1");
    other.destroyForcibly().waitFor();
    backend.prepare();
    assertThat(told).hasSize(1);
    assertAll("accepted 1");
    assertThat(network.inHost("nft list tables")).isEqualTo("table inet tidegate\n");
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> dead.refuse(refusal(100, LONG)))
        .withMessageContaining("belongs to another gate");
    dead.close();
    assertThat(network.inHost("nft list tables")).isEqualTo("table inet tidegate\n");
    backend.close();
  }

  @Test
  void tableOfAnotherNamespaceIsLeftAlone() throws Exception {
    Owner self = self();
    NftBackend there = backend(new Owner(self.pid(), self.startTicks(), self.pidNamespace() - 1));
    there.prepare();
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(backend(self)::prepare)
        .withMessageContaining("nft delete table inet tidegate");
    there.close();
  }

  @Test
  void tableOfSomeoneElseIsLeftAlone() throws Exception {
    network.inHost("nft add table inet tidegate");
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(backend(self())::prepare)
        .withMessageContaining("is not of a gate");
    assertThat(network.inHost("nft list ruleset")).isEqualTo("table inet tidegate {\n}\n");
  }

  @Test
  void ofTwoThatStartAtOnceOneGetsTheTable() throws Exception {
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 5; round++) {
        network.inHost("nft flush ruleset");
        List<Callable<Boolean>> starts = new ArrayList<>();
        for (int each = 0; each < 2; each++) {
          Owner owner = each == 0 ? self() : Owner.of(network.hostPid());
          starts.add(() -> isPrepared(backend(owner)));
        }
        List<Future<Boolean>> outcomes = both.invokeAll(starts);
        assertThat(outcomes.get(0).get() ^ outcomes.get(1).get()).isTrue();
      }
    }
  }

  private static boolean isPrepared(NftBackend backend) {
    try {
      backend.prepare();
      return true;
    } catch (BackendException e) {
      return false;
    }
  }

  @Test
  void shareOfTheConnectionsIsRefused() throws Exception {
    NftBackend backend = backend(rules(self(), true));
    backend.prepare();
    backend.refuse(refusal(30, LONG));
    // Five standard deviations of 20.5.
    assertThat(refused(network.connect("192.0.2.1", 25, 2_000))).isBetween(497, 703);
    assertThat(refused(network.connect("2001:db8:1::1", 587, 2_000))).isBetween(497, 703);
    backend.refuse(refusal(100, LONG));
    assertAll("refused 1");
    backend.refuse(refusal(95, Duration.ofSeconds(1)));
    assertThat(refused(network.connect("192.0.2.1", 25, 100))).isBetween(1, 100);
    long begunNanos = System.nanoTime();
    while (refused(network.connect("192.0.2.1", 25, 100)) > 0) {
      assertThat(System.nanoTime() - begunNanos).isLessThan(Duration.ofMinutes(1).toNanos());
    }
    backend.close();
  }

  @Test
  void asManyNetworksAsThereMayBeFitIntoOneTransaction() throws Exception {
    List<Network> exempt =
        IntStream.range(0, PortOptions.MOST_EXEMPT - 2)
            .mapToObj(each -> Network.parse("2001:db8:ffff:ffff:ffff:%x::/96".formatted(each * 3)))
            .collect(Collectors.toCollection(ArrayList::new));
    exempt.add(Network.parse("0.0.0.0/0"));
    exempt.add(Network.parse("10.0.0.0/8"));
    TreeSet<Integer> ports = new TreeSet<>(List.of(25));
    for (int port = 60_000; port < 60_000 + PortOptions.MOST_PORTS - 1; port++) {
      ports.add(port);
    }
    NftBackend backend = backend(new NftRules("tidegate", ports, exempt, true, self()));
    backend.prepare();
    backend.refuse(refusal(100, LONG));
    assertThat(network.connect("192.0.2.1", 25, 1)).isEqualTo("accepted 1");
    assertThat(network.connect("2001:db8:1::1", 25, 1)).isEqualTo("refused 1");
    backend.close();
  }

  @Test
  void nftThatHangsIsKilledAndThenOpeningIsTriedAgain() throws Exception {
    Nft real = network.nft();
    Nft hanging =
        network.program(
            "[ -e "
                + real.program()
                + ".hang ] && sleep 1000\n exec "
                + real.program()
                + " \"$@\"");
    NftBackend backend = new NftBackend(hanging, rules(self(), false), told::add);
    backend.prepare();
    network.inHost("touch " + real.program() + ".hang");
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> backend.refuse(refusal(100, LONG)))
        .withMessageContaining("was killed");
    network.inHost("rm " + real.program() + ".hang");
    backend.refuse(refusal(0, LONG));
    assertAll("accepted 1");
    backend.close();
  }

  @Test
  void tableOfItsOwnThatANftMadeAndThenHungIsReplacedAndRemoved() throws Exception {
    for (String fault : List.of("hang", "unlisted")) {
      network.inHost("nft flush ruleset");
      told.clear();
      NftBackend backend = makeAgainWith(fault);
      backend.refuse(refusal(0, LONG));
      assertAll("accepted 1");
      backend.refuse(refusal(100, LONG));
      backend.refuse(refusal(100, LONG));
      assertAll("refused 1");
      assertThat(told).hasSize(2);
      assertThat(told.getLast()).contains("a failed nft has left the table inet tidegate");
      backend.close();
      assertThat(network.inHost("nft list ruleset")).as(fault).isEmpty();
    }
  }

  @Test
  void tableOfItsOwnThatANftMadeAndThenHungIsRemovedAtTheEnd() throws Exception {
    for (String fault : List.of("hang", "unlisted")) {
      NftBackend backend = makeAgainWith(fault);
      assertAll("refused 1");
      backend.close();
      backend.close();
      assertThat(network.inHost("nft list ruleset")).as(fault).isEmpty();
      assertAll("accepted 1");
    }
  }

  @Test
  void startThatFailsLeavesNoTable() throws Exception {
    for (String fault : List.of("hang", "unlisted")) {
      NftBackend backend = new NftBackend(faulty(fault), rules(self(), false), told::add);
      assertThatExceptionOfType(BackendException.class).isThrownBy(backend::prepare);
      assertThat(network.inHost("nft list ruleset")).as(fault).isEmpty();
    }
  }

  /** Returns one whose table was deleted and made again, but which could not see that. */
  private NftBackend makeAgainWith(String fault) throws Exception {
    Nft faulty = faulty(fault);
    network.inHost("mv %1$s.%2$s %1$s.later".formatted(faulty.program(), fault));
    NftBackend backend = new NftBackend(faulty, rules(self(), false), told::add);
    backend.prepare();
    backend.refuse(refusal(100, LONG));
    network.inHost("nft flush ruleset");
    network.inHost("mv %1$s.later %1$s.%2$s".formatted(faulty.program(), fault));
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> backend.refuse(refusal(100, LONG)));
    return backend;
  }

  /** Returns an nft that fails once when it has made a table: it hangs, or cannot list it. */
  private static Nft faulty(String fault) throws Exception {
    Nft faulty =
        network.program(
            """
            text=$(cat)
            [ "$1" != -a ] || [ ! -e "$0.fails" ] || { rm "$0.fails"; exit 1; }
            printf '%%s\\n' "$text" | %s "$@" || exit 1
            case "$text" in *"create table"*)
              if [ -e "$0.hang" ]; then rm "$0.hang"; exec sleep 3; fi
              if [ -e "$0.unlisted" ]; then mv "$0.unlisted" "$0.fails"; fi
            esac
            """
                .formatted(network.nft().program()));
    network.inHost("touch " + faulty.program() + "." + fault);
    return faulty;
  }

  @Test
  void missingRightsAreNamed() throws Exception {
    String program = network.nft().program().toString();
    network.inHost("chmod 755 $(dirname " + program + ")");
    Nft powerless =
        network.program(
            "exec nsenter --target %d --net -- setpriv --bounding-set=-net_admin --inh-caps=-net_admin nft \"$@\""
                .formatted(network.hostPid()));
    NftBackend backend = new NftBackend(powerless, rules(self(), false), told::add);
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(backend::prepare)
        .withMessageContaining("CAP_NET_ADMIN");
  }

  private static void assertAll(String answer) throws Exception {
    for (String address : PrivateNetwork.HOST) {
      assertThat(network.connect(address, 25, 1)).as(address).isEqualTo(answer);
      assertThat(network.connect(address, 587, 1)).as(address).isEqualTo(answer);
    }
  }

  private static int refused(String answers) {
    String[] words = answers.split(" ", -1);
    int last = words.length - 1;
    return words[last - 1].equals("refused") ? Integer.parseInt(words[last]) : 0;
  }

  private NftBackend backend(Owner owner) throws IOException {
    return backend(rules(owner, false));
  }

  private NftBackend backend(NftRules rules) throws IOException {
    return new NftBackend(network.nft(), rules, told::add);
  }

  private static NftRules rules(Owner owner, boolean isProportional) {
    return new NftRules(
        "tidegate", new TreeSet<>(List.of(25, 587)), PrivateNetwork.FRIENDS, isProportional, owner);
  }

  private static Owner self() throws IOException {
    return Owner.self();
  }

  private static RefusedShare refusal(int percent, Duration lease) {
    return new RefusedShare(percent, OptionalInt.empty(), lease);
  }
}
