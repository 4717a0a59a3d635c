package dev.spinet.simulator.net.gateway;

import static dev.spinet.simulator.net.gateway.GatewayFixture.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.packet.ArpPacket;
import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.Ipv4Packet;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.UdpDatagram;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway does beside relaying TCP. */
@Timeout(120)
class UserNetworkTest {
  private static final UserNetworkConfig CONFIG = UserNetworkConfig.DEFAULT;
  private static final Ipv4Address GATEWAY = CONFIG.gateway();
  private static final Ipv4Address OUTSIDE = Ipv4Address.parse("192.0.2.7");

  @ParameterizedTest
  @ValueSource(strings = {"10.0.2.2", "10.0.2.3"})
  void itsAddressesAreFoundByArp(String address) throws Exception {
    try (var net = new GatewayFixture()) {
      var wanted = Ipv4Address.parse(address);
      net.station.transmit(ArpPacket.request(TestStation.MAC, TestStation.IP, wanted).toFrame());
      var reply = net.station.take(ArpPacket.class);
      assertEquals(ArpPacket.REPLY, reply.operation());
      assertEquals(wanted, reply.senderIp());
      assertEquals(CONFIG.gatewayMac(), reply.senderMac());
    }
  }

  @Test
  void addressesOfOthersAreNotAnsweredFor() throws Exception {
    try (var net = new GatewayFixture()) {
      var nobody = Ipv4Address.parse("10.0.2.77");
      net.station.transmit(ArpPacket.request(TestStation.MAC, TestStation.IP, nobody).toFrame());
      net.station.transmit(ArpPacket.request(TestStation.MAC, TestStation.IP, GATEWAY).toFrame());
      assertEquals(GATEWAY, net.station.take(ArpPacket.class).senderIp());
    }
  }

  @Test
  void aPingIsAnsweredWithItsData() throws Exception {
    try (var net = new GatewayFixture()) {
      byte[] data = "are you there?".getBytes(US_ASCII);
      net.station.transmit(
          IcmpMessage.frame(
              net.station.envelope(GATEWAY),
              1,
              IcmpMessage.ECHO_REQUEST,
              0,
              0x1234_0007,
              data.length,
              PayloadWriter.of(data, 0, data.length)));
      var reply = net.station.take(IcmpMessage.class);
      assertEquals(IcmpMessage.ECHO_REPLY, reply.type());
      assertEquals(0x1234, reply.identifier());
      assertEquals(7, reply.sequence());
      assertEquals(GATEWAY, reply.ip().source());
      int from = reply.payloadOffset();
      assertEquals(
          "are you there?",
          new String(reply.ip().ethernet().bytes(), from, reply.payloadLength(), US_ASCII));
    }
  }

  @Test
  void aHostThatIsNotAllowedIsReportedAsProhibited() throws Exception {
    try (var net = new GatewayFixture()) {
      var tcp = net.station.startConnect(OUTSIDE, 80, 2048);
      var message = net.station.take(IcmpMessage.class);
      assertEquals(IcmpMessage.DESTINATION_UNREACHABLE, message.type());
      assertEquals(IcmpMessage.ADMINISTRATIVELY_PROHIBITED, message.code());
      assertEquals(
          new IcmpMessage.Quote(TestStation.IP, OUTSIDE, Ipv4Packet.TCP, tcp.localPort(), 80),
          message.quote().orElseThrow());
      assertFalse(tcp.isReset());
      assertTrue(net.network.counters().prohibited() > 0);
    }
  }

  @Test
  void aHostThatCannotBeReachedIsReportedAsUnreachable() throws Exception {
    // No kernel makes a TCP connection to a multicast group: there is no way to that network.
    var group = InetAddress.ofLiteral("224.0.0.1");
    var config = CONFIG.withPolicy((destination, gateway) -> Optional.of(group));
    try (var net = new GatewayFixture(config)) {
      net.station.startConnect(OUTSIDE, 80, 2048);
      var message = net.station.take(IcmpMessage.class);
      assertEquals(IcmpMessage.DESTINATION_UNREACHABLE, message.type());
      assertEquals(IcmpMessage.NETWORK_UNREACHABLE, message.code());
      assertEquals(OUTSIDE, message.quote().orElseThrow().destination());
      assertEquals(0, net.activeFlows());
    }
  }

  @Test
  void otherHostsCanBeAllowed() throws Exception {
    try (var server = TestServer.echo();
        var net = new GatewayFixture(CONFIG.withPolicy(HostPolicy.everywhere()))) {
      var tcp = net.station.connect(Ipv4Address.parse("127.0.0.1"), server.port(), 2048);
      tcp.write(new byte[10]);
      net.station.await(() -> tcp.receivedBytes() == 10, "the echo");
    }
  }

  @Test
  void groupsAreNotOutside() {
    var everywhere = HostPolicy.everywhere();
    assertTrue(everywhere.hostFor(Ipv4Address.parse("224.0.0.251"), GATEWAY).isEmpty());
    assertTrue(everywhere.hostFor(Ipv4Address.BROADCAST, GATEWAY).isEmpty());
    assertTrue(everywhere.hostFor(Ipv4Address.ANY, GATEWAY).isEmpty());
  }

  @Test
  void packetsWithForeignSourcesAreIgnored() throws Exception {
    try (var server = TestServer.echo();
        var net = new GatewayFixture()) {
      for (var source : new Ipv4Address[] {OUTSIDE, GATEWAY, Ipv4Address.ANY}) {
        var envelope = Ipv4Envelope.of(TestStation.MAC, CONFIG.gatewayMac(), source, GATEWAY);
        net.station.transmit(
            new TcpHeader(1, server.port(), 1, 0, TcpHeader.SYN, 2048)
                .frame(envelope, 1, 0, PayloadWriter.NONE));
      }
      await(() -> net.network.counters().framesReceived() == 3, "the frames");
      assertEquals(0, net.activeFlows());
      assertEquals(0, net.network.counters().flowsOpened());
    }
  }

  @Test
  void noGarbageKillsIt() throws Exception {
    try (var server = TestServer.echo();
        var net = new GatewayFixture(CONFIG.withLimits(20, 4096))) {
      var random = new Random(20);
      var tcp = net.station.connect(GATEWAY, server.port(), 2048);
      for (int i = 0; i < 30_000; i++) {
        net.station.transmit(garbage(random, net.station, server.port(), tcp.localPort()));
      }
      await(() -> net.network.counters().framesReceived() >= 30_000, "the garbage to be read");
      assertTrue(net.activeFlows() <= 20);
      assertTrue(net.network.counters().malformed() > 1000);
      var other = net.station.startConnect(GATEWAY, server.port(), 2048);
      tcp.abort();
      net.station.await(other::isEstablished, "a connection after the garbage");
      other.write("still alive".getBytes(US_ASCII));
      net.station.await(() -> other.receivedBytes() == 11, "the echo after the garbage");
    }
  }

  /** Frames that are right up to some layer, aimed at what exists and what does not. */
  private static byte[] garbage(Random random, TestStation station, int serverPort, int usedPort) {
    var envelope =
        random.nextInt(20) == 0
            ? station.envelope(new Ipv4Address(random.nextInt()))
            : station.envelope(GATEWAY);
    var payload = new byte[random.nextInt(1400)];
    random.nextBytes(payload);
    byte[] frame =
        switch (random.nextInt(8)) {
          case 0 -> {
            var noise = new byte[14 + random.nextInt(100)];
            random.nextBytes(noise);
            CONFIG.gatewayMac().write(noise, 0);
            yield noise;
          }
          case 1 ->
              UdpDatagram.frame(
                  envelope,
                  i16(random),
                  i16(random),
                  i16(random),
                  payload.length,
                  PayloadWriter.of(payload, 0, payload.length));
          case 2 ->
              IcmpMessage.frame(
                  envelope,
                  i16(random),
                  random.nextInt(20),
                  random.nextInt(20),
                  random.nextInt(),
                  payload.length,
                  PayloadWriter.of(payload, 0, payload.length));
          case 3 ->
              new ArpPacket(
                      random.nextInt(4),
                      new MacAddress(random.nextLong() & 0xFFFF_FFFF_FFFFL),
                      new Ipv4Address(random.nextInt()),
                      CONFIG.gatewayMac(),
                      new Ipv4Address(random.nextInt()))
                  .toFrame();
          default ->
              new TcpHeader(
                      // Never the ports of the two connections that are looked at.
                      usedPort + 10 + random.nextInt(random.nextBoolean() ? 50 : 60_000),
                      random.nextBoolean() ? serverPort : i16(random),
                      random.nextInt(),
                      random.nextInt(),
                      random.nextInt(0x40),
                      i16(random),
                      random.nextBoolean() ? 0 : i16(random))
                  .frame(
                      envelope,
                      i16(random),
                      payload.length,
                      PayloadWriter.of(payload, 0, payload.length));
        };
    if (random.nextInt(3) == 0 && frame.length > 14) {
      frame[14 + random.nextInt(frame.length - 14)] ^= (byte) (1 << random.nextInt(8));
    }
    boolean cut = random.nextInt(10) == 0 && frame.length > 14;
    frame = cut ? Arrays.copyOf(frame, 14 + random.nextInt(frame.length - 14)) : frame;
    CONFIG.gatewayMac().write(frame, 0);
    return frame;
  }

  private static int i16(Random random) {
    return 1 + random.nextInt(0xFFFF);
  }

  @Test
  void aPulledCableIsSurvived() throws Exception {
    try (var server = TestServer.echo();
        var net = new GatewayFixture()) {
      var tcp = net.station.connect(GATEWAY, server.port(), 2048);
      net.network.port().setPluggedIn(false);
      tcp.write(new byte[5000]);
      await(() -> net.lan.counters().undelivered() > 0, "a lost frame");
      net.network.port().setPluggedIn(true);
      net.station.await(() -> tcp.receivedBytes() == 5000, "the echo");
    }
  }

  @Test
  void closingTwiceDoesNothing() throws Exception {
    try (var net = new GatewayFixture()) {
      net.network.close();
      net.network.close();
    }
  }

  @Test
  void nonsenseIsRefusedWithASentence() {
    var wrong = assertThrows(IllegalArgumentException.class, () -> CONFIG.withLimits(0, 65_536));
    assertEquals("expected 1 to 10000 flows, not 0", wrong.getMessage());
    assertThrows(IllegalArgumentException.class, () -> CONFIG.withLimits(1, 2919));
    assertThrows(
        IllegalArgumentException.class,
        () -> CONFIG.withTimes(Duration.ZERO, Duration.ofSeconds(1)));
  }
}
