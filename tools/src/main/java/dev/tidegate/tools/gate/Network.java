package dev.tidegate.tools.gate;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * The addresses that begin with the same bits, such as {@code 192.0.2.0/24}.
 *
 * @param first the lowest of them
 * @param prefixBits how many bits they share
 */
record Network(InetAddress first, int prefixBits) {

  /**
   * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32} or a single address; names are not looked up.
   *
   * @throws IllegalArgumentException with a sentence, if it is none of these
   */
  static Network parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    InetAddress literal = literal(text, address);
    int mostBits = literal.getAddress().length * Byte.SIZE;
    int bits = slash < 0 ? mostBits : bits(text, text.substring(slash + 1), mostBits);
    return new Network(masked(literal, bits), bits);
  }

  private static InetAddress literal(String text, String address) {
    InetAddress literal;
    try {
      literal = InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException e) {
      throw notOne(text);
    }
    if (address.contains("%") || (!address.contains(":") && !isDottedQuad(address))) {
      throw notOne(text);
    }
    return literal;
  }

  /** The JDK also takes forms like 10.1, which mean something else to many people. */
  private static boolean isDottedQuad(String address) {
    return address.chars().filter(each -> each == '.').count() == 3;
  }

  private static int bits(String text, String digits, int mostBits) {
    if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(Network::isDigit)) {
      throw notOne(text);
    }
    int bits = Integer.parseInt(digits);
    if (bits > mostBits) {
      throw new IllegalArgumentException(
          "'" + text + "' has more than the " + mostBits + " bits of such an address");
    }
    return bits;
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private static InetAddress masked(InetAddress address, int bits) {
    byte[] bytes = address.getAddress();
    for (int bit = bits; bit < bytes.length * Byte.SIZE; bit++) {
      bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> (bit % Byte.SIZE));
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
    }
  }

  private static IllegalArgumentException notOne(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is no network: write 192.0.2.0/24, 2001:db8::/32 or one address");
  }

  /** Returns the same addresses by networks of which none contains another. */
  static List<Network> withoutContained(List<Network> networks) {
    return networks.stream()
        .distinct()
        .filter(
            each ->
                networks.stream().noneMatch(other -> !other.equals(each) && other.contains(each)))
        .toList();
  }

  private boolean contains(Network other) {
    return prefixBits <= other.prefixBits
        && isIpv4() == other.isIpv4()
        && masked(other.first, prefixBits).equals(first);
  }

  boolean isIpv4() {
    return switch (first) {
      case Inet4Address ipv4 -> true;
      case Inet6Address ipv6 -> false;
      default -> throw new IllegalStateException("neither IPv4 nor IPv6: " + first);
    };
  }

  @Override
  public String toString() {
    return first.getHostAddress() + "/" + prefixBits;
  }
}
