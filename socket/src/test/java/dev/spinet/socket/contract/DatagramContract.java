package dev.spinet.socket.contract;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static dev.spinet.socket.SocketConstants.SOL_SOCKET;
import static dev.spinet.socket.SocketConstants.SO_TYPE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.Datagram;
import dev.spinet.socket.Socket;
import dev.spinet.socket.WouldBlockException;
import dev.spinet.socket.contract.CallerMemory.Kind;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** UDP: one call, one datagram. How receiving waits is in {@link DatagramWaitingContract}. */
public abstract class DatagramContract extends DatagramCase {

  /** For subclasses. */
  protected DatagramContract() {}

  @Test
  void aDatagramGoesAndAnotherComes() throws Exception {
    try (var socket = newDatagramSocket();
        var peer = backend.datagramPeer()) {
      assertEquals(5, socket.sendTo("Hello", peer.address()));
      assertArrayEquals("Hello".getBytes(UTF_8), peer.receive());
      peer.answer("you too".getBytes(UTF_8));
      Datagram datagram = socket.recvFrom(100);
      assertArrayEquals("you too".getBytes(UTF_8), datagram.data());
      assertEquals(peer.address(), datagram.source());
      assertEquals(7, datagram.length());
      assertFalse(datagram.isCut());
      assertEquals(SOCK_DGRAM, socket.getsockopt(SOL_SOCKET, SO_TYPE));
    }
  }

  @Test
  void everyLengthPassesBothWays() throws Exception {
    int max = backend.maxPayload();
    try (var talk = greet()) {
      for (int length : new int[] {0, 1, 2, 3, 8, 511, 512, max - 1, max}) {
        byte[] data = pattern(length);
        if (length >= backend.minPayload()) {
          assertEquals(length, talk.socket().sendTo(data, talk.peer().address()));
          assertArrayEquals(data, talk.peer().receive());
        }
        if (length > 0 || backend.receivesEmpty()) {
          talk.peer().answer(data);
          assertArrayEquals(data, talk.socket().recvFrom(max).data());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyKindOfMemoryIsSentAndFilled(Kind kind) throws Exception {
    byte[] data = pattern(300);
    try (var talk = greet()) {
      assertEquals(300, kind.holding(data).sendTo(talk.socket(), talk.peer().address()));
      assertArrayEquals(data, talk.peer().receive());
      talk.peer().answer(data);
      var from = new DatagramSource();
      CallerMemory memory = kind.allocate(400);
      assertEquals(300, memory.recvFromInto(talk.socket(), from));
      assertArrayEquals(data, memory.content(300));
      assertTrue(memory.marginsUntouched());
      assertEquals(300, from.length());
      assertEquals(talk.peer().address(), from.toInetSocketAddress());
      talk.peer().answer(data);
      CallerMemory other = kind.allocate(400);
      assertEquals(300, other.recvInto(talk.socket()));
      assertArrayEquals(data, other.content(300));
    }
  }

  @Test
  void aDatagramIsAnsweredByItsSource() throws Exception {
    try (var talk = greet();
        var arena = Arena.ofConfined()) {
      talk.peer().answer((byte) 1, (byte) 2);
      var from = new DatagramSource();
      MemorySegment memory = arena.allocate(10);
      assertEquals(2, talk.socket().recvFromInto(memory, from));
      assertEquals(2, talk.socket().sendTo(memory, 0, 2, from));
      assertArrayEquals(new byte[] {1, 2}, talk.peer().receive());
      assertThrows(
          IllegalArgumentException.class,
          () -> talk.socket().sendTo(memory, 0, 2, new DatagramSource()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatDoesNotFitIsCutAndNeverJoined(Kind kind) throws Exception {
    byte[] data = pattern(20);
    try (var talk = greet()) {
      talk.peer().answer(data);
      talk.peer().answer((byte) 7);
      var from = new DatagramSource();
      CallerMemory memory = kind.allocate(4);
      assertEquals(4, memory.recvFromInto(talk.socket(), from));
      assertArrayEquals(Arrays.copyOf(data, 4), memory.content(4));
      assertTrue(memory.marginsUntouched());
      assertEquals(20, from.length());
      assertArrayEquals(new byte[] {7}, talk.socket().recv(100));
    }
  }

  @Test
  void everyReceivingCallTakesExactlyOne() throws Exception {
    try (var talk = greet()) {
      Socket socket = talk.socket();
      for (int i = 1; i <= 6; i++) {
        talk.peer().answer(pattern(i));
      }
      assertArrayEquals(pattern(1), socket.recv(100));
      assertEquals(2, socket.recvInto(new byte[100]));
      assertEquals(3, socket.recvSome(new byte[100]));
      Datagram cut = socket.recvFrom(3);
      assertArrayEquals(Arrays.copyOf(pattern(4), 3), cut.data());
      assertEquals(4, cut.length());
      assertTrue(cut.isCut());
      assertEquals(0, socket.recv(0).length);
      assertEquals(6, socket.recvInto(ByteBuffer.allocate(6)));
      assertNothing(socket);
    }
  }

  @Test
  void anEmptyDatagramIsADatagram() throws Exception {
    try (var talk = greet()) {
      Socket socket = talk.socket();
      for (int i = 0; i < 4; i++) {
        talk.peer().answer();
      }
      talk.peer().answer((byte) 1);
      if (!backend.receivesEmpty()) {
        assertArrayEquals(new byte[] {1}, socket.recv(10));
        return;
      }
      Datagram datagram = socket.recvFrom(10);
      assertEquals(0, datagram.data().length);
      assertEquals(talk.peer().address(), datagram.source());
      assertEquals(0, socket.recvInto(new byte[10]));
      assertEquals(0, socket.recvSome(new byte[10]));
      assertEquals(0, socket.recvFromInto(new byte[10], new DatagramSource()));
      assertArrayEquals(new byte[] {1}, socket.recv(10));
    }
  }

  @Test
  void waitingDatagramsStayInOrder() throws Exception {
    try (var talk = greet()) {
      for (int i = 0; i < 10; i++) {
        talk.peer().answer((byte) i, (byte) i);
      }
      for (int i = 0; i < 10; i++) {
        assertArrayEquals(new byte[] {(byte) i, (byte) i}, talk.socket().recvFrom(10).data());
      }
    }
  }

  @Test
  void availableIsTheNextDatagramsLength() throws Exception {
    try (var talk = greet()) {
      assertEquals(0, talk.socket().available());
      talk.arrive(pattern(9));
      talk.peer().answer(pattern(3));
      assertEquals(9, talk.socket().available());
      talk.socket().recv(2);
      awaitAvailable(talk.socket(), 3);
    }
  }

  @Test
  void whatIsTooLongIsNotSent() throws Exception {
    byte[] data = pattern(backend.maxPayload() + 1);
    try (var talk = greet()) {
      Socket socket = talk.socket();
      Class<IllegalArgumentException> tooLong = IllegalArgumentException.class;
      var error = assertThrows(tooLong, () -> socket.sendTo(data, talk.peer().address()));
      assertSays(String.valueOf(backend.maxPayload()), error);
      ByteBuffer buffer = ByteBuffer.wrap(data);
      assertThrows(tooLong, () -> socket.sendTo(buffer, talk.peer().address()));
      assertEquals(0, buffer.position());
      assertThrows(
          tooLong, () -> socket.sendTo(MemorySegment.ofArray(data), talk.peer().address()));
      socket.connect(talk.peer().address());
      assertThrows(tooLong, () -> socket.send(data));
      assertThrows(tooLong, () -> socket.sendAll(data));
      socket.send(new byte[] {5});
      assertArrayEquals(new byte[] {5}, talk.peer().receive());
    }
  }

  @Test
  void aConnectedSocketHearsItsPeerOnly() throws Exception {
    try (var talk = greet();
        var other = backend.datagramPeer()) {
      Socket socket = talk.socket();
      greet(socket, other);
      assertNull(socket.remoteAddress());
      socket.connect(talk.peer().address());
      assertEquals(talk.peer().address(), socket.remoteAddress());
      other.answer((byte) 1);
      talk.peer().answer((byte) 2);
      assertArrayEquals(new byte[] {2}, socket.recv(10));
      assertEquals(1, socket.send(new byte[] {3}));
      assertArrayEquals(new byte[] {3}, talk.peer().receive());
      socket.sendAll("all");
      assertArrayEquals("all".getBytes(UTF_8), talk.peer().receive());
      assertNothing(socket);
      socket.disconnect();
      assertNull(socket.remoteAddress());
      greet(socket, other);
      other.answer((byte) 4);
      assertEquals(other.address(), socket.recvFrom(10).source());
      assertSays("sendTo", assertThrows(SocketException.class, () -> socket.send(new byte[1])));
    }
  }

  @Test
  void connectingDropsWhatOthersHaveSent() throws Exception {
    try (var talk = greet();
        var other = backend.datagramPeer()) {
      Socket socket = talk.socket();
      greet(socket, other);
      talk.arrive(other, (byte) 1);
      socket.connect(talk.peer().address());
      talk.peer().answer((byte) 2);
      assertArrayEquals(new byte[] {2}, socket.recv(10));
    }
  }

  @Test
  void anotherPeerMayBeChosen() throws Exception {
    try (var talk = greet();
        var other = backend.datagramPeer()) {
      Socket socket = talk.socket();
      socket.connect(talk.peer().address());
      InetSocketAddress address = other.address();
      socket.connect(address.getHostString(), address.getPort());
      socket.send(new byte[] {6});
      assertArrayEquals(new byte[] {6}, other.receive());
      other.answer((byte) 7);
      assertArrayEquals(new byte[] {7}, socket.recv(1));
    }
  }

  @Test
  void aDatagramWithAZeroLengthGoesToTheChosenPeerToo() throws Exception {
    try (var talk = greet()) {
      talk.socket().connect(talk.peer().address());
      if (backend.minPayload() == 0) {
        assertEquals(0, talk.socket().send(new byte[0]));
        assertEquals(0, talk.peer().receive().length);
      } else {
        var error =
            assertThrows(IllegalArgumentException.class, () -> talk.socket().send(new byte[0]));
        assertSays("1 to", error);
      }
    }
  }

  @Test
  void localPortsAreTakenOnce() throws Exception {
    Socket socket = newDatagramSocket();
    try (socket;
        var other = newDatagramSocket();
        var peer = backend.datagramPeer()) {
      assertNull(socket.localAddress());
      socket.bind(0);
      int port = present(socket.localAddress()).getPort();
      assertTrue(port > 0);
      assertThrows(BindException.class, () -> socket.bind(0));
      assertThrows(BindException.class, () -> other.bind(port));
      greet(other, peer);
      assertTrue(present(other.localAddress()).getPort() > 0);
      socket.close();
      try (var again = newDatagramSocket()) {
        again.bind(port);
        assertEquals(port, present(again.localAddress()).getPort());
        greet(again, peer);
        peer.answer((byte) 1);
        assertArrayEquals(new byte[] {1}, again.recv(1));
      }
    }
  }

  @Test
  void aDatagramSocketIsNoStream() throws Exception {
    try (var socket = newDatagramSocket();
        var stream = newSocket()) {
      assertSays("streams", assertThrows(SocketException.class, socket::listen));
      assertSays("streams", assertThrows(SocketException.class, socket::accept));
      connect(stream);
      assertSays("datagrams", assertThrows(SocketException.class, () -> stream.recvFrom(1)));
      assertSays(
          "datagrams",
          assertThrows(SocketException.class, () -> stream.sendTo("x", backend.peerHost(), 9)));
      assertSays("datagrams", assertThrows(SocketException.class, stream::disconnect));
      assertSays(
          "datagrams", assertThrows(SocketException.class, () -> stream.joinGroup("239.1.2.3")));
    }
  }

  @Test
  void wrongReceiversAreRefused() throws Exception {
    byte[] data = {1};
    String host = backend.peerHost();
    try (var socket = newDatagramSocket()) {
      Class<IllegalArgumentException> wrong = IllegalArgumentException.class;
      for (int port : new int[] {-1, 0, 65_536}) {
        assertSays("65535", assertThrows(wrong, () -> socket.sendTo(data, host, port)));
        assertThrows(wrong, () -> socket.connect(host, port));
      }
      assertThrows(wrong, () -> socket.sendTo(data, new InetSocketAddress(host, 0)));
      var ipv6 = new InetSocketAddress(InetAddress.ofLiteral("::1"), 9);
      assertSays("IPv4", assertThrows(SocketException.class, () -> socket.sendTo(data, ipv6)));
      for (String name : new String[] {"", " ", "1.2.3", "1.2.3.256", "no-such-host.invalid"}) {
        assertThrows(UnknownHostException.class, () -> socket.sendTo(data, name, 9));
      }
      for (String group : new String[] {"", "name", "10.0.0.1", "240.0.0.1"}) {
        assertThrows(wrong, () -> socket.joinGroup(group));
        assertThrows(wrong, () -> socket.leaveGroup(group));
      }
    }
  }

  @Test
  @SuppressWarnings("NullAway") // null is what is tested
  void wrongArgumentsCostNoDatagram() throws Exception {
    byte[] data = pattern(5);
    var from = new DatagramSource();
    try (var talk = greet()) {
      Socket socket = talk.socket();
      talk.arrive(data);
      var array = new byte[10];
      MemorySegment gone;
      try (var arena = Arena.ofConfined()) {
        gone = arena.allocate(10);
        MemorySegment mine = gone;
        Class<IndexOutOfBoundsException> range = IndexOutOfBoundsException.class;
        assertThrows(range, () -> socket.recvFromInto(array, 8, 3, from, 0));
        assertThrows(range, () -> socket.recvFromInto(array, -1, 3, from, 0));
        assertThrows(range, () -> socket.recvFromInto(mine, 8, 3, from, 0));
        assertThrows(range, () -> socket.sendTo(array, 8, 3, talk.peer().address(), 0));
        assertThrows(range, () -> socket.sendTo(mine, -1, 3, talk.peer().address(), 0));
        Class<IllegalArgumentException> wrong = IllegalArgumentException.class;
        assertThrows(wrong, () -> socket.recvFrom(-1));
        assertThrows(wrong, () -> socket.recvFrom(1, 0x40));
        assertThrows(wrong, () -> socket.recvFromInto(array, 0, 1, from, 0x40));
        assertThrows(wrong, () -> socket.recvFromInto(mine.asReadOnly(), from));
        ByteBuffer readOnly = ByteBuffer.allocate(9).asReadOnlyBuffer();
        assertThrows(wrong, () -> socket.recvFromInto(readOnly, from));
        assertThrows(wrong, () -> socket.sendTo(array, 0, 1, talk.peer().address(), 1));
        Class<NullPointerException> none = NullPointerException.class;
        assertThrows(none, () -> socket.recvFromInto((byte[]) null, from));
        assertThrows(none, () -> socket.recvFromInto(array, null));
        assertThrows(none, () -> socket.sendTo((byte[]) null, talk.peer().address()));
        assertThrows(none, () -> socket.sendTo(array, (InetSocketAddress) null));
        Call.start(() ->
                assertThrows(WrongThreadException.class, () -> socket.recvFromInto(mine, from)))
            .result();
      }
      assertThrows(IllegalStateException.class, () -> socket.recvFromInto(gone, from));
      assertThrows(IllegalStateException.class, () -> socket.sendTo(gone, talk.peer().address()));
      assertEquals(0, from.length());
      try (var arena = Arena.ofConfined()) {
        MemorySegment mine = arena.allocate(5);
        assertEquals(5, socket.recvFromInto(mine, from));
        assertArrayEquals(data, mine.toArray(ValueLayout.JAVA_BYTE));
      }
    }
  }

  @Test
  void aClosedSocketDoesNothing() throws Exception {
    Socket socket = newDatagramSocket();
    socket.close();
    socket.close();
    assertClosed(() -> socket.recvFrom(1));
    assertClosed(() -> socket.recv(1));
    assertClosed(() -> socket.recvFromInto(new byte[1], new DatagramSource()));
    assertClosed(() -> socket.sendTo("x", backend.peerHost(), 9));
    assertClosed(() -> socket.connect(backend.peerHost(), 9));
    assertClosed(() -> socket.bind(0));
    assertClosed(socket::available);
    assertClosed(socket::disconnect);
  }

  @Test
  void manyAreOpenedOneAfterAnother() throws IOException {
    for (int i = 0; i < 40; i++) {
      try (var socket = newDatagramSocket();
          var peer = backend.datagramPeer()) {
        greet(socket, peer);
      }
    }
  }

  @Test
  void whatIsNotThereWouldBlock() throws Exception {
    try (var socket = new Socket(driver(), AF_INET, SOCK_DGRAM)) {
      socket.setTimeout(0);
      assertThrows(WouldBlockException.class, () -> socket.recv(1));
    }
  }
}
