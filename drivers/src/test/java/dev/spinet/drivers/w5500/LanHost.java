package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.spinet.simulator.net.EthernetPort;
import dev.spinet.simulator.net.LanPort;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.packet.ArpPacket;
import dev.spinet.simulator.packet.EthernetFrame;
import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.UdpDatagram;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A host on the simulated network that a test has in its hands, frame by frame. */
final class LanHost implements EthernetPort.Station {

  static final Ipv4Address IP = Ipv4Address.parse("10.0.2.20");
  static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:20");
  static final Ipv4Address CHIP_IP = Ipv4Address.parse("10.0.2.15");
  static final MacAddress CHIP_MAC = MacAddress.parse("02:00:00:00:00:15");
  private static final int TTL = 64;

  private final LanPort port;
  private final LinkedBlockingQueue<UdpDatagram> datagrams = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();

  LanHost(VirtualLan lan) {
    port = lan.newPort("host");
    port.attach(this);
  }

  @Override
  public void receive(byte[] frame) {
    frames.add(frame);
    var packet = Packet.parse(frame);
    if (packet instanceof ArpPacket arp && arp.operation() == ArpPacket.REQUEST) {
      if (arp.targetIp().equals(IP)) {
        port.transmit(arp.reply(MAC).toFrame());
      }
    } else if (packet instanceof UdpDatagram datagram) {
      datagrams.add(datagram);
    }
  }

  @Override
  public void linkChanged(boolean up) {}

  /** Sends a frame as it is. */
  void transmit(byte[] frame) {
    port.transmit(frame);
  }

  /** Sends a datagram to the chip. */
  void send(int fromPort, int toPort, byte[] data) {
    send(IP, fromPort, CHIP_IP, CHIP_MAC, toPort, data);
  }

  void send(
      Ipv4Address from, int fromPort, Ipv4Address to, MacAddress toMac, int toPort, byte[] data) {
    transmit(
        UdpDatagram.frame(
            envelope(from, to, toMac),
            1,
            fromPort,
            toPort,
            data.length,
            PayloadWriter.of(data, 0, data.length)));
  }

  /** Answers a datagram of the chip that nobody listens at its port. */
  void refuse(UdpDatagram datagram) {
    transmit(
        IcmpMessage.unreachable(
            envelope(IP, CHIP_IP, CHIP_MAC), 1, IcmpMessage.PORT_UNREACHABLE, datagram.ip()));
  }

  static Ipv4Envelope envelope(Ipv4Address from, Ipv4Address to, MacAddress toMac) {
    return new Ipv4Envelope(MAC, toMac, from, to, 0, TTL, true);
  }

  /** The next datagram that comes by. */
  UdpDatagram next() throws InterruptedException {
    var datagram = datagrams.poll(10, TimeUnit.SECONDS);
    assertNotNull(datagram, "no datagram");
    return datagram;
  }

  static byte[] payload(UdpDatagram datagram) {
    int start = datagram.payloadOffset();
    return Arrays.copyOfRange(
        datagram.ip().ethernet().bytes(), start, start + datagram.payloadLength());
  }

  /** The next frame of a type that comes by. */
  byte[] nextFrame(int type) throws InterruptedException {
    while (true) {
      byte[] frame = frames.poll(10, TimeUnit.SECONDS);
      assertNotNull(frame, "no frame of this type");
      int at = EthernetFrame.HEADER_BYTES - 2;
      if ((Byte.toUnsignedInt(frame[at]) << 8 | Byte.toUnsignedInt(frame[at + 1])) == type) {
        return frame;
      }
    }
  }

  /** Frames that came by and were not taken. */
  int frameCount() {
    return frames.size();
  }
}
