package dev.spinet.simulator.scenario;

import dev.spinet.simulator.packet.ArpPacket;
import dev.spinet.simulator.packet.DhcpMessage;
import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;
import dev.spinet.simulator.packet.UdpDatagram;
import java.util.Locale;

/** What a packet is. */
public enum PacketKind {
  /** Whatever it is. */
  ANY,
  /** Address resolution. */
  ARP,
  /** Ping, its answer, or an error message. */
  ICMP,
  /** A segment of a TCP connection. */
  TCP,
  /** A TCP segment with the flag SYN. */
  SYN,
  /** A TCP segment with the flag FIN. */
  FIN,
  /** A TCP segment with the flag RST. */
  RST,
  /** A TCP segment with payload. */
  DATA,
  /** A UDP datagram. */
  UDP,
  /** A UDP datagram between a DHCP client and a server. */
  DHCP,
  /** A UDP datagram to or from a name server. */
  DNS;

  private static final int DNS_PORT = 53;

  /** The word in a file. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a packet is of this kind. */
  boolean matches(Packet packet) {
    return switch (this) {
      case ANY -> true;
      case ARP -> packet instanceof ArpPacket;
      case ICMP -> packet instanceof IcmpMessage;
      case TCP -> packet instanceof TcpSegment;
      case SYN -> packet instanceof TcpSegment segment && segment.has(TcpHeader.SYN);
      case FIN -> packet instanceof TcpSegment segment && segment.has(TcpHeader.FIN);
      case RST -> packet instanceof TcpSegment segment && segment.has(TcpHeader.RST);
      case DATA -> packet instanceof TcpSegment segment && segment.payloadLength() > 0;
      case UDP -> packet instanceof UdpDatagram;
      case DHCP ->
          isUdpWithPort(packet, DhcpMessage.SERVER_PORT)
              || isUdpWithPort(packet, DhcpMessage.CLIENT_PORT);
      case DNS -> isUdpWithPort(packet, DNS_PORT);
    };
  }

  private static boolean isUdpWithPort(Packet packet, int port) {
    return packet instanceof UdpDatagram datagram
        && (datagram.sourcePort() == port || datagram.destinationPort() == port);
  }
}
