package dev.spinet.cli.trace;

import dev.spinet.cli.json.Json;
import dev.spinet.simulator.packet.ArpPacket;
import dev.spinet.simulator.packet.DhcpMessage;
import dev.spinet.simulator.packet.EthernetFrame;
import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.Ipv4Packet;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;
import dev.spinet.simulator.packet.UdpDatagram;
import java.util.Locale;
import java.util.Map;

/**
 * An Ethernet frame in words. Of payload the length only.
 *
 * @param seconds when it was, since the first one
 * @param protocol the innermost protocol that is known
 * @param from the sender
 * @param to the receiver
 * @param what what it says
 * @param bytes bytes of the frame
 */
record PacketText(double seconds, String protocol, String from, String to, String what, int bytes) {

  private static final int DNS_PORT = 53;

  static PacketText of(double seconds, byte[] frame) {
    return switch (Packet.parse(frame)) {
      case ArpPacket arp -> arp(seconds, arp, frame.length);
      case TcpSegment tcp ->
          new PacketText(
              seconds,
              "TCP",
              tcp.ip().source() + ":" + tcp.sourcePort(),
              tcp.ip().destination() + ":" + tcp.destinationPort(),
              tcp(tcp),
              frame.length);
      case UdpDatagram udp -> udp(seconds, udp, frame.length);
      case IcmpMessage icmp ->
          new PacketText(
              seconds,
              "ICMP",
              icmp.ip().source().toString(),
              icmp.ip().destination().toString(),
              icmp(icmp),
              frame.length);
      case Ipv4Packet ip ->
          new PacketText(
              seconds,
              "IPv4",
              ip.source().toString(),
              ip.destination().toString(),
              "protocol %d, %d bytes%s"
                  .formatted(
                      ip.protocol(), ip.payloadLength(), ip.isFragment() ? ", a fragment" : ""),
              frame.length);
      case EthernetFrame ethernet ->
          new PacketText(
              seconds,
              "Ethernet",
              ethernet.source().toString(),
              ethernet.destination().toString(),
              "type 0x%04X, %d bytes".formatted(ethernet.etherType(), ethernet.payloadLength()),
              frame.length);
      case Packet.Malformed malformed ->
          new PacketText(
              seconds,
              "damaged",
              "?",
              "?",
              malformed.name().toLowerCase(Locale.ROOT).replace('_', ' '),
              frame.length);
    };
  }

  private static PacketText arp(double seconds, ArpPacket arp, int bytes) {
    String what =
        arp.operation() == ArpPacket.REQUEST
            ? "who has %s?".formatted(arp.targetIp())
            : "%s is at %s".formatted(arp.senderIp(), arp.senderMac());
    return new PacketText(
        seconds, "ARP", arp.senderIp().toString(), arp.targetIp().toString(), what, bytes);
  }

  private static PacketText udp(double seconds, UdpDatagram udp, int bytes) {
    String protocol = "UDP";
    String what = "%d bytes".formatted(udp.payloadLength());
    if (udp.sourcePort() == DNS_PORT || udp.destinationPort() == DNS_PORT) {
      protocol = "DNS";
      what = (udp.destinationPort() == DNS_PORT ? "question, " : "answer, ") + what;
    } else {
      var dhcp = DhcpMessage.parse(udp);
      if (dhcp.isPresent()) {
        protocol = "DHCP";
        what = dhcp(dhcp.get()) + ", " + what;
      }
    }
    return new PacketText(
        seconds,
        protocol,
        udp.ip().source() + ":" + udp.sourcePort(),
        udp.ip().destination() + ":" + udp.destinationPort(),
        what,
        bytes);
  }

  private static String dhcp(DhcpMessage message) {
    return switch (message.type().orElse(0)) {
      case DhcpMessage.DISCOVER -> "discover";
      case DhcpMessage.OFFER -> "offer";
      case DhcpMessage.REQUEST -> "request";
      case DhcpMessage.DECLINE -> "decline";
      case DhcpMessage.ACK -> "ack";
      case DhcpMessage.NAK -> "nak";
      case DhcpMessage.RELEASE -> "release";
      case DhcpMessage.INFORM -> "inform";
      default -> "unknown";
    };
  }

  private static String icmp(IcmpMessage icmp) {
    return switch (icmp.type()) {
      case IcmpMessage.ECHO_REQUEST ->
          "echo request %d, %d bytes".formatted(icmp.sequence(), icmp.payloadLength());
      case IcmpMessage.ECHO_REPLY ->
          "echo reply %d, %d bytes".formatted(icmp.sequence(), icmp.payloadLength());
      case IcmpMessage.DESTINATION_UNREACHABLE -> "unreachable, code %d".formatted(icmp.code());
      default -> "type %d, code %d".formatted(icmp.type(), icmp.code());
    };
  }

  private static String tcp(TcpSegment tcp) {
    var text = new StringBuilder();
    flag(text, tcp, TcpHeader.SYN, "SYN ");
    flag(text, tcp, TcpHeader.FIN, "FIN ");
    flag(text, tcp, TcpHeader.RST, "RST ");
    flag(text, tcp, TcpHeader.ACK, "ACK ");
    text.append("seq ").append(Integer.toUnsignedString(tcp.sequence()));
    if (tcp.has(TcpHeader.ACK)) {
      text.append(" ack ").append(Integer.toUnsignedString(tcp.acknowledgment()));
    }
    return text.append(" win ")
        .append(tcp.window())
        .append(", ")
        .append(tcp.payloadLength())
        .append(" bytes")
        .toString();
  }

  private static void flag(StringBuilder text, TcpSegment tcp, int flag, String name) {
    text.append(tcp.has(flag) ? name : "");
  }

  /** A line for people. */
  String text() {
    return String.format(
        Locale.ROOT, "%12.6f  %-4s %s > %s  %s", seconds, protocol, from, to, what);
  }

  /** For programs. */
  Map<String, Object> json() {
    var facts = Json.object();
    facts.put("seconds", seconds);
    facts.put("protocol", protocol);
    facts.put("from", from);
    facts.put("to", to);
    facts.put("what", what);
    facts.put("bytes", bytes);
    return facts;
  }
}
