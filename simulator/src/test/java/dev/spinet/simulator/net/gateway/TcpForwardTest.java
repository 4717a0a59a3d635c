package dev.spinet.simulator.net.gateway;

import static dev.spinet.simulator.net.gateway.GatewayFixture.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.spinet.simulator.packet.Ipv4Address;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Host programs that connect to a station's listening port. */
@Timeout(120)
class TcpForwardTest {
  private static final int PORT = 8080;

  @Test
  void bytesFlowBothWays() throws Exception {
    try (var net = new GatewayFixture();
        var port = forward(net, TestStation.IP)) {
      var tcp = net.station.listen(PORT, 4096);
      try (var host = connect(port)) {
        host.getOutputStream().write(TcpRelayTest.bytes(1, 100_000));
        host.shutdownOutput();
        net.station.await(tcp::isFinished, "the host's end");
        assertArrayEquals(TcpRelayTest.bytes(1, 100_000), tcp.received());
        tcp.write(TcpRelayTest.bytes(2, 100_000));
        tcp.finish();
        assertArrayEquals(TcpRelayTest.bytes(2, 100_000), host.getInputStream().readAllBytes());
      }
      await(() -> net.activeFlows() == 0, "TIME_WAIT to pass");
    }
  }

  @Test
  void aStationThatRefusesIsSeenAsAReset() throws Exception {
    try (var net = new GatewayFixture();
        var port = forward(net, TestStation.IP)) {
      net.station.refuseUnknown();
      try (var host = connect(port)) {
        assertThrows(SocketException.class, () -> host.getInputStream().read());
      }
      await(() -> net.activeFlows() == 0, "no flow");
    }
  }

  @Test
  void aStationThatIsNotThereIsSeenAsAReset() throws Exception {
    try (var net = new GatewayFixture();
        var port = forward(net, Ipv4Address.parse("10.0.2.99"));
        var host = connect(port)) {
      assertThrows(SocketException.class, () -> host.getInputStream().read());
    }
  }

  @Test
  void aStationThatDoesNotAnswerIsSeenAsAReset() throws Exception {
    try (var net = new GatewayFixture();
        var port = forward(net, TestStation.IP);
        var host = connect(port)) {
      await(() -> net.activeFlows() == 1, "the attempt");
      assertThrows(SocketException.class, () -> host.getInputStream().read());
    }
  }

  @Test
  void aClosedPortRefuses() throws Exception {
    try (var net = new GatewayFixture()) {
      var port = forward(net, TestStation.IP);
      port.close();
      port.close();
      await(() -> isRefused(port), "the port to be free");
    }
  }

  @Test
  void closingTheNetworkFreesThePort() throws Exception {
    ForwardedPort port;
    Socket waiting;
    try (var net = new GatewayFixture()) {
      port = forward(net, Ipv4Address.parse("10.0.2.99"));
      waiting = connect(port);
      net.network.close();
      assertThrows(SocketException.class, () -> waiting.getInputStream().read());
      waiting.close();
      await(() -> isRefused(port), "the port to be free");
      assertThrows(IllegalStateException.class, () -> forward(net, TestStation.IP));
    }
  }

  @Test
  void aPortThatIsTakenIsAnError() throws Exception {
    try (var net = new GatewayFixture();
        var port = forward(net, TestStation.IP)) {
      assertThrows(
          IOException.class, () -> net.network.forwardTcp(port.address(), TestStation.IP, PORT));
      var wrong =
          assertThrows(
              IllegalArgumentException.class,
              () -> net.network.forwardTcp(port.address(), Ipv4Address.parse("10.0.3.1"), PORT));
      assertEquals("10.0.3.1 port 8080 is not on the network of 10.0.2.2", wrong.getMessage());
    }
  }

  private static boolean isRefused(ForwardedPort port) {
    try (var _ = connect(port)) {
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static ForwardedPort forward(GatewayFixture net, Ipv4Address station) throws IOException {
    var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var port = net.network.forwardTcp(listen, station, PORT);
    assertFalse(port.address().getPort() == 0);
    return port;
  }

  private static Socket connect(ForwardedPort port) throws IOException {
    var socket = new Socket(port.address().getAddress(), port.address().getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }
}
