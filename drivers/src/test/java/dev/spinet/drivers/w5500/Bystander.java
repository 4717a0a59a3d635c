package dev.spinet.drivers.w5500;

import dev.spinet.simulator.net.EthernetPort;
import dev.spinet.simulator.net.LanPort;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.packet.ArpPacket;
import dev.spinet.simulator.packet.DhcpMessage;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.UdpDatagram;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Another station on the chip's network, with an address that no DHCP server knows of. It takes
 * note of what goes to everybody.
 */
final class Bystander implements EthernetPort.Station, AutoCloseable {

  private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:99");

  private final LanPort port;
  private final @Nullable Ipv4Address address;
  private final List<DhcpMessage> dhcp = new CopyOnWriteArrayList<>();
  private final AtomicInteger probes = new AtomicInteger();

  Bystander(VirtualLan lan, @Nullable String address) {
    this.port = lan.newPort("bystander");
    this.address = address == null ? null : Ipv4Address.parse(address);
    port.attach(this);
  }

  @Override
  public void receive(byte[] frame) {
    switch (Packet.parse(frame)) {
      case ArpPacket arp when arp.operation() == ArpPacket.REQUEST -> {
        if (arp.senderIp().equals(Ipv4Address.ANY)) {
          probes.incrementAndGet();
        }
        if (arp.targetIp().equals(address)) {
          port.transmit(arp.reply(MAC).toFrame());
        }
      }
      case UdpDatagram datagram when datagram.destinationPort() == DhcpMessage.SERVER_PORT ->
          DhcpMessage.parse(datagram).ifPresent(dhcp::add);
      default -> {}
    }
  }

  @Override
  public void linkChanged(boolean up) {}

  /** Says to everybody that it has an address. */
  void claim(String claimed) {
    var ip = Ipv4Address.parse(claimed);
    port.transmit(ArpPacket.request(MAC, ip, ip).toFrame());
  }

  /** How many messages of a kind the chip has broadcast. */
  long count(int type) {
    return dhcp.stream().filter(message -> message.type().orElse(0) == type).count();
  }

  /** ARP requests from a station that has no address. */
  int probes() {
    return probes.get();
  }

  @Override
  public void close() {
    port.close();
  }
}
