package dev.tidegate.daemon.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.daemon.posix.ListeningSockets.Interface;
import org.junit.jupiter.api.Test;

/** The forms in which an option names a socket. */
final class SocketSpecTest {

  @Test
  void aPathMayHaveAPrefixOrNone() {
    assertThat(SocketSpec.parse("/a/b")).isEqualTo(new SocketSpec.UnixPath("/a/b"));
    assertThat(SocketSpec.parse("unix:/a")).isEqualTo(new SocketSpec.UnixPath("/a"));
    assertThat(SocketSpec.parse("local:a")).isEqualTo(new SocketSpec.UnixPath("a"));
    assertThat(SocketSpec.parse("odd:1")).isEqualTo(new SocketSpec.UnixPath("odd:1"));
  }

  @Test
  void aPortSaysOnWhichAddressesItListens() {
    assertThat(SocketSpec.parse("inet:25"))
        .isEqualTo(new SocketSpec.InetPort(Interface.IPV4_LOOPBACK, 25));
    assertThat(SocketSpec.parse("inet_any:65535"))
        .isEqualTo(new SocketSpec.InetPort(Interface.IPV4_ANY, 65_535));
    assertThat(SocketSpec.parse("inet6:1"))
        .isEqualTo(new SocketSpec.InetPort(Interface.IPV6_LOOPBACK, 1));
    assertThat(SocketSpec.parse("inet6_any:99"))
        .isEqualTo(new SocketSpec.InetPort(Interface.IPV6_ANY, 99));
  }

  @Test
  void whatIsNoPortAndAnEmptyPathAreMalformed() {
    for (String text :
        new String[] {"inet:", "inet:0", "inet:65536", "inet:25x", "inet6:-1", "unix:", ""}) {
      assertThat(SocketSpec.parse(text)).as(text).isInstanceOf(SocketSpec.Malformed.class);
    }
  }
}
