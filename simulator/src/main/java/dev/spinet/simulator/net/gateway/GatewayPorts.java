package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.packet.Ipv4Address;
import java.util.function.Predicate;

/** Chooses ports for conversations that begin at the gateway's own address. */
final class GatewayPorts {

  /** The dynamic ports (RFC 6335, section 6). */
  private static final int FIRST = 49_152;

  private static final int COUNT = 0x1_0000 - FIRST;

  private final Ipv4Address gateway;
  private int last;

  GatewayPorts(Ipv4Address gateway) {
    this.gateway = gateway;
  }

  /** A key that is not in use. There always is one, as the flows are far fewer than the ports. */
  FlowKey freeKey(Ipv4Address station, int stationPort, Predicate<FlowKey> used) {
    for (int i = 0; i < COUNT; i++) {
      last = (last + 1) % COUNT;
      var key = new FlowKey(station, stationPort, gateway, FIRST + last);
      if (!used.test(key)) {
        return key;
      }
    }
    throw new IllegalStateException("all ports of the gateway are in use");
  }
}
