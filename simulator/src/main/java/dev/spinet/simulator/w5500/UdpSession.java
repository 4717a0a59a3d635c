package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.UdpDatagram;

/**
 * A UDP socket. Each datagram lies in the RX buffer behind a header with its sender and length; one
 * that does not fit is dropped whole (4.2). With MULTI the socket belongs to the group in its
 * destination registers from OPEN to CLOSE, and sends there and nowhere else.
 */
final class UdpSession extends PacketSession {

  private final int port;
  private final int mode;
  private final int limit;
  private final Ipv4Address group;
  private final int groupPort;

  UdpSession(HardwareSocket socket) {
    super(socket, SocketStatus.UDP);
    var registers = socket.registers;
    this.port = registers.get(SocketRegister.PORT);
    this.mode = registers.get(SocketRegister.MR);
    this.limit = socket.segmentSize(ChipLimits.MSS_UDP_MAX);
    this.group = new Ipv4Address(registers.get(SocketRegister.DIPR));
    this.groupPort = registers.get(SocketRegister.DPORT);
    if (port == 0) {
      socket.report(Diagnostic.Kind.BAD_ENDPOINT, "OPEN of a UDP socket on port 0");
    }
    if (isMulticast()) {
      if (!group.isMulticast()) {
        socket.report(
            Diagnostic.Kind.BAD_ENDPOINT, "OPEN with MULTI for " + group + ", which is no group");
      }
      core.network.igmp.join(group, isVersionOne());
    }
  }

  private boolean isMulticast() {
    return (mode & SocketMode.MULTI) != 0;
  }

  private boolean isVersionOne() {
    return (mode & SocketMode.MC) != 0;
  }

  /** A membership query has come in: says again which group this socket belongs to. */
  void reportMembership() {
    if (isMulticast()) {
      core.network.igmp.report(group, isVersionOne());
    }
  }

  @Override
  Ipv4Address destination() {
    return isMulticast() ? group : super.destination();
  }

  @Override
  int destinationPort() {
    return isMulticast() ? groupPort : super.destinationPort();
  }

  @Override
  int packetLimit() {
    return limit;
  }

  @Override
  void transmit(Ipv4Envelope envelope, int toPort, int pointer, int length) {
    var network = core.network;
    network.transmit(
        UdpDatagram.frame(
            envelope,
            network.nextIdentification(),
            port,
            toPort,
            length,
            (frame, offset) -> socket.tx.copy(pointer, frame, offset, length)));
  }

  @Override
  void close() {
    if (isMulticast()) {
      core.network.igmp.leave(group, isVersionOne());
    }
  }

  boolean isFor(UdpDatagram datagram) {
    if (datagram.destinationPort() != port) {
      return false;
    }
    var to = datagram.ip().destination();
    if (to.isMulticast()) {
      return isMulticast() && to.equals(group);
    }
    if (core.network.isBroadcast(to)) {
      return (mode & SocketMode.BCASTB) == 0;
    }
    boolean unicastBlocked = isMulticast() && (mode & SocketMode.UCASTB) != 0;
    return to.equals(core.network.ip()) && !unicastBlocked;
  }

  void receive(UdpDatagram datagram) {
    int length = datagram.payloadLength();
    if (socket.rx.free() < ChipLimits.UDP_HEADER_SIZE + length) {
      return;
    }
    var header = new PacketHeader(ChipLimits.UDP_HEADER_SIZE);
    header.put32(datagram.ip().source().value());
    header.put16(datagram.sourcePort());
    header.put16(length);
    header.appendTo(socket.rx);
    socket.rx.append(datagram.ip().ethernet().bytes(), datagram.payloadOffset(), length);
    socket.rx.publish();
  }
}
