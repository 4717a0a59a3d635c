package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.spinet.bindings.w5500.CommonInterrupt;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ModeBits;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.Ipv4Packet;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.UdpDatagram;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** UDP sockets: datagrams, their headers in the RX buffer, broadcast and multicast. */
final class UdpTest {

  private static final Ipv4Address GROUP = Ipv4Address.parse("239.1.2.3");

  private final Harness bench = new Harness().configured();
  private final SpiMaster spi = bench.spi;
  private final ScriptedHost host = bench.host;

  private void open(int mode) {
    spi.set(0, SocketRegister.MR, SocketMode.UDP | mode);
    spi.set(0, SocketRegister.PORT, 4000);
    spi.set(0, SocketRegister.DIPR, ScriptedHost.IP.value());
    spi.set(0, SocketRegister.DPORT, 5000);
    spi.command(0, SocketCommand.OPEN);
    bench.assertStatus(SocketStatus.UDP, 0);
  }

  private void openGroup(int mode) {
    spi.set(0, SocketRegister.MR, SocketMode.UDP | SocketMode.MULTI | mode);
    spi.set(0, SocketRegister.PORT, 4000);
    spi.set(0, SocketRegister.DIPR, GROUP.value());
    spi.set(0, SocketRegister.DPORT, 4000);
    spi.command(0, SocketCommand.OPEN);
    bench.settle();
  }

  private UdpDatagram takeDatagram() {
    return assertInstanceOf(UdpDatagram.class, host.others.poll());
  }

  private static byte[] payload(UdpDatagram datagram) {
    return Arrays.copyOfRange(
        datagram.ip().ethernet().bytes(),
        datagram.payloadOffset(),
        datagram.payloadOffset() + datagram.payloadLength());
  }

  private void arrive(Ipv4Envelope envelope, byte... data) {
    host.send(
        UdpDatagram.frame(
            envelope, 1, 7777, 4000, data.length, PayloadWriter.of(data, 0, data.length)));
    bench.settle();
  }

  private Ipv4Envelope to(MacAddress mac, Ipv4Address ip) {
    return Ipv4Envelope.of(ScriptedHost.MAC, mac, ScriptedHost.IP, ip);
  }

  @Test
  void sendsAfterOneArpPerDestination() {
    open(0);
    bench.send(0, new byte[] {1, 2, 3});
    assertEquals(0, bench.events(0), "ARP is under way");
    bench.settle();
    var datagram = takeDatagram();
    assertArrayEquals(new byte[] {1, 2, 3}, payload(datagram));
    assertEquals(4000, datagram.sourcePort());
    assertEquals(5000, datagram.destinationPort());
    assertEquals(SocketInterrupt.SENDOK, bench.events(0));
    assertEquals(2048, spi.get(0, SocketRegister.TX_FSR));
    bench.cable.transmitted.clear();
    bench.send(0, new byte[] {4});
    bench.settle();
    assertEquals(1, bench.cable.transmitted.size(), "the address is known");
    spi.set(CommonRegister.MR, ModeBits.FARP);
    bench.send(0, new byte[] {5});
    bench.settle();
    assertEquals(3, bench.cable.transmitted.size(), "forced ARP asks every time");
  }

  @Test
  void unansweredArpTimesOutAndLeavesTheSocketOpen() {
    host.answersArp = false;
    open(0);
    bench.send(0, new byte[] {1});
    bench.pass(Duration.ofMillis(1_801));
    assertEquals(SocketInterrupt.TIMEOUT, bench.events(0));
    bench.assertStatus(SocketStatus.UDP, 0);
    assertEquals(2048, spi.get(0, SocketRegister.TX_FSR));
    host.answersArp = true;
    host.others.clear();
    bench.send(0, new byte[] {2});
    bench.settle();
    assertArrayEquals(new byte[] {2}, payload(takeDatagram()));
  }

  @Test
  void failedArpIsForgotten() {
    open(0);
    bench.send(0, new byte[] {1});
    bench.settle();
    takeDatagram();
    host.answersArp = false;
    spi.set(CommonRegister.MR, ModeBits.FARP);
    bench.send(0, new byte[] {2});
    bench.pass(Duration.ofSeconds(2));
    spi.set(CommonRegister.MR, 0);
    host.answersArp = true;
    host.others.clear();
    bench.cable.transmitted.clear();
    bench.send(0, new byte[] {3});
    bench.settle();
    assertArrayEquals(new byte[] {3}, payload(takeDatagram()));
    assertEquals(2, bench.cable.transmitted.size(), "asked again, then sent");
  }

  @Test
  void broadcastNeedsNoArp() {
    open(0);
    for (var address : new String[] {"255.255.255.255", "10.0.0.255"}) {
      spi.set(0, SocketRegister.DIPR, Ipv4Address.parse(address).value());
      bench.send(0, new byte[] {1});
      bench.settle();
      assertEquals(MacAddress.BROADCAST, takeDatagram().ip().ethernet().destination());
    }
    assertEquals(2, bench.cable.transmitted.size());
  }

  @Test
  void sendMacGoesToTheHardwareAddressWithoutArp() {
    open(0);
    spi.set(0, SocketRegister.DHAR, 0x020000000042L);
    spi.fill(0, (byte) 9);
    spi.command(0, SocketCommand.SEND_MAC);
    bench.settle();
    assertEquals(new MacAddress(0x020000000042L), takeDatagram().ip().ethernet().destination());
    assertEquals(1, bench.cable.transmitted.size());
  }

  @Test
  void whatIsLargerThanAPacketIsCutIntoDatagrams() {
    spi.set(0, SocketRegister.TXBUF_SIZE, 4);
    spi.set(7, SocketRegister.TXBUF_SIZE, 0);
    open(0);
    bench.send(0, new byte[3000]);
    bench.settle();
    assertEquals(1472, takeDatagram().payloadLength());
    assertEquals(1472, takeDatagram().payloadLength());
    assertEquals(56, takeDatagram().payloadLength());
  }

  @Test
  void datagramsLieInTheRingBehindTheirHeaders() {
    open(0);
    arrive(host.envelope(), (byte) 1, (byte) 2);
    arrive(host.envelope(), (byte) 3);
    assertEquals(SocketInterrupt.RECV, bench.events(0));
    var ring = ByteBuffer.wrap(bench.receive(0));
    assertEquals(8 + 2 + 8 + 1, ring.remaining());
    assertEquals(ScriptedHost.IP.value(), ring.getInt());
    assertEquals(7777, ring.getShort());
    assertEquals(2, ring.getShort());
    assertEquals(0x0102, ring.getShort());
    assertEquals(ScriptedHost.IP.value(), ring.getInt());
  }

  @Test
  void datagramThatDoesNotFitIsDroppedWhole() {
    open(0);
    arrive(host.envelope(), new byte[1400]);
    arrive(host.envelope(), new byte[2048 - 1408 - 8 + 1]);
    assertEquals(1408, spi.get(0, SocketRegister.RX_RSR));
    arrive(host.envelope(), new byte[2048 - 1408 - 8]);
    assertEquals(2048, spi.get(0, SocketRegister.RX_RSR));
  }

  @Test
  void onlyWhatIsMeantForThePortArrives() {
    open(0);
    byte[] other = UdpDatagram.frame(host.envelope(), 1, 7777, 4001, 0, PayloadWriter.NONE);
    host.send(other);
    arrive(to(MacAddress.parse("02:00:00:00:00:77"), Harness.CHIP_IP), (byte) 1);
    arrive(to(Harness.CHIP_MAC, Ipv4Address.parse("10.0.0.2")), (byte) 1);
    arrive(to(MacAddress.ofMulticast(GROUP), GROUP), (byte) 1);
    assertEquals(0, spi.get(0, SocketRegister.RX_RSR));
    arrive(to(MacAddress.BROADCAST, Ipv4Address.BROADCAST), (byte) 1);
    assertEquals(9, spi.get(0, SocketRegister.RX_RSR));
    spi.command(0, SocketCommand.CLOSE);
    open(SocketMode.BCASTB);
    arrive(to(MacAddress.BROADCAST, Ipv4Address.BROADCAST), (byte) 1);
    assertEquals(0, spi.get(0, SocketRegister.RX_RSR));
  }

  @Test
  void commandsOfTcpDoNoHarm() {
    open(0);
    spi.command(0, SocketCommand.CONNECT);
    spi.command(0, SocketCommand.LISTEN);
    spi.command(0, SocketCommand.DISCON);
    bench.assertStatus(SocketStatus.UDP, 0);
    assertEquals(3, bench.count(Diagnostic.Kind.WRONG_STATE));
    arrive(host.envelope(), (byte) 1);
    assertEquals(9, spi.get(0, SocketRegister.RX_RSR));
  }

  @Test
  void withoutALinkNothingIsDoneUntilTheCableIsBack() {
    open(0);
    bench.send(0, new byte[] {1});
    bench.settle();
    takeDatagram();
    spi.set(0, SocketRegister.IR, 0xFF);
    bench.cable.plug(false);
    bench.settle();
    bench.send(0, new byte[] {2});
    bench.pass(Duration.ofSeconds(5));
    assertEquals(0, bench.events(0));
    bench.cable.plug(true);
    bench.settle();
    assertEquals(SocketInterrupt.SENDOK, bench.events(0));
    assertArrayEquals(new byte[] {2}, payload(takeDatagram()));
  }

  @Test
  void groupIsJoinedUsedAndLeft() {
    openGroup(0);
    var join = assertInstanceOf(Ipv4Packet.class, host.others.poll());
    assertEquals(GROUP, join.destination());
    assertEquals(1, join.ttl());
    assertEquals(0x16, join.ethernet().bytes()[join.payloadOffset()]);
    assertRouterAlert(join);
    arrive(to(MacAddress.ofMulticast(GROUP), GROUP), (byte) 1);
    assertEquals(9, spi.get(0, SocketRegister.RX_RSR));
    // A multicast socket sends to its group, whatever the registers say by now.
    spi.set(0, SocketRegister.DIPR, ScriptedHost.IP.value());
    bench.send(0, new byte[] {1});
    bench.settle();
    var datagram = takeDatagram();
    assertEquals(GROUP, datagram.ip().destination());
    assertEquals(MacAddress.ofMulticast(GROUP), datagram.ip().ethernet().destination());
    spi.command(0, SocketCommand.CLOSE);
    bench.settle();
    var leave = assertInstanceOf(Ipv4Packet.class, host.others.poll());
    assertEquals(0x17, leave.ethernet().bytes()[leave.payloadOffset()]);
    assertRouterAlert(leave);
    arrive(to(MacAddress.ofMulticast(GROUP), GROUP), (byte) 1);
    assertEquals(9, spi.get(0, SocketRegister.RX_RSR));
  }

  @Test
  void datagramsGoBothWaysOverEveryWrapOfThePointers() {
    open(0);
    bench.send(0, new byte[1]);
    bench.settle();
    host.others.clear();
    var random = new Random(3);
    int sent = 1;
    int heard = 0;
    while (sent < 0x18000 || heard < 0x18000) {
      byte[] data = new byte[1 + random.nextInt(1472)];
      random.nextBytes(data);
      bench.send(0, data);
      bench.settle();
      assertArrayEquals(data, payload(takeDatagram()));
      sent += data.length;
      assertEquals(sent & 0xFFFF, spi.get(0, SocketRegister.TX_RD));
      arrive(host.envelope(), data);
      heard += 8 + data.length;
      assertEquals(heard & 0xFFFF, spi.get(0, SocketRegister.RX_WR));
      byte[] item = bench.receive(0);
      assertArrayEquals(data, Arrays.copyOfRange(item, 8, item.length));
    }
    assertEquals(0, bench.chip.diagnostics().all().size());
  }

  /** The option of RFC 2113 follows the header's 20 bytes. */
  private static void assertRouterAlert(Ipv4Packet packet) {
    assertEquals(24, packet.payloadOffset() - packet.headerOffset());
    assertEquals(8, packet.payloadLength());
    byte[] options =
        Arrays.copyOfRange(
            packet.ethernet().bytes(), packet.headerOffset() + 20, packet.payloadOffset());
    assertArrayEquals(new byte[] {(byte) 0x94, 0x04, 0, 0}, options);
  }

  @Test
  void versionOneReportsOnlyAndUnicastCanBeBlocked() {
    openGroup(SocketMode.MC | SocketMode.UCASTB);
    var join = assertInstanceOf(Ipv4Packet.class, host.others.poll());
    assertEquals(0x12, join.ethernet().bytes()[join.payloadOffset()]);
    assertEquals(20, join.payloadOffset() - join.headerOffset(), "version 1 knows no options");
    arrive(host.envelope(), (byte) 1);
    assertEquals(0, spi.get(0, SocketRegister.RX_RSR));
    spi.command(0, SocketCommand.CLOSE);
    bench.settle();
    assertNull(host.others.poll());
  }

  @Test
  void magicPacketIsNoticedWhenAskedFor() {
    byte[] magic = new byte[3 + 6 + 16 * 6];
    Arrays.fill(magic, 3, 9, (byte) 0xFF);
    for (int i = 0; i < 16; i++) {
      Harness.CHIP_MAC.write(magic, 9 + 6 * i);
    }
    arrive(to(MacAddress.BROADCAST, Ipv4Address.BROADCAST), magic);
    assertEquals(0, spi.get(CommonRegister.IR));
    spi.set(CommonRegister.MR, ModeBits.WOL);
    arrive(to(MacAddress.BROADCAST, Ipv4Address.BROADCAST), Arrays.copyOf(magic, magic.length - 1));
    assertEquals(0, spi.get(CommonRegister.IR));
    arrive(to(MacAddress.BROADCAST, Ipv4Address.BROADCAST), magic);
    assertEquals(CommonInterrupt.MAGIC_PACKET, spi.get(CommonRegister.IR));
  }

  @Test
  void membershipQueryIsAnswered() {
    openGroup(0);
    host.others.clear();
    byte[] query = {0x11, 0x64, (byte) 0xEE, (byte) 0x9B, 0, 0, 0, 0};
    var all = Ipv4Address.parse("224.0.0.1");
    host.send(
        to(MacAddress.ofMulticast(all), all)
            .frame(1, Ipv4Packet.IGMP, query.length, PayloadWriter.of(query, 0, query.length)));
    bench.settle();
    assertEquals(GROUP, assertInstanceOf(Ipv4Packet.class, host.others.poll()).destination());
  }
}
