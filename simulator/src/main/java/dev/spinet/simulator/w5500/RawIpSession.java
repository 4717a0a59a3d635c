package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.packet.EthernetFrame;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.Ipv4Packet;

/**
 * A raw IP socket: payloads of one IP protocol, such as ICMP for ping. The W5500 datasheet does not
 * describe it; the chip has it as the W5200 does, whose datasheet describes Sn_PROTO.
 */
final class RawIpSession extends PacketSession {

  private final int protocol;

  RawIpSession(HardwareSocket socket) {
    super(socket, SocketStatus.IPRAW);
    this.protocol = socket.registers.get(SocketRegister.PROTO);
    if (protocol == Ipv4Packet.TCP || protocol == Ipv4Packet.UDP) {
      socket.report(
          Diagnostic.Kind.UNSUPPORTED_PROTOCOL,
          "a raw IP socket for protocol " + protocol + ", which the chip keeps to itself");
    }
  }

  @Override
  int packetLimit() {
    return EthernetFrame.MTU - Ipv4Envelope.HEADER_BYTES;
  }

  @Override
  void transmit(Ipv4Envelope envelope, int port, int pointer, int length) {
    var network = core.network;
    network.transmit(
        envelope.frame(
            network.nextIdentification(),
            protocol,
            length,
            (frame, offset) -> socket.tx.copy(pointer, frame, offset, length)));
  }

  void receive(Ipv4Packet packet) {
    int length = packet.payloadLength();
    if (packet.protocol() != protocol
        || protocol == Ipv4Packet.TCP
        || protocol == Ipv4Packet.UDP
        || socket.rx.free() < ChipLimits.IPRAW_HEADER_SIZE + length) {
      return;
    }
    var header = new PacketHeader(ChipLimits.IPRAW_HEADER_SIZE);
    header.put32(packet.source().value());
    header.put16(length);
    header.appendTo(socket.rx);
    socket.rx.append(packet.ethernet().bytes(), packet.payloadOffset(), length);
    socket.rx.publish();
  }
}
