package dev.spinet.socket.contract.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.contract.Call;
import dev.spinet.socket.contract.DatagramPeer;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagram sockets. */
public abstract class NetDatagramContract extends NetDatagramCase {

  /** For subclasses. */
  protected NetDatagramContract() {}

  @Test
  void anUnboundSocketHasNoEnds() throws IOException {
    try (DatagramSocket socket = backend.datagrams().open(null)) {
      assertFalse(socket.isBound());
      assertFalse(socket.isConnected());
      assertFalse(socket.isClosed());
      assertEquals(0, socket.getLocalPort());
      assertEquals(-1, socket.getPort());
      assertNull(socket.getInetAddress());
      assertNull(socket.getRemoteSocketAddress());
      assertNull(socket.getLocalSocketAddress());
      assertNull(socket.getChannel());
    }
  }

  @Test
  void sendsAndReceives() throws IOException {
    try (DatagramSocket socket = newDatagramSocket();
        DatagramPeer peer = backend.peers().datagramPeer()) {
      assertTrue(socket.isBound());
      assertTrue(socket.getLocalPort() > 0);
      socket.send(new DatagramPacket(pattern(100), 10, 50, peer.address()));
      assertArrayEquals(Arrays.copyOfRange(pattern(100), 10, 60), peer.receive());
      peer.answer(pattern(70));
      var packet = new DatagramPacket(new byte[300], 20, 200);
      socket.receive(packet);
      assertEquals(20, packet.getOffset());
      assertArrayEquals(pattern(70), bytes(packet));
      assertEquals(peer.address(), packet.getSocketAddress());
      assertEquals(peer.address().getAddress(), packet.getAddress());
      assertEquals(peer.address().getPort(), packet.getPort());
      socket.send(packet);
      assertArrayEquals(pattern(70), peer.receive());
    }
  }

  @Test
  void bindsWhenItIsUsed() throws IOException {
    try (DatagramSocket socket = backend.datagrams().open(null);
        DatagramPeer peer = backend.peers().datagramPeer()) {
      greet(socket, peer);
      assertTrue(socket.isBound());
      assertTrue(socket.getLocalPort() > 0);
    }
  }

  @Test
  void aPacketKeepsItsRoom() throws IOException {
    try (DatagramSocket socket = newDatagramSocket();
        DatagramPeer peer = backend.peers().datagramPeer()) {
      greet(socket, peer);
      var packet = new DatagramPacket(new byte[100], 10, 80);
      for (int length : new int[] {5, 60, 1, 80, 20, 80}) {
        peer.answer(pattern(length));
        socket.receive(packet);
        assertArrayEquals(pattern(length), bytes(packet));
      }
      packet.setLength(30);
      peer.answer(pattern(50));
      socket.receive(packet);
      assertArrayEquals(Arrays.copyOf(pattern(50), 30), bytes(packet));
      packet.setData(new byte[40]);
      peer.answer(pattern(50));
      socket.receive(packet);
      assertArrayEquals(Arrays.copyOf(pattern(50), 40), bytes(packet));
    }
  }

  @Test
  void whatDoesNotFitIsDropped() throws IOException {
    try (DatagramSocket socket = newDatagramSocket();
        DatagramPeer peer = backend.peers().datagramPeer()) {
      greet(socket, peer);
      peer.answer(pattern(100));
      peer.answer(pattern(7));
      var buffer = new byte[50];
      Arrays.fill(buffer, (byte) 0x55);
      var packet = new DatagramPacket(buffer, 10);
      socket.receive(packet);
      assertArrayEquals(Arrays.copyOf(pattern(100), 10), bytes(packet));
      assertEquals(0x55, buffer[10]);
      socket.receive(packet);
      assertArrayEquals(pattern(7), bytes(packet));
    }
  }

  @Test
  void tooLongADatagramIsRefused() throws IOException {
    try (DatagramSocket socket = newDatagramSocket();
        DatagramPeer peer = backend.peers().datagramPeer()) {
      var packet = new DatagramPacket(new byte[65_530], 65_530, peer.address());
      assertThrows(IOException.class, () -> socket.send(packet));
      greet(socket, peer);
    }
  }

  @Test
  void aTimeOutLosesNothing() throws IOException {
    try (DatagramSocket socket = newDatagramSocket();
        DatagramPeer peer = backend.peers().datagramPeer()) {
      greet(socket, peer);
      socket.setSoTimeout(SHORT_MILLIS);
      var packet = new DatagramPacket(new byte[10], 10);
      assertSays("Receive timed out", SocketTimeoutException.class, () -> socket.receive(packet));
      assertEquals(10, packet.getLength());
      socket.setSoTimeout(AMPLE_MILLIS);
      peer.answer(pattern(4));
      socket.receive(packet);
      assertArrayEquals(pattern(4), bytes(packet));
    }
  }

  @Test
  void aPacketKeepsItsRoomOnEverySocket() throws IOException {
    try (DatagramSocket first = newDatagramSocket();
        DatagramSocket second = newDatagramSocket();
        DatagramPeer peer = backend.peers().datagramPeer()) {
      var packet = new DatagramPacket(new byte[100], 100);
      greet(first, peer);
      peer.answer(pattern(3));
      first.receive(packet);
      assertArrayEquals(pattern(3), bytes(packet));
      greet(second, peer);
      peer.answer(pattern(50));
      second.receive(packet);
      assertArrayEquals(pattern(50), bytes(packet));
    }
  }

  @Test
  void anInterruptBeforehandDisturbsNoPlatformThread() throws Exception {
    try (DatagramPeer peer = backend.peers().datagramPeer()) {
      Call<Integer> call =
          Call.start(() -> {
            Thread.currentThread().interrupt();
            try (DatagramSocket socket = newDatagramSocket()) {
              socket.send(new DatagramPacket(pattern(4), 4, peer.address()));
              return socket.getLocalPort();
            }
          });
      assertArrayEquals(pattern(4), peer.receive());
      assertTrue(call.result() > 0);
      assertTrue(call.interruptedAtEnd());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingWakesTheReceiver(boolean virtual) throws Exception {
    DatagramSocket socket = newDatagramSocket();
    var packet = new DatagramPacket(new byte[10], 10);
    Call<Void> receiver = receiving(socket, packet, virtual);
    socket.close();
    receiver.failure(SocketException.class);
    assertTrue(socket.isClosed());
    socket.close();
    assertThrows(SocketException.class, () -> socket.receive(packet));
    assertThrows(SocketException.class, () -> socket.setSoTimeout(1));
    assertEquals(-1, socket.getLocalPort());
    assertNull(socket.getLocalAddress());
  }

  @Test
  void optionsCanBeSetWhileSomebodyReceives() throws Exception {
    try (DatagramSocket socket = newDatagramSocket();
        DatagramPeer peer = backend.peers().datagramPeer()) {
      greet(socket, peer);
      var packet = new DatagramPacket(new byte[10], 10);
      Call<Void> receiver = receiving(socket, packet, false);
      socket.setSoTimeout(AMPLE_MILLIS - 1);
      socket.setBroadcast(true);
      assertTrue(socket.getLocalPort() > 0);
      greet(socket, peer);
      peer.answer(pattern(3));
      receiver.result();
      assertArrayEquals(pattern(3), bytes(packet));
    }
  }

  @Test
  void anInterruptClosesTheSocketOfAVirtualThread() throws Exception {
    try (DatagramSocket socket = newDatagramSocket()) {
      Call<Void> receiver = receiving(socket, new DatagramPacket(new byte[10], 10), true);
      receiver.interrupt();
      assertEquals("Closed by interrupt", receiver.failure(SocketException.class).getMessage());
      assertTrue(receiver.interruptedAtEnd());
      assertTrue(socket.isClosed());
    }
  }

  @Test
  void aPlatformThreadIgnoresInterrupts() throws Exception {
    try (DatagramSocket socket = newDatagramSocket();
        DatagramPeer peer = backend.peers().datagramPeer()) {
      greet(socket, peer);
      var packet = new DatagramPacket(new byte[10], 10);
      Call<Void> receiver = receiving(socket, packet, false);
      receiver.interrupt();
      receiver.settle();
      peer.answer(pattern(6));
      receiver.result();
      assertTrue(receiver.interruptedAtEnd());
      assertArrayEquals(pattern(6), bytes(packet));
    }
  }

  private static Call<Void> receiving(DatagramSocket socket, DatagramPacket packet, boolean virtual)
      throws InterruptedException {
    return Call.<Void>start(
            () -> {
              socket.receive(packet);
              return null;
            },
            threads(virtual))
        .settle();
  }

  @Test
  @SuppressWarnings("try") // Closed early on purpose.
  void aPortIsBoundOnce() throws IOException {
    try (DatagramSocket first = newDatagramSocket()) {
      var local = new InetSocketAddress(first.getLocalPort());
      assertThrows(BindException.class, () -> backend.datagrams().open(local));
      first.close();
      try (DatagramSocket second = backend.datagrams().open(local)) {
        assertEquals(local.getPort(), second.getLocalPort());
        assertThrows(SocketException.class, () -> second.bind(null));
      }
    }
  }

  @Test
  void takesEveryOption() throws IOException {
    try (DatagramSocket socket = backend.datagrams().open(null)) {
      assertTrue(socket.getBroadcast());
      assertEquals(0, socket.getSoTimeout());
      socket.setSoTimeout(1_000);
      socket.setReuseAddress(true);
      socket.setBroadcast(false);
      socket.setTrafficClass(0x10);
      socket.setSendBufferSize(4_096);
      socket.setReceiveBufferSize(4_096);
      socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 4);
      socket.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false);
      assertEquals(1_000, socket.getSoTimeout());
      assertTrue(socket.getReuseAddress());
      assertFalse(socket.getBroadcast());
      assertEquals(0x10, socket.getTrafficClass());
      assertTrue(socket.getSendBufferSize() > 0);
      assertTrue(socket.getReceiveBufferSize() > 0);
      assertEquals(4, socket.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
      assertEquals(false, socket.getOption(StandardSocketOptions.IP_MULTICAST_LOOP));
      NetworkInterface loopback =
          NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
      socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
      assertEquals(loopback, socket.getOption(StandardSocketOptions.IP_MULTICAST_IF));
      assertTrue(
          socket
              .supportedOptions()
              .containsAll(
                  Set.of(
                      StandardSocketOptions.SO_SNDBUF,
                      StandardSocketOptions.SO_RCVBUF,
                      StandardSocketOptions.SO_REUSEADDR,
                      StandardSocketOptions.SO_REUSEPORT,
                      StandardSocketOptions.SO_BROADCAST,
                      StandardSocketOptions.IP_TOS,
                      StandardSocketOptions.IP_MULTICAST_IF,
                      StandardSocketOptions.IP_MULTICAST_TTL,
                      StandardSocketOptions.IP_MULTICAST_LOOP)));
      for (SocketOption<?> option : socket.supportedOptions()) {
        if (!option.name().equals("SO_INCOMING_NAPI_ID")) {
          assertTrue(option.type().isInstance(socket.getOption(option)), option.name());
        }
      }
      assertThrows(IllegalArgumentException.class, () -> socket.setSoTimeout(-1));
      assertThrows(IllegalArgumentException.class, () -> socket.setTrafficClass(256));
      assertThrows(
          IllegalArgumentException.class,
          () -> socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 256));
      assertThrows(
          UnsupportedOperationException.class,
          () -> socket.setOption(StandardSocketOptions.TCP_NODELAY, true));
      assertSame(socket, socket.setOption(StandardSocketOptions.SO_REUSEADDR, false));
    }
  }
}
