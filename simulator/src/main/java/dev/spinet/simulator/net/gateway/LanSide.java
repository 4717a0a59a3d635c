package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.net.EthernetPort;
import dev.spinet.simulator.packet.EthernetFrame;
import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.Ipv4Packet;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.UdpDatagram;
import java.nio.ByteBuffer;

/** The gateway's own end on the simulated network. */
final class LanSide {
  private static final int MAXIMUM_DATAGRAM =
      EthernetFrame.MTU - Ipv4Envelope.HEADER_BYTES - UdpDatagram.HEADER_BYTES;

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

  /** Sends a datagram to a station, unless it is larger than a frame. */
  void transmitDatagram(
      Ipv4Envelope envelope, int fromPort, int toPort, ByteBuffer payload, Tally tally) {
    int length = payload.remaining();
    if (length > MAXIMUM_DATAGRAM) {
      // It would have to be cut into fragments, which no chip here puts together again.
      tally.datagramsDropped++;
      return;
    }
    transmit(
        UdpDatagram.frame(
            envelope,
            identify(),
            fromPort,
            toPort,
            length,
            (frame, offset) -> payload.get(frame, offset, length)));
  }
}
