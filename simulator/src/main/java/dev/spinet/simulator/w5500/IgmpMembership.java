package dev.spinet.simulator.w5500;

import dev.spinet.simulator.packet.InternetChecksum;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.Ipv4Packet;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.PayloadWriter;
import java.nio.ByteBuffer;

/**
 * Membership of multicast groups: IGMP version 2 (RFC 2236) or 1 (RFC 1112), as MC says (4.2). The
 * messages of version 2 carry the router alert option (RFC 2236, section 2).
 */
final class IgmpMembership {

  private static final int QUERY = 0x11;
  private static final int REPORT_VERSION_1 = 0x12;
  private static final int REPORT_VERSION_2 = 0x16;
  private static final int LEAVE_VERSION_2 = 0x17;
  private static final int MESSAGE_BYTES = 8;
  private static final int CHECKSUM = 2;
  private static final Ipv4Address ALL_ROUTERS = Ipv4Address.parse("224.0.0.2");

  private final ChipCore core;
  private final NetworkStack network;

  IgmpMembership(ChipCore core, NetworkStack network) {
    this.core = core;
    this.network = network;
  }

  void join(Ipv4Address group, boolean versionOne) {
    report(group, versionOne);
  }

  void report(Ipv4Address group, boolean versionOne) {
    if (versionOne) {
      send(group, REPORT_VERSION_1, group, Ipv4Envelope.NO_OPTIONS);
    } else {
      send(group, REPORT_VERSION_2, group, Ipv4Envelope.ROUTER_ALERT);
    }
  }

  void leave(Ipv4Address group, boolean versionOne) {
    if (!versionOne) {
      send(ALL_ROUTERS, LEAVE_VERSION_2, group, Ipv4Envelope.ROUTER_ALERT);
    }
  }

  /** An IGMP packet has come in. */
  void receive(Ipv4Packet packet) {
    byte[] bytes = packet.ethernet().bytes();
    int at = packet.payloadOffset();
    if (packet.payloadLength() < MESSAGE_BYTES
        || InternetChecksum.of(bytes, at, packet.payloadLength()) != 0
        || bytes[at] != QUERY) {
      return;
    }
    for (var socket : core.sockets) {
      if (socket.session() instanceof UdpSession session) {
        session.reportMembership();
      }
    }
  }

  private void send(Ipv4Address to, int type, Ipv4Address group, int options) {
    byte[] message =
        ByteBuffer.allocate(MESSAGE_BYTES)
            .put((byte) type)
            .put((byte) 0)
            .putShort((short) 0)
            .putInt(group.value())
            .array();
    ByteBuffer.wrap(message)
        .putShort(CHECKSUM, (short) InternetChecksum.of(message, 0, MESSAGE_BYTES));
    var envelope =
        new Ipv4Envelope(network.mac(), MacAddress.ofMulticast(to), network.ip(), to, 0, 1, false);
    network.transmit(
        envelope.frame(
            network.nextIdentification(),
            Ipv4Packet.IGMP,
            options,
            MESSAGE_BYTES,
            PayloadWriter.of(message, 0, MESSAGE_BYTES)));
  }
}
