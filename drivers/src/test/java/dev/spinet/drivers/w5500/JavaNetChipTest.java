package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.net.SpinetDatagramSocket;
import dev.spinet.socket.net.SpinetServerSocketFactory;
import dev.spinet.socket.net.SpinetSocketFactory;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets of {@code java.net} on the simulated chip: what the contract has no words for. */
@Timeout(60)
final class JavaNetChipTest {

  private static final int MILLIS = 20_000;

  @Test
  void optionsThatTheChipHasAreSetThere() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.echo();
        Socket socket = new SpinetSocketFactory(board.driver).createSocket()) {
      assertEquals(2_048, socket.getReceiveBufferSize());
      socket.setReceiveBufferSize(100_000);
      assertEquals(2_048, socket.getReceiveBufferSize());
      SocketOption<Integer> keepIdle = keepIdle(socket);
      socket.setKeepAlive(true);
      socket.setOption(keepIdle, 7);
      // The chip counts in units of 5 s; what is in effect is told.
      assertEquals(10, socket.getOption(keepIdle));
      // More than the chip can count: remembered.
      socket.setOption(keepIdle, 7_200);
      assertEquals(7_200, socket.getOption(keepIdle));
      socket.setOption(keepIdle, 20);
      assertEquals(20, socket.getOption(keepIdle));
      socket.setTrafficClass(0x10);
      socket.connect(new InetSocketAddress(Board.HOST, peer.port()), MILLIS);
      assertEquals(0x10, socket.getTrafficClass());
      assertEquals(
          new InetSocketAddress("10.0.2.15", socket.getLocalPort()),
          socket.getLocalSocketAddress());
      socket.getOutputStream().write(new byte[] {1, 2, 3});
      assertArrayEquals(new byte[] {1, 2, 3}, socket.getInputStream().readNBytes(3));
    }
  }

  // By its name: this module does not read the JDK's module that has it.
  @SuppressWarnings("unchecked")
  private static SocketOption<Integer> keepIdle(Socket socket) {
    return (SocketOption<Integer>)
        socket.supportedOptions().stream()
            .filter(option -> option.name().equals("TCP_KEEPIDLE"))
            .findAny()
            .orElseThrow();
  }

  @Test
  void theChipAsksItsOwnNameServer() throws Exception {
    try (var attachment = BoardAttachment.open(Board.builder());
        var peer = Peer.echo()) {
      attachment.serveNames();
      var factory = new SpinetSocketFactory(attachment.driver());
      try (Socket socket = factory.createSocket(NameServer.HOST, peer.port())) {
        assertEquals(NameServer.HOST, socket.getInetAddress().getHostName());
        assertEquals(Board.HOST, InetAddress.ofLiteral(socket.getInetAddress().getHostAddress()));
        socket.getOutputStream().write(4);
        assertEquals(4, socket.getInputStream().read());
      }
      assertThrows(
          UnknownHostException.class, () -> factory.createSocket("no.example.org", peer.port()));
    }
  }

  @Test
  void groupsAreJoinedWithoutANetworkInterface() throws Exception {
    var group = new InetSocketAddress("239.1.2.3", 5_000);
    try (var board = Board.builder().build();
        var neighbour = new Neighbour(board);
        var member = new SpinetDatagramSocket(board.driver, 5_000);
        var sender = new SpinetDatagramSocket(neighbour.driver, 6_000)) {
      member.setSoTimeout(MILLIS);
      member.joinGroup(group, null);
      sender.send(new DatagramPacket(new byte[] {7, 8}, 2, group));
      var packet = new DatagramPacket(new byte[100], 100);
      member.receive(packet);
      assertArrayEquals(new byte[] {7, 8}, Arrays.copyOf(packet.getData(), packet.getLength()));
      assertEquals(new InetSocketAddress(Neighbour.IP, 6_000), packet.getSocketAddress());
      member.leaveGroup(group, null);
      assertThrows(SocketException.class, () -> member.leaveGroup(group, null));
      // All stations of the network hear a broadcast, which needs no option.
      sender.send(
          new DatagramPacket(new byte[] {9}, 1, new InetSocketAddress("10.0.2.255", 5_000)));
      member.receive(packet);
      assertEquals(9, packet.getData()[0]);
    }
  }

  @Test
  void aChipSendsNoEmptyDatagram() throws Exception {
    try (var board = Board.builder().build();
        var socket = new SpinetDatagramSocket(board.driver)) {
      var empty = new DatagramPacket(new byte[0], 0, Board.HOST, 9);
      var refusal = assertThrows(IOException.class, () -> socket.send(empty));
      assertTrue(
          String.valueOf(refusal.getMessage()).contains("1 to 1472 bytes"), refusal.toString());
    }
  }

  @Test
  void aPeerThatRefusesDatagramsIsNamedAsTheJdkDoes() throws Exception {
    try (var board = Board.builder().options(o -> o.healthCheck(Duration.ofMillis(20))).build();
        var socket = new SpinetDatagramSocket(board.driver)) {
      var host = new LanHost(board.lan);
      socket.setSoTimeout(MILLIS);
      socket.connect(new InetSocketAddress("10.0.2.20", 9));
      socket.send(new DatagramPacket(new byte[1], 1));
      host.refuse(host.next());
      var packet = new DatagramPacket(new byte[10], 10);
      assertThrows(PortUnreachableException.class, () -> socket.receive(packet));
    }
  }

  /** A server of the JDK's default backlog listens with all that is free, and gives it back. */
  @Test
  void aServerLeavesRoomForClients() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.echo();
        ServerSocket server =
            new SpinetServerSocketFactory(board.driver).createServerSocket(8_080)) {
      assertEquals(8_080, server.getLocalPort());
      var sockets = new SpinetSocketFactory(board.driver);
      var clients = new Socket[6];
      for (int i = 0; i < clients.length; i++) {
        clients[i] = sockets.createSocket(Board.HOST, peer.port());
      }
      try (var caller = new Socket()) {
        caller.connect(board.forward(8_080), MILLIS);
        try (Socket accepted = server.accept()) {
          assertTrue(accepted.getOption(StandardSocketOptions.SO_RCVBUF) > 0);
          caller.getOutputStream().write(3);
          assertEquals(3, accepted.getInputStream().read());
        }
      }
      for (Socket client : clients) {
        client.close();
      }
    }
  }
}
