package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ModeBits;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.MacAddress;
import java.util.Optional;

/**
 * A socket that sends packets by themselves: each SEND goes to the destination registers, after
 * address resolution if their hardware address is not known from the SEND before (4.2). What does
 * not fit one packet goes out as several.
 */
abstract class PacketSession extends Session {

  final int tos;
  final int ttl;
  private Optional<Ipv4Address> resolvedHop = Optional.empty();
  private MacAddress resolvedMac = MacAddress.ZERO;
  private Ipv4Address destination = Ipv4Address.ANY;
  private int destinationPort;
  private int start;
  private int length;
  private boolean pending;
  private boolean stalled;

  PacketSession(HardwareSocket socket, int status) {
    super(socket);
    this.tos = socket.registers.get(SocketRegister.TOS);
    this.ttl = socket.registers.get(SocketRegister.TTL);
    socket.status(status);
  }

  /** Most payload bytes of one packet. */
  abstract int packetLimit();

  /** Sends one packet whose payload the TX buffer holds from a pointer on. */
  abstract void transmit(Ipv4Envelope envelope, int port, int pointer, int payloadLength);

  /** Where a SEND goes; a multicast socket has decided that at OPEN. */
  Ipv4Address destination() {
    return new Ipv4Address(socket.registers.get(SocketRegister.DIPR));
  }

  int destinationPort() {
    return socket.registers.get(SocketRegister.DPORT);
  }

  @Override
  void send() {
    takeOver(SocketCommand.SEND);
    var network = core.network;
    if (network.isBroadcast(destination)) {
      forgetHop();
      deliver(MacAddress.BROADCAST);
    } else if (destination.isMulticast()) {
      forgetHop();
      deliver(MacAddress.ofMulticast(destination));
    } else {
      var hop = network.nextHop(destination);
      boolean force = (core.common.get(CommonRegister.MR) & ModeBits.FARP) != 0;
      if (!force && resolvedHop.filter(hop::equals).isPresent()) {
        deliver(resolvedMac);
      } else {
        network.arp.resolve(socket.index, hop, mac -> resolved(hop, mac), this::unresolved);
      }
    }
  }

  @Override
  void sendToHardwareAddress() {
    takeOver(SocketCommand.SEND_MAC);
    forgetHop();
    deliver(new MacAddress(socket.registers.getLong(SocketRegister.DHAR)));
  }

  private void takeOver(int command) {
    if (pending) {
      socket.report(
          Diagnostic.Kind.SEND_WHILE_PENDING,
          SocketCommand.name(command) + " before the previous SEND was complete");
    } else {
      start = socket.tx.end();
      length = 0;
    }
    length += socket.tx.take();
    pending = true;
    destination = destination();
    destinationPort = destinationPort();
    if (destination.equals(Ipv4Address.ANY)) {
      socket.report(Diagnostic.Kind.BAD_ENDPOINT, "SEND to 0.0.0.0");
    }
  }

  /** The next SEND to a station asks again: only the same destination as before spares that. */
  private void forgetHop() {
    resolvedHop = Optional.empty();
  }

  private void resolved(Ipv4Address hop, MacAddress mac) {
    resolvedHop = Optional.of(hop);
    resolvedMac = mac;
    socket.registers.setLong(SocketRegister.DHAR, mac.value());
    deliver(mac);
  }

  /** Nobody has answered: the data are dropped, the socket stays open. */
  private void unresolved() {
    forgetHop();
    finish();
    socket.raise(SocketInterrupt.TIMEOUT);
  }

  private void deliver(MacAddress mac) {
    resolvedMac = mac;
    if (!core.phy.isLinkUp()) {
      // Without a link nothing leaves the MAC, and SENDOK stays away.
      stalled = true;
      return;
    }
    stalled = false;
    var network = core.network;
    var envelope =
        new Ipv4Envelope(
            network.mac(), mac, network.ip(), destination, tos, ttl, socket.dontFragment());
    for (int sent = 0; sent < length; ) {
      int piece = Math.min(packetLimit(), length - sent);
      transmit(envelope, destinationPort, start + sent, piece);
      sent += piece;
    }
    finish();
    socket.raiseSendOk();
  }

  private void finish() {
    pending = false;
    socket.tx.sent(start + length);
    socket.tx.release(start + length);
  }

  @Override
  void linkRestored() {
    if (stalled) {
      deliver(resolvedMac);
    }
  }

  @Override
  void abandon() {
    core.network.arp.cancel(socket.index);
  }
}
