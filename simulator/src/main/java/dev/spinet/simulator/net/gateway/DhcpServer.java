package dev.spinet.simulator.net.gateway;

import static dev.spinet.simulator.packet.DhcpMessage.ACK;
import static dev.spinet.simulator.packet.DhcpMessage.NAK;
import static dev.spinet.simulator.packet.DhcpMessage.OFFER;

import dev.spinet.simulator.packet.DhcpMessage;
import dev.spinet.simulator.packet.DhcpMessage.Option;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.UdpDatagram;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Gives the stations their addresses (RFC 2131). */
final class DhcpServer {
  private final UserNetworkConfig config;
  private final LanSide lan;
  private final DhcpLeases leases;
  private DhcpMode mode = DhcpMode.NORMAL;

  DhcpServer(UserNetworkConfig config, LanSide lan, DhcpLeases leases) {
    this.config = config;
    this.lan = lan;
    this.leases = leases;
  }

  void setMode(DhcpMode newMode) {
    mode = newMode;
  }

  /** Whether a datagram is for a DHCP server on this network. */
  boolean isFor(UdpDatagram datagram) {
    var destination = datagram.ip().destination();
    return datagram.destinationPort() == DhcpMessage.SERVER_PORT
        && (destination.equals(Ipv4Address.BROADCAST)
            || destination.equals(config.broadcast())
            || destination.equals(config.gateway()));
  }

  void receive(UdpDatagram datagram) {
    DhcpMessage.parse(datagram).filter(DhcpMessage::request).ifPresent(this::answer);
  }

  private void answer(DhcpMessage message) {
    if (mode == DhcpMode.SILENT || message.hardware().isGroup()) {
      return;
    }
    switch (message.type().orElse(0)) {
      case DhcpMessage.DISCOVER -> offer(message);
      case DhcpMessage.REQUEST -> grant(message);
      case DhcpMessage.DECLINE ->
          message.address(DhcpMessage.REQUESTED_ADDRESS).ifPresent(leases::decline);
      case DhcpMessage.RELEASE -> leases.release(message.hardware(), message.clientAddress());
      case DhcpMessage.INFORM -> reply(message, ACK, Ipv4Address.ANY);
      default -> {}
    }
  }

  private void offer(DhcpMessage message) {
    leases
        .choose(message.hardware(), message.address(DhcpMessage.REQUESTED_ADDRESS))
        .ifPresent(address -> reply(message, OFFER, address));
  }

  private void grant(DhcpMessage message) {
    var server = message.address(DhcpMessage.SERVER_IDENTIFIER);
    if (server.isPresent() && !server.get().equals(config.gateway())) {
      // The client has taken the offer of another server.
      leases.withdraw(message.hardware());
      return;
    }
    Optional<Ipv4Address> wanted =
        message.clientAddress().equals(Ipv4Address.ANY)
            ? message.address(DhcpMessage.REQUESTED_ADDRESS)
            : Optional.of(message.clientAddress());
    if (wanted.isEmpty()) {
      return;
    }
    if (mode == DhcpMode.REFUSING || !leases.grant(message.hardware(), wanted.get())) {
      reply(message, NAK, Ipv4Address.ANY);
    } else {
      reply(message, ACK, wanted.get());
    }
  }

  private void reply(DhcpMessage question, int type, Ipv4Address address) {
    var answer =
        new DhcpMessage(
            false,
            question.transaction(),
            question.broadcast(),
            type == NAK ? Ipv4Address.ANY : question.clientAddress(),
            address,
            question.hardware(),
            options(type, address));
    byte[] payload = answer.toPayload();
    lan.transmit(
        UdpDatagram.frame(
            envelope(question, type, address),
            lan.identify(),
            DhcpMessage.SERVER_PORT,
            DhcpMessage.CLIENT_PORT,
            payload.length,
            PayloadWriter.of(payload, 0, payload.length)));
  }

  private Map<Integer, Option> options(int type, Ipv4Address address) {
    Map<Integer, Option> options = new HashMap<>();
    options.put(DhcpMessage.MESSAGE_TYPE, Option.ofByte(type));
    options.put(DhcpMessage.SERVER_IDENTIFIER, Option.of(config.gateway()));
    if (type == NAK) {
      return options;
    }
    options.put(DhcpMessage.SUBNET_MASK, Option.of(config.mask()));
    options.put(DhcpMessage.ROUTER, Option.of(config.gateway()));
    options.put(DhcpMessage.NAME_SERVER, Option.of(config.nameServer()));
    if (!address.equals(Ipv4Address.ANY)) {
      int seconds = (int) config.lease().toSeconds();
      options.put(DhcpMessage.LEASE_TIME, Option.ofInt(seconds));
      options.put(DhcpMessage.RENEWAL_TIME, Option.ofInt(seconds / 2));
      options.put(DhcpMessage.REBINDING_TIME, Option.ofInt((int) (seconds * 7L / 8)));
    }
    return options;
  }

  /** Where an answer goes (RFC 2131, section 4.1). */
  private Ipv4Envelope envelope(DhcpMessage question, int type, Ipv4Address address) {
    MacAddress mac = question.hardware();
    if (type != NAK && !question.clientAddress().equals(Ipv4Address.ANY)) {
      return lan.envelope(config.gateway(), mac, question.clientAddress());
    }
    return type == NAK || question.broadcast()
        ? lan.envelope(config.gateway(), MacAddress.BROADCAST, Ipv4Address.BROADCAST)
        : lan.envelope(config.gateway(), mac, address);
  }
}
