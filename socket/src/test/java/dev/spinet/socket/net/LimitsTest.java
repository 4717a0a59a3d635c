package dev.spinet.socket.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.contract.PeerListener;
import dev.spinet.socket.memory.MemoryDriver;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where our sockets are not those of the JDK, as docs/java-net.md says. */
@Timeout(60)
final class LimitsTest {

  private final MemoryDriver driver = new MemoryDriver();
  private PeerListener listener = driver.listen();

  @BeforeEach
  void listen() {
    listener = driver.listen();
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
    driver.close();
  }

  private Socket connected() throws IOException {
    return new SpinetSocketFactory(driver).createSocket(MemoryDriver.PEER, listener.port());
  }

  @Test
  void thereIsNoUrgentData() throws IOException {
    try (Socket socket = connected()) {
      var refusal = assertThrows(SocketException.class, () -> socket.sendUrgentData(1));
      assertEquals("Urgent data not supported", refusal.getMessage());
      assertFalse(socket.isClosed());
    }
  }

  /** The JDK's own servers and sockets do not mix with those of others, and say so. */
  @Test
  void implementationsDoNotMix() throws IOException {
    var accepted = new SpinetSocket(driver);
    try (var server =
            new ServerSocket(0, 1, InetAddress.getLoopbackAddress()) {
              void acceptOurs() throws IOException {
                implAccept(accepted);
              }
            };
        var client = new Socket(server.getInetAddress(), server.getLocalPort())) {
      assertTrue(client.isConnected());
      assertThrows(IOException.class, server::acceptOurs);
    } finally {
      accepted.close();
    }
  }

  @Test
  void lingeringIsRememberedOnly() throws IOException {
    try (Socket socket = connected();
        Peer peer = listener.accept()) {
      socket.setSoLinger(true, 0);
      assertEquals(0, socket.getSoLinger());
      socket.getOutputStream().write(5);
      socket.getInputStream().close();
      // With the JDK's it would be a reset, and the byte be lost.
      assertEquals(1, peer.read(2).length);
    }
  }

  @Test
  void aTimeToLiveOfGroupsIsRememberedOnly() throws IOException {
    try (var socket = new SpinetDatagramSocket(driver)) {
      assertEquals(1, socket.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
      assertEquals(true, socket.getOption(StandardSocketOptions.IP_MULTICAST_LOOP));
      assertNull(socket.getOption(StandardSocketOptions.IP_MULTICAST_IF));
      socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 9);
      assertEquals(9, socket.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
    }
  }

  @Test
  void groupsNeedNoNetworkInterface() throws IOException {
    try (var socket = new SpinetDatagramSocket(driver)) {
      var group = new InetSocketAddress("239.1.2.3", 0);
      socket.joinGroup(group, null);
      socket.leaveGroup(group, null);
      assertThrows(IOException.class, () -> socket.leaveGroup(group, null));
      var ipv6 = new InetSocketAddress(InetAddress.ofLiteral("ff02::1"), 0);
      assertThrows(SocketException.class, () -> socket.joinGroup(ipv6, null));
      assertFalse(socket.isClosed());
    }
  }

  /** No chip gets to the loopback of the board: better said than tried. */
  @Test
  void theLoopbackOfTheBoardCannotBeReached() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    Socket socket = new SpinetSocket(driver);
    var refusal =
        assertThrows(
            NoRouteToHostException.class,
            () -> socket.connect(new InetSocketAddress(loopback, listener.port())));
    assertTrue(String.valueOf(refusal.getMessage()).contains("loopback"));
    assertTrue(socket.isClosed());
    try (var datagrams = new SpinetDatagramSocket(driver)) {
      var packet = new DatagramPacket(new byte[1], 1, loopback, 9);
      assertThrows(NoRouteToHostException.class, () -> datagrams.send(packet));
      assertThrows(SocketException.class, () -> datagrams.connect(packet.getSocketAddress()));
    }
  }
}
