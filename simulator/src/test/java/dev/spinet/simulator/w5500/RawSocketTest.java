package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.packet.EthernetFrame;
import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.InternetChecksum;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.Ipv4Packet;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.PayloadWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Raw IP and raw Ethernet sockets. */
final class RawSocketTest {

  private final Harness bench = new Harness().configured();
  private final SpiMaster spi = bench.spi;
  private final ScriptedHost host = bench.host;

  @Test
  void rawIpSocketPings() {
    spi.set(3, SocketRegister.MR, SocketMode.IPRAW);
    spi.set(3, SocketRegister.PROTO, Ipv4Packet.ICMP);
    spi.set(3, SocketRegister.DIPR, ScriptedHost.IP.value());
    spi.command(3, SocketCommand.OPEN);
    bench.assertStatus(SocketStatus.IPRAW, 3);
    byte[] echo = {8, 0, (byte) 0xF7, (byte) 0xFD, 0, 1, 0, 1};
    bench.send(3, echo);
    bench.settle();
    var request = assertInstanceOf(IcmpMessage.class, host.others.poll());
    var answer =
        Ipv4Envelope.of(ScriptedHost.MAC, Harness.CHIP_MAC, ScriptedHost.IP, Harness.CHIP_IP);
    host.send(request.echoReply(answer, 9));
    bench.settle();
    var ring = ByteBuffer.wrap(bench.receive(3));
    assertEquals(ScriptedHost.IP.value(), ring.getInt());
    assertEquals(8, ring.getShort());
    assertEquals(0, ring.get(), "echo reply");
    assertEquals(7, ring.remaining());
  }

  @Test
  void rawIpSocketGetsItsProtocolAndNoFragments() {
    spi.set(3, SocketRegister.MR, SocketMode.IPRAW);
    spi.set(3, SocketRegister.PROTO, 89);
    spi.command(3, SocketCommand.OPEN);
    byte[] whole = host.envelope().frame(1, 89, 4, PayloadWriter.NONE);
    byte[] otherProtocol = host.envelope().frame(1, 88, 4, PayloadWriter.NONE);
    byte[] fragment = whole.clone();
    // The "more fragments" bit, and the header checksum that goes with it.
    fragment[20] = 0x20;
    fragment[24] = 0;
    fragment[25] = 0;
    int checksum = InternetChecksum.of(fragment, 14, 20);
    fragment[24] = (byte) (checksum >> 8);
    fragment[25] = (byte) checksum;
    assertInstanceOf(Ipv4Packet.class, Packet.parse(fragment));
    host.send(otherProtocol);
    host.send(fragment);
    bench.settle();
    assertEquals(0, spi.get(3, SocketRegister.RX_RSR));
    host.send(whole);
    bench.settle();
    assertEquals(6 + 4, spi.get(3, SocketRegister.RX_RSR));
  }

  @Test
  void rawEthernetCarriesWholeFramesBesideOtherSockets() {
    spi.set(0, SocketRegister.MR, SocketMode.MACRAW | SocketMode.MFEN);
    spi.command(0, SocketCommand.OPEN);
    bench.assertStatus(SocketStatus.MACRAW, 0);
    byte[] frame = EthernetFrame.begin(Harness.CHIP_MAC, ScriptedHost.MAC, 0x88B5, 100);
    frame[14] = 42;
    host.send(frame);
    host.send(EthernetFrame.begin(MacAddress.parse("02:00:00:00:00:77"), ScriptedHost.MAC, 5, 60));
    bench.settle();
    int size = ChipLimits.MACRAW_HEADER_SIZE + frame.length;
    assertEquals(size, spi.get(0, SocketRegister.RX_RSR));
    byte[] item = spi.read(Block.rxBuffer(0), 0, size);
    assertEquals(size, (item[0] << 8) | (item[1] & 0xFF));
    assertArrayEquals(frame, Arrays.copyOfRange(item, 2, item.length));
    bench.send(0, frame);
    assertEquals(SocketInterrupt.SENDOK | SocketInterrupt.RECV, bench.events(0));
    assertArrayEquals(frame, bench.cable.transmitted.getLast());
    bench.connect(2);
    assertEquals(0, bench.chip.diagnostics().all().size());
  }

  @ParameterizedTest
  @CsvSource({
    // mode bits, destination, EtherType, whether it arrives
    "0x00, 02:00:00:00:00:77, 0x88B5, true",
    "0x80, 02:00:00:00:00:77, 0x88B5, false",
    "0x80, 02:00:00:00:00:01, 0x88B5, true",
    "0x80, ff:ff:ff:ff:ff:ff, 0x88B5, true",
    "0x40, ff:ff:ff:ff:ff:ff, 0x88B5, false",
    "0x40, 02:00:00:00:00:01, 0x88B5, true",
    "0x00, 01:00:5e:01:02:03, 0x88B5, true",
    "0x20, 01:00:5e:01:02:03, 0x88B5, false",
    "0x20, ff:ff:ff:ff:ff:ff, 0x88B5, true",
    "0x00, 02:00:00:00:00:01, 0x86DD, true",
    "0x10, 02:00:00:00:00:01, 0x86DD, false",
    "0x10, 02:00:00:00:00:01, 0x88B5, true",
  })
  void rawEthernetIsFilteredAsTheModeSays(
      String bits, String destination, String type, boolean arrives) {
    assertEquals(0x80, SocketMode.MFEN);
    assertEquals(0x40, SocketMode.BCASTB);
    assertEquals(0x20, SocketMode.MMB);
    assertEquals(0x10, SocketMode.MIP6B);
    spi.set(0, SocketRegister.MR, SocketMode.MACRAW | Integer.decode(bits));
    spi.command(0, SocketCommand.OPEN);
    host.send(
        EthernetFrame.begin(
            MacAddress.parse(destination), ScriptedHost.MAC, Integer.decode(type), 60));
    bench.settle();
    assertEquals(arrives, spi.get(0, SocketRegister.RX_RSR) > 0);
  }

  @Test
  void shortRawFramesArePaddedBothWays() {
    spi.set(0, SocketRegister.MR, SocketMode.MACRAW);
    spi.command(0, SocketCommand.OPEN);
    byte[] tiny = EthernetFrame.begin(MacAddress.BROADCAST, ScriptedHost.MAC, 0x88B5, 1);
    bench.send(0, tiny);
    assertEquals(60, bench.cable.transmitted.getLast().length);
    host.send(tiny);
    bench.settle();
    assertEquals(62, spi.get(0, SocketRegister.RX_RSR));
    bench.send(0, new byte[1515]);
    assertEquals(1, bench.count(Diagnostic.Kind.BAD_SEGMENT_SIZE));
    assertInstanceOf(EthernetFrame.class, Packet.parse(bench.cable.transmitted.getLast()));
  }
}
