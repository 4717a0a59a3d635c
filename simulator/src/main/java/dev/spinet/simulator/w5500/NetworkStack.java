package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.CommonInterrupt;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ModeBits;
import dev.spinet.simulator.net.EthernetPort;
import dev.spinet.simulator.packet.ArpPacket;
import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.Ipv4Packet;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;
import dev.spinet.simulator.packet.UdpDatagram;
import java.util.SplittableRandom;

/**
 * The chip's side of the cable: takes frames in, finds who they are for, and answers what the chip
 * answers by itself (ARP, ping, segments for nobody). Frames the chip cannot read are dropped, as
 * the chip does.
 */
final class NetworkStack implements EthernetPort.Station {

  /** Time to live of packets that belong to no socket. */
  private static final int OWN_TTL = 128;

  final ArpResolver arp;
  final IgmpMembership igmp;
  private final ChipCore core;
  private final SplittableRandom sequences;
  private int identification;

  NetworkStack(ChipCore core) {
    this.core = core;
    this.sequences = new SplittableRandom(core.options.seed());
    this.arp = new ArpResolver(core, this);
    this.igmp = new IgmpMembership(core, this);
  }

  void reset() {
    arp.reset();
  }

  MacAddress mac() {
    return new MacAddress(core.common.getLong(CommonRegister.SHAR));
  }

  Ipv4Address ip() {
    return new Ipv4Address(core.common.get(CommonRegister.SIPR));
  }

  /** Whom to ask for the hardware address on the way to a destination. */
  Ipv4Address nextHop(Ipv4Address destination) {
    int mask = core.common.get(CommonRegister.SUBR);
    int own = core.common.get(CommonRegister.SIPR);
    return (destination.value() & mask) == (own & mask)
        ? destination
        : new Ipv4Address(core.common.get(CommonRegister.GAR));
  }

  /** Whether an address means everybody: all ones, or all ones behind the subnet mask. */
  boolean isBroadcast(Ipv4Address address) {
    int mask = core.common.get(CommonRegister.SUBR);
    int own = core.common.get(CommonRegister.SIPR);
    return address.equals(Ipv4Address.BROADCAST)
        || (mask != 0 && address.value() == ((own & mask) | ~mask));
  }

  int nextIdentification() {
    identification = (identification + 1) & 0xFFFF;
    return identification;
  }

  /** Where the sequence numbers of a new connection start. */
  int nextInitialSequence() {
    return sequences.nextInt();
  }

  /** Puts a frame on the wire, if there is one. */
  void transmit(byte[] frame) {
    if (core.phy.isLinkUp()) {
      core.port.transmit(frame);
    }
  }

  @Override
  public void linkChanged(boolean up) {
    core.lock();
    try {
      core.phy.linkChanged(up);
    } finally {
      core.unlock();
    }
  }

  /** The PHY has found its link again. */
  void linkRestored() {
    for (var socket : core.sockets) {
      var session = socket.session();
      if (session != null) {
        session.linkRestored();
      }
    }
  }

  @Override
  public void receive(byte[] frame) {
    // Parsing sums up checksums; that needs no lock.
    var packet = Packet.parse(frame);
    core.lock();
    try {
      if (core.phy.isLinkUp()) {
        if (core.sockets[0].session() instanceof RawEthernetSession session) {
          session.receive(frame);
        }
        dispatch(packet);
      }
    } finally {
      core.unlock();
    }
  }

  private void dispatch(Packet packet) {
    switch (packet) {
      case ArpPacket arpPacket -> receiveArp(arpPacket);
      case TcpSegment segment when isForMe(segment.ip()) -> receiveTcp(segment);
      case IcmpMessage message when isForMe(message.ip()) -> {
        receiveIcmp(message);
        receiveRaw(message.ip());
      }
      case UdpDatagram datagram -> receiveUdp(datagram);
      case Ipv4Packet igmpPacket
          when igmpPacket.protocol() == Ipv4Packet.IGMP && !igmpPacket.isFragment() ->
          igmp.receive(igmpPacket);
      case Ipv4Packet other when isForMe(other) -> receiveRaw(other);
      default -> {
        // Nothing that an open socket could want.
      }
    }
  }

  private boolean isForMe(Ipv4Packet packet) {
    return packet.destination().equals(ip())
        && packet.ethernet().destination().equals(mac())
        && !packet.isFragment();
  }

  private void receiveArp(ArpPacket packet) {
    var own = ip();
    boolean hasAddress = !own.equals(Ipv4Address.ANY);
    if (hasAddress && packet.senderIp().equals(own) && !packet.senderMac().equals(mac())) {
      core.interrupts.raise(CommonInterrupt.CONFLICT);
      return;
    }
    if (packet.operation() == ArpPacket.REPLY) {
      arp.replied(packet);
    } else if (packet.operation() == ArpPacket.REQUEST
        && hasAddress
        && packet.targetIp().equals(own)) {
      transmit(packet.reply(mac()).toFrame());
    }
  }

  private void receiveIcmp(IcmpMessage message) {
    if (message.type() == IcmpMessage.ECHO_REQUEST) {
      if ((core.common.get(CommonRegister.MR) & ModeBits.PB) == 0) {
        transmit(message.echoReply(answer(message.ip()), nextIdentification()));
      }
    } else if (message.code() == IcmpMessage.PORT_UNREACHABLE) {
      message
          .quote()
          .ifPresent(quote -> {
            core.common.set(CommonRegister.UIPR, quote.destination().value());
            core.common.set(CommonRegister.UPORTR, quote.destinationPort());
            core.interrupts.raise(CommonInterrupt.UNREACH);
          });
    }
  }

  private void receiveUdp(UdpDatagram datagram) {
    var to = datagram.ip().ethernet().destination();
    if (!to.equals(mac()) && !to.isGroup()) {
      return;
    }
    if ((core.common.get(CommonRegister.MR) & ModeBits.WOL) != 0
        && MagicPacket.isFor(mac(), datagram)) {
      core.interrupts.raise(CommonInterrupt.MAGIC_PACKET);
    }
    for (var socket : core.sockets) {
      if (socket.session() instanceof UdpSession session && session.isFor(datagram)) {
        session.receive(datagram);
        return;
      }
    }
  }

  private void receiveRaw(Ipv4Packet packet) {
    for (var socket : core.sockets) {
      if (socket.session() instanceof RawIpSession session) {
        session.receive(packet);
      }
    }
  }

  private void receiveTcp(TcpSegment segment) {
    TcpSession listener = null;
    for (var socket : core.sockets) {
      if (socket.session() instanceof TcpSession session) {
        if (session.isConnectedTo(segment)) {
          session.receive(segment);
          return;
        }
        if (listener == null && session.listensFor(segment)) {
          listener = session;
        }
      }
    }
    if (listener != null) {
      listener.receive(segment);
    } else if (!segment.has(TcpHeader.RST)) {
      refuse(segment);
    }
  }

  /** Answers a segment that belongs to no connection (RFC 9293, section 3.10.7.1). */
  void refuse(TcpSegment segment) {
    boolean acknowledges = segment.has(TcpHeader.ACK);
    var header =
        new TcpHeader(
            /* sourcePort= */ segment.destinationPort(),
            /* destinationPort= */ segment.sourcePort(),
            acknowledges ? segment.acknowledgment() : 0,
            acknowledges ? 0 : segment.sequence() + segment.sequenceLength(),
            acknowledges ? TcpHeader.RST : TcpHeader.RST | TcpHeader.ACK,
            0);
    transmit(header.frame(answer(segment.ip()), nextIdentification(), 0, PayloadWriter.NONE));
  }

  /** The way back to the sender of a packet. */
  private Ipv4Envelope answer(Ipv4Packet packet) {
    return new Ipv4Envelope(
        mac(), packet.ethernet().source(), ip(), packet.source(), 0, OWN_TTL, true);
  }
}
