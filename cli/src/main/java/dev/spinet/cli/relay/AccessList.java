package dev.spinet.cli.relay;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Who may connect: networks such as {@code 192.168.0.0/24}. An address of loopback always may. */
final class AccessList {

  /** Lets everybody in. */
  static final AccessList EVERYBODY = parse(List.of("0.0.0.0/0"));

  private final List<Network> networks;

  private AccessList(List<Network> networks) {
    this.networks = networks;
  }

  /**
   * Reads the networks.
   *
   * @throws IllegalArgumentException if one is malformed; the message is for the user
   */
  static AccessList parse(List<String> texts) {
    var networks = new ArrayList<Network>();
    for (var text : texts) {
      networks.add(Network.parse(text));
    }
    return new AccessList(networks);
  }

  /** Whether nobody beyond loopback may connect. */
  boolean isLoopbackOnly() {
    return networks.isEmpty();
  }

  boolean allows(InetAddress client) {
    return client.isLoopbackAddress()
        || networks.stream().anyMatch(network -> network.contains(client));
  }

  /** An IPv4 or IPv6 network. */
  private static final class Network {

    private final byte[] address;
    private final int prefixLength;

    private Network(byte[] address, int prefixLength) {
      this.address = address;
      this.prefixLength = prefixLength;
    }

    static Network parse(String text) {
      int slash = text.indexOf('/');
      String host = slash < 0 ? text : text.substring(0, slash);
      byte[] address;
      try {
        address = InetAddress.ofLiteral(host).getAddress();
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "'%s' is not a network: it should look like 192.168.0.0/24".formatted(text), e);
      }
      int longest = address.length * Byte.SIZE;
      String bits = slash < 0 ? Integer.toString(longest) : text.substring(slash + 1);
      if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > longest) {
        throw new IllegalArgumentException(
            "'%s' is not a network: behind the slash is a number from 0 to %d"
                .formatted(text, longest));
      }
      return new Network(address, Integer.parseInt(bits));
    }

    boolean contains(InetAddress client) {
      byte[] other = client.getAddress();
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < prefixLength; bit++) {
        int mask = 1 << (Byte.SIZE - 1 - bit % Byte.SIZE);
        if (((other[bit / Byte.SIZE] ^ address[bit / Byte.SIZE]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
