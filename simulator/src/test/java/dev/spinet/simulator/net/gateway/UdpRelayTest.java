package dev.spinet.simulator.net.gateway;

import static dev.spinet.simulator.net.gateway.GatewayFixture.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Packet;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.UdpDatagram;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A station's datagrams through the gateway to real sockets. */
@Timeout(120)
class UdpRelayTest {
  private static final UserNetworkConfig CONFIG = UserNetworkConfig.DEFAULT;
  private static final Ipv4Address GATEWAY = CONFIG.gateway();

  @Test
  void datagramsGoThereAndBack() throws Exception {
    try (var host = host();
        var net = new GatewayFixture()) {
      byte[] question = TcpRelayTest.bytes(1, 1472);
      send(net, GATEWAY, 5000, host.getLocalPort(), question);
      var arrived = receive(host);
      assertArrayEquals(question, payload(arrived));
      byte[] answer = TcpRelayTest.bytes(2, 700);
      host.send(new DatagramPacket(answer, answer.length, arrived.getSocketAddress()));
      var datagram = net.station.take(UdpDatagram.class);
      assertEquals(GATEWAY, datagram.ip().source());
      assertEquals(host.getLocalPort(), datagram.sourcePort());
      assertEquals(5000, datagram.destinationPort());
      assertArrayEquals(answer, payload(datagram));
    }
  }

  @Test
  void anEmptyDatagramIsOneToo() throws Exception {
    try (var host = host();
        var net = new GatewayFixture()) {
      send(net, GATEWAY, 5000, host.getLocalPort(), new byte[0]);
      assertEquals(0, receive(host).getLength());
      assertEquals(0, net.network.counters().datagramsDropped());
    }
  }

  @Test
  void portsOfAStationAreKeptApart() throws Exception {
    try (var host = host();
        var net = new GatewayFixture()) {
      send(net, GATEWAY, 5000, host.getLocalPort(), new byte[1]);
      var first = receive(host).getSocketAddress();
      send(net, GATEWAY, 5001, host.getLocalPort(), new byte[2]);
      var second = receive(host).getSocketAddress();
      host.send(new DatagramPacket(new byte[11], 11, second));
      assertEquals(5001, net.station.take(UdpDatagram.class).destinationPort());
      host.send(new DatagramPacket(new byte[10], 10, first));
      assertEquals(5000, net.station.take(UdpDatagram.class).destinationPort());
      assertEquals(2, net.activeFlows());
    }
  }

  @Test
  void aPortWithoutSocketIsReportedAsUnreachable() throws Exception {
    int port;
    try (var unused = host()) {
      port = unused.getLocalPort();
    }
    try (var net = new GatewayFixture()) {
      send(net, GATEWAY, 5000, port, new byte[10]);
      var message = net.station.take(IcmpMessage.class);
      assertEquals(IcmpMessage.PORT_UNREACHABLE, message.code());
      assertEquals(
          new IcmpMessage.Quote(TestStation.IP, GATEWAY, Ipv4Packet.UDP, 5000, port),
          message.quote().orElseThrow());
    }
  }

  @Test
  void aHostThatIsNotAllowedIsReportedAsProhibited() throws Exception {
    try (var net = new GatewayFixture()) {
      send(net, Ipv4Address.parse("192.0.2.7"), 5000, 123, new byte[10]);
      assertEquals(
          IcmpMessage.ADMINISTRATIVELY_PROHIBITED, net.station.take(IcmpMessage.class).code());
    }
  }

  @Test
  void whatIsLargerThanAFrameIsCountedAndDropped() throws Exception {
    try (var host = host();
        var net = new GatewayFixture()) {
      send(net, GATEWAY, 5000, host.getLocalPort(), new byte[1]);
      var to = receive(host).getSocketAddress();
      host.send(new DatagramPacket(new byte[1473], 1473, to));
      host.send(new DatagramPacket(new byte[1472], 1472, to));
      assertEquals(1472, net.station.take(UdpDatagram.class).payloadLength());
      assertEquals(1, net.network.counters().datagramsDropped());
    }
  }

  @Test
  void theConversationThatWasQuietForLongestMakesRoom() throws Exception {
    try (var host = host();
        var net = new GatewayFixture(CONFIG.withLimits(3, 4096))) {
      for (int port = 5000; port < 5010; port++) {
        send(net, GATEWAY, port, host.getLocalPort(), new byte[1]);
        receive(host);
      }
      assertEquals(3, net.activeFlows());
      assertEquals(10, net.network.counters().flowsOpened());
    }
  }

  @Test
  void aQuietConversationIsForgotten() throws Exception {
    try (var host = host();
        var net = new GatewayFixture(CONFIG, 500)) {
      send(net, GATEWAY, 5000, host.getLocalPort(), new byte[1]);
      receive(host);
      assertEquals(1, net.activeFlows());
      await(() -> net.activeFlows() == 0, "the end of the conversation");
    }
  }

  @Test
  void questionsToTheNameServerGoToThatOfTheHost() throws Exception {
    try (var resolver = host();
        var net =
            new GatewayFixture(
                CONFIG.withResolvers(
                    () -> Optional.of((InetSocketAddress) resolver.getLocalSocketAddress())))) {
      send(net, CONFIG.nameServer(), 5000, Resolvers.PORT, new byte[] {1, 2, 3});
      var question = receive(resolver);
      assertArrayEquals(new byte[] {1, 2, 3}, payload(question));
      resolver.send(new DatagramPacket(new byte[] {4}, 1, question.getSocketAddress()));
      var answer = net.station.take(UdpDatagram.class);
      assertEquals(CONFIG.nameServer(), answer.ip().source());
      assertEquals(Resolvers.PORT, answer.sourcePort());
    }
  }

  @Test
  void withoutAResolverNobodyListens() throws Exception {
    try (var net = new GatewayFixture(CONFIG.withResolvers(Optional::empty))) {
      send(net, CONFIG.nameServer(), 5000, Resolvers.PORT, new byte[] {1, 2, 3});
      assertEquals(IcmpMessage.PORT_UNREACHABLE, net.station.take(IcmpMessage.class).code());
      var tcp = net.station.startConnect(CONFIG.nameServer(), Resolvers.PORT, 2048);
      net.station.await(tcp::isReset, "the refusal");
    }
  }

  @Test
  void theFirstUsableLineOfTheResolverFileCounts(@TempDir Path folder) throws IOException {
    var file = folder.resolve("resolv.conf");
    assertTrue(Resolvers.fromFile(file).current().isEmpty());
    Files.writeString(
        file, "# nameserver 192.0.2.1\nsearch lan\nnameserver fe80::x\n nameserver\t192.0.2.2 #\n");
    assertEquals(
        Optional.of(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 53)),
        Resolvers.fromFile(file).current());
  }

  @Test
  void hostProgramsReachAPortOfTheStation() throws Exception {
    try (var host = host();
        var other = host();
        var net = new GatewayFixture()) {
      var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var port = net.network.forwardUdp(listen, TestStation.IP, 7000);
      host.send(new DatagramPacket(new byte[] {1}, 1, port.address()));
      var first = net.station.take(UdpDatagram.class);
      assertEquals(GATEWAY, first.ip().source());
      assertEquals(7000, first.destinationPort());
      other.send(new DatagramPacket(new byte[] {2}, 1, port.address()));
      var second = net.station.take(UdpDatagram.class);
      assertTrue(first.sourcePort() != second.sourcePort());
      send(net, GATEWAY, 7000, second.sourcePort(), new byte[] {4});
      send(net, GATEWAY, 7000, first.sourcePort(), new byte[] {3});
      assertArrayEquals(new byte[] {3}, payload(receive(host)));
      assertArrayEquals(new byte[] {4}, payload(receive(other)));
      port.close();
      assertEquals(0, net.activeFlows());
    }
  }

  private static DatagramSocket host() throws IOException {
    var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void send(
      GatewayFixture net, Ipv4Address to, int fromPort, int toPort, byte[] payload) {
    net.station.transmit(
        UdpDatagram.frame(
            net.station.envelope(to),
            1,
            fromPort,
            toPort,
            payload.length,
            PayloadWriter.of(payload, 0, payload.length)));
  }

  private static DatagramPacket receive(DatagramSocket socket) throws IOException {
    var packet = new DatagramPacket(new byte[2000], 2000);
    socket.receive(packet);
    return packet;
  }

  private static byte[] payload(DatagramPacket packet) {
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private static byte[] payload(UdpDatagram datagram) {
    int from = datagram.payloadOffset();
    return Arrays.copyOfRange(
        datagram.ip().ethernet().bytes(), from, from + datagram.payloadLength());
  }
}
