package dev.spinet.socket.contract;

import static dev.spinet.socket.SocketConstants.MSG_DONTWAIT;
import static dev.spinet.socket.SocketConstants.MSG_PEEK;
import static dev.spinet.socket.SocketConstants.MSG_WAITALL;
import static dev.spinet.socket.SocketConstants.SHUT_RD;
import static dev.spinet.socket.SocketConstants.SHUT_WR;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.Datagram;
import dev.spinet.socket.Socket;
import dev.spinet.socket.WouldBlockException;
import dev.spinet.socket.contract.CallerMemory.Kind;
import dev.spinet.socket.driver.DatagramSource;
import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How waits for a datagram end, and the flags; no datagram is lost by either. */
public abstract class DatagramWaitingContract extends DatagramCase {

  /** For subclasses. */
  protected DatagramWaitingContract() {}

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void receivingWaitsForOneDatagram(boolean virtual) throws Exception {
    try (var talk = greet()) {
      var call = Call.start(() -> talk.socket().recvFrom(100), threads(virtual)).settle();
      talk.peer().answer((byte) 1, (byte) 2);
      assertArrayEquals(new byte[] {1, 2}, call.result().data());
    }
  }

  @Test
  void receivingTimesOut() throws Exception {
    try (var talk = greet()) {
      Socket socket = talk.socket();
      socket.setTimeout(SHORT_MILLIS);
      var from = new DatagramSource();
      assertThrows(SocketTimeoutException.class, () -> socket.recvFrom(1));
      assertThrows(SocketTimeoutException.class, () -> socket.recv(1));
      assertThrows(SocketTimeoutException.class, () -> socket.recvFromInto(new byte[1], from));
      assertEquals(0, from.port());
      socket.setTimeout(AMPLE_MILLIS);
      talk.peer().answer((byte) 1);
      assertArrayEquals(new byte[] {1}, socket.recv(1));
    }
  }

  @Test
  void withoutWaitingThereIsWhatIsThere() throws Exception {
    try (var talk = greet()) {
      Socket socket = talk.socket();
      assertThrows(WouldBlockException.class, () -> socket.recvFrom(1, MSG_DONTWAIT));
      assertThrows(
          WouldBlockException.class, () -> socket.recv(1, MSG_DONTWAIT | MSG_PEEK | MSG_WAITALL));
      socket.setTimeout(0);
      assertThrows(WouldBlockException.class, () -> socket.recvFrom(1));
      talk.arrive((byte) 3);
      assertArrayEquals(new byte[] {3}, socket.recvFrom(1).data());
      assertEquals(1, socket.sendTo(new byte[] {4}, 0, 1, talk.peer().address(), MSG_DONTWAIT));
      assertArrayEquals(new byte[] {4}, talk.peer().receive());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptEndsTheWait(boolean virtual) throws Exception {
    try (var talk = greet()) {
      for (int flags : new int[] {0, MSG_PEEK}) {
        var call = Call.start(() -> talk.socket().recvFrom(9, flags), threads(virtual)).settle();
        call.interrupt();
        call.failure(InterruptedIOException.class);
        assertTrue(call.interruptedAtEnd());
      }
      talk.peer().answer((byte) 5);
      assertArrayEquals(new byte[] {5}, talk.socket().recv(9));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingWakesWhoeverReceives(boolean virtual) throws Exception {
    try (var talk = greet()) {
      talk.socket().setTimeout(null);
      var first = Call.start(() -> talk.socket().recvFrom(1), threads(virtual)).settle();
      var second = Call.start(() -> talk.socket().recv(1), threads(virtual)).settle();
      talk.socket().close();
      assertEquals("Socket closed", first.failure(SocketException.class).getMessage());
      assertEquals("Socket closed", second.failure(SocketException.class).getMessage());
    }
  }

  @Test
  void closingTheDriverWakesWhoeverReceives() throws Exception {
    try (var talk = greet()) {
      var call = Call.start(() -> talk.socket().recvFrom(1)).settle();
      driver().close();
      call.failure(SocketException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void lookingTakesNothing(Kind kind) throws Exception {
    byte[] data = pattern(20);
    try (var talk = greet()) {
      Socket socket = talk.socket();
      talk.peer().answer(data);
      talk.peer().answer((byte) 1);
      for (int n : new int[] {4, 20, 30, 0}) {
        CallerMemory memory = kind.allocate(n);
        int seen = Math.min(n, 20);
        assertEquals(seen, memory.recvInto(socket, MSG_PEEK));
        assertArrayEquals(Arrays.copyOf(data, seen), memory.content(seen));
        assertTrue(memory.marginsUntouched());
        Datagram datagram = socket.recvFrom(n, MSG_PEEK);
        assertArrayEquals(Arrays.copyOf(data, seen), datagram.data());
        assertEquals(talk.peer().address(), datagram.source());
        assertEquals(20, datagram.length());
        assertEquals(20, socket.available());
      }
      CallerMemory memory = kind.allocate(30);
      var from = new DatagramSource();
      assertEquals(20, memory.recvFromInto(socket, from));
      assertArrayEquals(data, memory.content(20));
      assertEquals(talk.peer().address(), from.toInetSocketAddress());
      assertArrayEquals(new byte[] {1}, socket.recv(30));
      assertNothing(socket);
    }
  }

  @Test
  void whatWasLookedAtIsCutLikeAnyOther() throws Exception {
    byte[] data = pattern(20);
    try (var talk = greet()) {
      talk.peer().answer(data);
      talk.peer().answer((byte) 1);
      assertEquals(20, talk.socket().recv(100, MSG_PEEK).length);
      assertArrayEquals(Arrays.copyOf(data, 6), talk.socket().recv(6));
      assertArrayEquals(new byte[] {1}, talk.socket().recv(100));
    }
  }

  @Test
  void anEmptyDatagramCanBeLookedAt() throws Exception {
    try (var talk = greet()) {
      talk.peer().answer();
      talk.peer().answer((byte) 1);
      if (!backend.receivesEmpty()) {
        assertArrayEquals(new byte[] {1}, talk.socket().recv(10, MSG_PEEK));
        return;
      }
      assertEquals(0, talk.socket().recv(10, MSG_PEEK).length);
      assertEquals(0, talk.socket().recv(10, MSG_PEEK).length);
      assertEquals(0, talk.socket().recv(10).length);
      assertArrayEquals(new byte[] {1}, talk.socket().recv(10));
    }
  }

  @Test
  void connectingDropsWhatWasLookedAt() throws Exception {
    try (var talk = greet();
        var other = backend.datagramPeer()) {
      Socket socket = talk.socket();
      greet(socket, other);
      other.answer((byte) 1);
      assertEquals(1, socket.recv(10, MSG_PEEK).length);
      socket.connect(talk.peer().address());
      assertNothing(socket);
      talk.peer().answer((byte) 2);
      assertArrayEquals(new byte[] {2}, socket.recv(10, MSG_PEEK));
      socket.connect(talk.peer().address());
      assertArrayEquals(new byte[] {2}, socket.recv(10));
    }
  }

  @Test
  void theEndOfReceivingWakesWhoeverReceives() throws Exception {
    try (var talk = greet()) {
      Socket socket = talk.socket();
      socket.setTimeout(null);
      var first = Call.start(() -> socket.recvFrom(1)).settle();
      var second = Call.start(() -> socket.recvInto(new byte[1])).settle();
      socket.shutdown(SHUT_RD);
      first.failure(EOFException.class);
      assertEquals(0, second.result());
      assertFalse(first.interruptedAtEnd());
      assertEquals(0, socket.recv(1).length);
      assertEquals(-1, socket.recvSome(new byte[1]));
      assertEquals(-1, socket.recvFromInto(new byte[1], new DatagramSource()));
      assertThrows(EOFException.class, () -> socket.recvFrom(1, MSG_PEEK));
      assertEquals(0, socket.available());
      greet(socket, talk.peer());
    }
  }

  @Test
  void theEndOfSendingIsForThisEndOnly() throws Exception {
    try (var talk = greet()) {
      Socket socket = talk.socket();
      socket.shutdown(SHUT_WR);
      assertSays(
          "shut down",
          assertThrows(
              SocketException.class, () -> socket.sendTo(new byte[1], talk.peer().address())));
      talk.peer().answer((byte) 1);
      assertArrayEquals(new byte[] {1}, socket.recv(1));
    }
  }
}
