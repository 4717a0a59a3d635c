package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.net.EthernetPort;
import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.Ipv4Packet;
import dev.spinet.simulator.packet.MacAddress;

/** The gateway's own end on the simulated network. */
final class LanSide {
  private final EthernetPort port;
  private final UserNetworkConfig config;
  private int identification;

  LanSide(EthernetPort port, UserNetworkConfig config) {
    this.port = port;
    this.config = config;
  }

  MacAddress mac() {
    return config.gatewayMac();
  }

  /** A new value for the identification field of IPv4. */
  int identify() {
    return ++identification;
  }

  void transmit(byte[] frame) {
    port.transmit(frame);
  }

  /** An envelope from an address outside (or the gateway's own) to a station. */
  Ipv4Envelope envelope(Ipv4Address from, MacAddress stationMac, Ipv4Address station) {
    return Ipv4Envelope.of(config.gatewayMac(), stationMac, from, station);
  }

  /** An envelope for the answer to a packet. */
  Ipv4Envelope answer(Ipv4Packet packet) {
    return envelope(packet.destination(), packet.ethernet().source(), packet.source());
  }

  /** Tells a station that its packet could not be delivered. */
  void reportUnreachable(int code, Ipv4Packet packet) {
    var envelope = envelope(config.gateway(), packet.ethernet().source(), packet.source());
    transmit(IcmpMessage.unreachable(envelope, identify(), code, packet));
  }
}
