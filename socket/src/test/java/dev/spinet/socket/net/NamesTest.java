package dev.spinet.socket.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.Drivers;
import dev.spinet.socket.contract.PeerListener;
import dev.spinet.socket.memory.MemoryDriver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the sockets of this project do beyond those of the JDK: names, drivers and defaults. */
final class NamesTest {

  private final MemoryDriver driver = new MemoryDriver();
  private final SocketFactory factory = new SpinetSocketFactory(driver);
  private PeerListener listener = driver.listen();

  @BeforeEach
  void listen() {
    listener = driver.listen();
  }

  @AfterEach
  void close() throws IOException {
    Drivers.unsetDefault(driver);
    listener.close();
    driver.close();
  }

  @Test
  void theDriverLooksNamesUp() throws IOException {
    try (Socket socket = factory.createSocket(MemoryDriver.PEER_NAME, listener.port())) {
      assertEquals(MemoryDriver.PEER, socket.getInetAddress().getHostAddress());
      assertEquals(MemoryDriver.PEER_NAME, socket.getInetAddress().getHostName());
      assertEquals(
          new InetSocketAddress(MemoryDriver.PEER, listener.port()),
          socket.getRemoteSocketAddress());
    }
    try (Socket socket = factory.createSocket()) {
      socket.connect(
          InetSocketAddress.createUnresolved(MemoryDriver.PEER_NAME, listener.port()), 1_000);
      assertTrue(socket.isConnected());
    }
  }

  @Test
  void anUnknownNameClosesTheSocket() throws IOException {
    Socket socket = factory.createSocket();
    var nobody = InetSocketAddress.createUnresolved("nobody.example", listener.port());
    var unknown = assertThrows(UnknownHostException.class, () -> socket.connect(nobody, 1_000));
    assertTrue(String.valueOf(unknown.getMessage()).contains("nobody.example"));
    assertTrue(socket.isClosed());
  }

  @Test
  void otherAddressesThanIpv4AreRefused() throws IOException {
    try (Socket socket = factory.createSocket();
        ServerSocket server = new SpinetServerSocket(driver)) {
      var local = new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);
      assertThrows(SocketException.class, () -> server.bind(local));
      var peer = new InetSocketAddress(InetAddress.ofLiteral("::1"), listener.port());
      var refusal = assertThrows(SocketException.class, () -> socket.connect(peer));
      assertTrue(String.valueOf(refusal.getMessage()).contains("IPv4"));
    }
  }

  @Test
  void socketsKnowTheirDriver() throws IOException {
    try (var socket = assertInstanceOf(SpinetSocket.class, factory.createSocket());
        var server = new SpinetServerSocket(driver);
        var datagrams = new SpinetDatagramSocketFactory(driver).createDatagramSocket()) {
      assertSame(driver, socket.driver());
      assertSame(driver, server.driver());
      assertSame(driver, assertInstanceOf(SpinetDatagramSocket.class, datagrams).driver());
    }
  }

  @Test
  void factoriesWithoutADriverTakeTheDefault() throws IOException {
    SocketFactory byName = SpinetSocketFactory.getDefault();
    ServerSocketFactory servers = SpinetServerSocketFactory.getDefault();
    var datagrams = new SpinetDatagramSocketFactory();
    assertThrows(IllegalStateException.class, byName::createSocket);
    assertThrows(IllegalStateException.class, servers::createServerSocket);
    assertThrows(IllegalStateException.class, datagrams::createDatagramSocket);
    Drivers.setDefault(driver);
    try (Socket socket = byName.createSocket(MemoryDriver.PEER, listener.port());
        ServerSocket server = servers.createServerSocket(0, 1);
        var first = datagrams.createDatagramSocket(7_000);
        var second = datagrams.createDatagramSocket(0, null)) {
      assertTrue(socket.isConnected());
      assertTrue(server.isBound());
      assertEquals(7_000, first.getLocalPort());
      assertTrue(second.getLocalPort() > 0);
    }
  }

  @Test
  void aChipWithoutFreeSocketsSaysSo() throws IOException {
    var sockets = new Socket[8];
    for (int i = 0; i < sockets.length; i++) {
      sockets[i] = factory.createSocket(MemoryDriver.PEER, listener.port());
    }
    Socket ninth = factory.createSocket();
    var full =
        assertThrows(
            SocketException.class,
            () -> ninth.connect(new InetSocketAddress(MemoryDriver.PEER, listener.port())));
    assertTrue(String.valueOf(full.getMessage()).contains("close one first"));
    sockets[3].close();
    try (Socket again = factory.createSocket(MemoryDriver.PEER, listener.port())) {
      assertTrue(again.isConnected());
    }
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
