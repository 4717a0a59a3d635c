package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.CommonInterrupt;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ModeBits;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.packet.ArpPacket;
import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.Ipv4Packet;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.UdpDatagram;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the chip does on the cable by itself: ARP, ping, refusals, and bad frames. */
final class NetworkStackTest {

  private final Harness bench = new Harness().configured();
  private final SpiMaster spi = bench.spi;
  private final ScriptedHost host = bench.host;

  private ArpPacket takeArp() {
    bench.settle();
    var frames = bench.cable.transmitted;
    return assertInstanceOf(ArpPacket.class, Packet.parse(frames.removeFirst()));
  }

  @Test
  void answersArpForItsOwnAddressOnly() {
    host.send(ArpPacket.request(ScriptedHost.MAC, ScriptedHost.IP, Harness.CHIP_IP).toFrame());
    var reply = takeArp();
    assertEquals(ArpPacket.REPLY, reply.operation());
    assertEquals(Harness.CHIP_MAC, reply.senderMac());
    assertEquals(ScriptedHost.MAC, reply.targetMac());
    var other = Ipv4Address.parse("10.0.0.2");
    host.send(ArpPacket.request(ScriptedHost.MAC, ScriptedHost.IP, other).toFrame());
    bench.settle();
    assertTrue(bench.cable.transmitted.isEmpty());
  }

  @Test
  void unconfiguredChipAnswersNothing() {
    var fresh = new Harness();
    fresh.host.send(
        ArpPacket.request(ScriptedHost.MAC, ScriptedHost.IP, Ipv4Address.ANY).toFrame());
    fresh.settle();
    assertTrue(fresh.cable.transmitted.isEmpty());
  }

  @Test
  void destinationsOutsideTheSubnetGoToTheGateway() {
    bench.openTcp(0);
    spi.set(0, SocketRegister.DIPR, Ipv4Address.parse("192.0.2.7").value());
    spi.set(0, SocketRegister.DPORT, 80);
    spi.command(0, dev.spinet.bindings.w5500.SocketCommand.CONNECT);
    assertEquals(Ipv4Address.parse("10.0.0.254"), takeArp().targetIp());
    var syn = host.take(TcpHeader.SYN);
    assertEquals(Ipv4Address.parse("192.0.2.7"), syn.ip().destination());
    assertEquals(ScriptedHost.MAC, syn.ip().ethernet().destination());
  }

  @Test
  void arpReplyOfSomebodyElseIsNoAnswer() {
    host.answersArp = false;
    bench.openTcp(0);
    bench.startConnect(0);
    var other = Ipv4Address.parse("10.0.0.98");
    host.send(
        new ArpPacket(ArpPacket.REPLY, ScriptedHost.MAC, other, Harness.CHIP_MAC, Harness.CHIP_IP)
            .toFrame());
    bench.settle();
    assertTrue(host.segments.isEmpty());
    host.send(
        new ArpPacket(
                ArpPacket.REPLY,
                ScriptedHost.MAC,
                ScriptedHost.IP,
                Harness.CHIP_MAC,
                Harness.CHIP_IP)
            .toFrame());
    bench.settle();
    host.take(TcpHeader.SYN);
  }

  @Test
  void arpGivesUpAfterTheRetries() {
    host.answersArp = false;
    bench.openTcp(0);
    bench.startConnect(0);
    bench.pass(Duration.ofMillis(1_799));
    bench.assertStatus(SocketStatus.SYNSENT, 0);
    bench.pass(Duration.ofMillis(2));
    bench.assertStatus(SocketStatus.CLOSED, 0);
    assertEquals(SocketInterrupt.TIMEOUT, bench.events(0));
    assertEquals(9, bench.cable.transmitted.size());
  }

  @Test
  void arpRetriesFollowRtrAndRcr() {
    host.answersArp = false;
    spi.set(CommonRegister.RTR, 1000);
    spi.set(CommonRegister.RCR, 2);
    bench.openTcp(0);
    bench.startConnect(0);
    bench.pass(Duration.ofMillis(299));
    assertEquals(3, bench.cable.transmitted.size());
    bench.assertStatus(SocketStatus.SYNSENT, 0);
    bench.pass(Duration.ofMillis(2));
    bench.assertStatus(SocketStatus.CLOSED, 0);
  }

  @Test
  void answersPingUnlessBlocked() {
    byte[] data = {9, 8, 7, 6, 5};
    byte[] ping =
        IcmpMessage.frame(
            host.envelope(),
            1,
            IcmpMessage.ECHO_REQUEST,
            0,
            0x12345678,
            data.length,
            PayloadWriter.of(data, 0, data.length));
    host.send(ping);
    bench.settle();
    var reply = assertInstanceOf(IcmpMessage.class, host.others.poll());
    assertEquals(IcmpMessage.ECHO_REPLY, reply.type());
    assertEquals(0x5678, reply.sequence());
    assertArrayEquals(
        data,
        Arrays.copyOfRange(
            reply.ip().ethernet().bytes(),
            reply.payloadOffset(),
            reply.payloadOffset() + reply.payloadLength()));
    spi.set(CommonRegister.MR, ModeBits.PB);
    host.send(ping);
    bench.settle();
    assertTrue(host.others.isEmpty());
  }

  @Test
  void portUnreachableShowsWhoItWasAbout() {
    byte[] undelivered =
        UdpDatagram.frame(
            Ipv4Envelope.of(Harness.CHIP_MAC, ScriptedHost.MAC, Harness.CHIP_IP, ScriptedHost.IP),
            5,
            1234,
            4321,
            0,
            PayloadWriter.NONE);
    var datagram = assertInstanceOf(UdpDatagram.class, Packet.parse(undelivered));
    host.send(
        IcmpMessage.unreachable(host.envelope(), 6, IcmpMessage.PORT_UNREACHABLE, datagram.ip()));
    bench.settle();
    assertEquals(CommonInterrupt.UNREACH, spi.get(CommonRegister.IR));
    assertEquals(ScriptedHost.IP.value(), (int) spi.get(CommonRegister.UIPR));
    assertEquals(4321, spi.get(CommonRegister.UPORTR));
  }

  @Test
  void segmentsForNobodyAreRefused() {
    host.chipPort = 7;
    host.expected = 0;
    host.sendAt(100, TcpHeader.SYN);
    bench.settle();
    var refusal = host.take(TcpHeader.RST | TcpHeader.ACK);
    assertEquals(101, refusal.acknowledgment());
    assertEquals(0, refusal.sequence());
    host.sendAt(100, TcpHeader.RST);
    bench.settle();
    assertTrue(host.segments.isEmpty(), "RST is never answered");
  }

  @Test
  void framesForOthersAndFragmentsAreIgnored() {
    bench.connect(0);
    byte[] good = host.segment(host.next, TcpHeader.ACK, 0, (byte) 1);
    byte[] otherMac = good.clone();
    MacAddress.parse("02:00:00:00:00:77").write(otherMac, 0);
    host.send(otherMac);
    byte[] fragment = host.envelope().frame(1, Ipv4Packet.TCP, 40, PayloadWriter.NONE).clone();
    fragment[20] = 0x20;
    host.send(fragment);
    bench.settle();
    assertEquals(0, spi.get(0, SocketRegister.RX_RSR));
  }

  @Test
  void damagedSegmentsAreIgnored() {
    bench.connect(0);
    byte[] segment = host.segment(host.next, TcpHeader.ACK, 0, (byte) 1, (byte) 2, (byte) 3);
    for (int bit = 14 * 8; bit < segment.length * 8; bit++) {
      byte[] damaged = segment.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      host.send(damaged);
    }
    bench.settle();
    assertEquals(0, spi.get(0, SocketRegister.RX_RSR));
    bench.assertStatus(SocketStatus.ESTABLISHED, 0);
  }

  @Test
  void garbageNeverHurts() {
    bench.connect(0);
    var random = new Random(3);
    byte[] segment = host.segment(host.next, TcpHeader.ACK, 0, new byte[200]);
    for (int i = 0; i < 5_000; i++) {
      byte[] frame = Arrays.copyOf(segment, random.nextInt(segment.length + 200));
      for (int k = random.nextInt(20); k > 0 && frame.length > 0; k--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
      }
      host.send(frame);
    }
    bench.settle();
    host.segments.clear();
    host.sendAt(host.next, TcpHeader.ACK, segment);
    bench.settle();
    assertTrue(host.take(TcpHeader.ACK).acknowledgment() - host.next > 0);
  }
}
