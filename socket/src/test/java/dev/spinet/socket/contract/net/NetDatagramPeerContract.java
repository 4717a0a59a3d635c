package dev.spinet.socket.contract.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.contract.DatagramPeer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

/** Whom datagram sockets are connected to, or not, and to whom they send. */
public abstract class NetDatagramPeerContract extends NetDatagramCase {

  /** For subclasses. */
  protected NetDatagramPeerContract() {}

  @Test
  void aConnectedSocketHasOnePeer() throws IOException {
    try (DatagramSocket socket = newDatagramSocket();
        DatagramPeer peer = backend.peers().datagramPeer();
        DatagramPeer other = backend.peers().datagramPeer()) {
      greet(socket, other);
      socket.connect(peer.address());
      assertTrue(socket.isConnected());
      assertEquals(peer.address(), socket.getRemoteSocketAddress());
      assertEquals(peer.address().getAddress(), socket.getInetAddress());
      assertEquals(peer.address().getPort(), socket.getPort());
      var nowhere = new DatagramPacket(pattern(3), 3);
      socket.send(nowhere);
      assertArrayEquals(pattern(3), peer.receive());
      assertThrows(
          IllegalArgumentException.class,
          () -> socket.send(new DatagramPacket(pattern(3), 3, other.address())));
      other.answer(pattern(9));
      peer.answer(pattern(5));
      var packet = new DatagramPacket(new byte[10], 10);
      socket.receive(packet);
      assertArrayEquals(pattern(5), bytes(packet));
      socket.disconnect();
      assertFalse(socket.isConnected());
      assertNull(socket.getRemoteSocketAddress());
      other.answer(pattern(8));
      socket.receive(packet);
      assertArrayEquals(pattern(8), bytes(packet));
    }
  }

  @Test
  void connectsToOneAfterTheOther() throws IOException {
    try (DatagramSocket socket = backend.datagrams().open(null);
        DatagramPeer first = backend.peers().datagramPeer();
        DatagramPeer second = backend.peers().datagramPeer()) {
      socket.setSoTimeout(AMPLE_MILLIS);
      for (DatagramPeer peer : new DatagramPeer[] {first, second, first}) {
        // Connecting binds, and connecting anew takes the place of the peer before.
        socket.connect(peer.address().getAddress(), peer.address().getPort());
        assertTrue(socket.isBound());
        socket.send(new DatagramPacket(pattern(3), 3));
        assertArrayEquals(pattern(3), peer.receive());
        peer.answer(pattern(4));
        var packet = new DatagramPacket(new byte[10], 10);
        socket.receive(packet);
        assertArrayEquals(pattern(4), bytes(packet));
      }
      socket.disconnect();
      socket.disconnect();
      assertFalse(socket.isConnected());
    }
  }

  @Test
  void aClosedSocketRemembersItsPeer() throws IOException {
    try (DatagramPeer peer = backend.peers().datagramPeer()) {
      DatagramSocket socket = newDatagramSocket();
      socket.connect(peer.address());
      socket.close();
      assertTrue(socket.isBound());
      assertTrue(socket.isConnected());
      assertEquals(peer.address().getPort(), socket.getPort());
      assertEquals(peer.address().getAddress(), socket.getInetAddress());
      assertEquals(peer.address(), socket.getRemoteSocketAddress());
      assertNull(socket.getLocalSocketAddress());
      assertThrows(
          SocketException.class,
          () -> socket.send(new DatagramPacket(new byte[1], 1, peer.address())));
      assertThrows(SocketException.class, () -> socket.bind(null));
      assertThrows(SocketException.class, socket::getSoTimeout);
    }
  }

  /** Of datagrams that came to nothing, only a connected socket is told. */
  @Test
  void aPeerThatIsNotThereIsNoConcernOfOthers() throws IOException {
    try (DatagramSocket socket = newDatagramSocket();
        DatagramPeer peer = backend.peers().datagramPeer()) {
      var packet = new DatagramPacket(new byte[10], 10);
      for (int length = 1; length <= 2; length++) {
        socket.send(new DatagramPacket(new byte[5], 5, backend.peers().absentDatagramPeer()));
        socket.send(new DatagramPacket(pattern(length), length, peer.address()));
        assertArrayEquals(pattern(length), peer.receive());
        peer.answer(pattern(length));
        socket.receive(packet);
        assertArrayEquals(pattern(length), bytes(packet));
      }
    }
  }

  @Test
  void refusesPacketsWithoutAnAddress() throws IOException {
    try (DatagramSocket socket = newDatagramSocket()) {
      assertThrows(
          IllegalArgumentException.class, () -> socket.send(new DatagramPacket(new byte[1], 1)));
      assertThrows(
          SocketException.class,
          () -> socket.connect(InetSocketAddress.createUnresolved("localhost", 9)));
      assertThrows(IllegalArgumentException.class, () -> socket.connect(null));
      assertThrows(IllegalArgumentException.class, () -> socket.connect(null, 9));
      assertThrows(
          IllegalArgumentException.class,
          () -> socket.connect(backend.at(1).getAddress(), 0x10000));
      assertThrows(
          SocketException.class,
          () -> socket.send(new DatagramPacket(new byte[1], 1, backend.at(0))));
    }
  }

  @Test
  void joinsWhatIsAGroup() throws IOException {
    try (DatagramSocket socket = newDatagramSocket()) {
      var host = new InetSocketAddress(backend.at(0).getAddress(), 0);
      assertThrows(SocketException.class, () -> socket.joinGroup(host, null));
      assertThrows(SocketException.class, () -> socket.leaveGroup(host, null));
      assertThrows(IllegalArgumentException.class, () -> socket.joinGroup(null, null));
      var group = new InetSocketAddress("239.1.2.3", 0);
      assertThrows(SocketException.class, () -> socket.leaveGroup(group, null));
    }
  }
}
