package dev.spinet.socket.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.Socket;
import dev.spinet.socket.WouldBlockException;
import dev.spinet.socket.contract.CallerMemory.Kind;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How waits for received bytes end, and that no byte is lost by it. */
abstract class WaitingContract extends ContractCase<Backend> {

  private static final long DRIBBLE_NANOS = 5_000_000;

  @Test
  void aNewSocketWaitsForEver() throws Exception {
    try (var socket = new Socket(driver())) {
      assertNull(socket.getTimeout());
    }
  }

  @Test
  void theTimeoutIsWhatWasSet() throws Exception {
    try (var socket = newSocket()) {
      socket.setTimeout(1_500);
      assertEquals(Duration.ofMillis(1_500), socket.getTimeout());
      socket.setTimeout(Duration.ofNanos(7));
      assertEquals(Duration.ofNanos(7), socket.getTimeout());
      socket.setTimeout(0);
      assertEquals(Duration.ZERO, socket.getTimeout());
      socket.setTimeout(null);
      assertNull(socket.getTimeout());
      socket.setTimeout(Long.MAX_VALUE);
      assertNull(socket.getTimeout());
      socket.setTimeout(Duration.ofSeconds(Long.MAX_VALUE));
      assertNull(socket.getTimeout());
      socket.setTimeout(3);
      assertThrows(IllegalArgumentException.class, () -> socket.setTimeout(-1));
      assertThrows(IllegalArgumentException.class, () -> socket.setTimeout(Duration.ofNanos(-1)));
      assertEquals(Duration.ofMillis(3), socket.getTimeout());
    }
  }

  @ParameterizedTest
  @EnumSource
  void afterATimeoutTheBytesAreInTheBufferAndCounted(Kind kind) throws Exception {
    byte[] data = pattern(8);
    try (var talk = converse()) {
      talk.arrive(data);
      talk.socket().setTimeout(SHORT_MILLIS);
      CallerMemory memory = kind.allocate(20);
      var error = assertThrows(SocketTimeoutException.class, () -> memory.recvInto(talk.socket()));
      assertEquals(8, error.bytesTransferred);
      assertSays("8 of 20", error);
      assertArrayEquals(data, memory.content(8));
      talk.arrive((byte) 99);
      assertArrayEquals(new byte[] {99}, talk.socket().recv(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTimeoutWithNothingReceivedCountsNothing(Kind kind) throws Exception {
    try (var talk = converse()) {
      talk.socket().setTimeout(SHORT_MILLIS);
      CallerMemory memory = kind.allocate(20);
      var whole = assertThrows(SocketTimeoutException.class, () -> memory.recvInto(talk.socket()));
      assertEquals(0, whole.bytesTransferred);
      var some = assertThrows(SocketTimeoutException.class, () -> memory.recvSome(talk.socket()));
      assertEquals(0, some.bytesTransferred);
    }
  }

  @Test
  void afterATimeoutOfRecvTheNextCallGetsTheBytesFirst() throws Exception {
    byte[] data = pattern(8);
    try (var talk = converse()) {
      talk.arrive(data);
      talk.socket().setTimeout(SHORT_MILLIS);
      for (int i = 0; i < 2; i++) {
        var error = assertThrows(SocketTimeoutException.class, () -> talk.socket().recv(20));
        assertEquals(0, error.bytesTransferred);
        assertEquals(8, talk.socket().available());
      }
      assertArrayEquals(new byte[] {data[0], data[1]}, talk.socket().recv(2));
      var some = new byte[3];
      assertEquals(3, talk.socket().recvSome(some));
      assertArrayEquals(new byte[] {data[2], data[3], data[4]}, some);
      talk.peer().write((byte) 1, (byte) 2);
      var rest = new byte[5];
      talk.socket().setTimeout(AMPLE_MILLIS);
      assertEquals(5, talk.socket().recvInto(rest));
      assertArrayEquals(new byte[] {data[5], data[6], data[7], 1, 2}, rest);
      assertEquals(0, talk.socket().available());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatRecvKeptGoesIntoEveryKindOfMemory(Kind kind) throws Exception {
    byte[] data = pattern(8);
    try (var talk = converse()) {
      talk.arrive(data);
      talk.socket().setTimeout(SHORT_MILLIS);
      assertThrows(SocketTimeoutException.class, () -> talk.socket().recv(20));
      CallerMemory memory = kind.allocate(8);
      assertEquals(8, memory.recvInto(talk.socket()));
      assertArrayEquals(data, memory.content(8));
      assertTrue(memory.marginsUntouched());
    }
  }

  @Test
  void theTimeoutIsADeadlineOfTheWholeCall() throws Exception {
    try (var talk = converse()) {
      var enough = new AtomicBoolean();
      var dribbler =
          Call.start(() -> {
            int count = 0;
            while (!enough.get()) {
              talk.peer().write((byte) count++);
              LockSupport.parkNanos(DRIBBLE_NANOS);
            }
            return count;
          });
      talk.socket().setTimeout(SHORT_MILLIS);
      var memory = new byte[1_000_000];
      // Bytes come all the time, more often than the time-out: only a deadline ends this.
      var error = assertThrows(SocketTimeoutException.class, () -> talk.socket().recvInto(memory));
      enough.set(true);
      int sent = dribbler.result();
      talk.socket().setTimeout(AMPLE_MILLIS);
      for (int i = error.bytesTransferred; i < sent; i++) {
        memory[i] = talk.socket().recv(1)[0];
      }
      for (int i = 0; i < sent; i++) {
        assertEquals((byte) i, memory[i]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutWaitingThereIsWhatIsThere(Kind kind) throws Exception {
    byte[] data = pattern(6);
    try (var talk = converse()) {
      talk.socket().setTimeout(0);
      CallerMemory memory = kind.allocate(10);
      assertThrows(WouldBlockException.class, () -> memory.recvInto(talk.socket()));
      assertThrows(WouldBlockException.class, () -> memory.recvSome(talk.socket()));
      talk.arrive(data);
      assertEquals(6, memory.recvInto(talk.socket()));
      assertArrayEquals(data, memory.content(6));
      var again = kind.allocate(10);
      var error = assertThrows(WouldBlockException.class, () -> again.recvInto(talk.socket()));
      assertEquals(0, error.bytesTransferred);
    }
  }

  @Test
  void withoutWaitingRecvReturnsWhatIsThere() throws Exception {
    byte[] data = pattern(6);
    try (var talk = converse()) {
      talk.socket().setTimeout(0);
      assertThrows(WouldBlockException.class, () -> talk.socket().recv(10));
      talk.arrive(data);
      assertArrayEquals(data, talk.socket().recv(10));
      assertThrows(WouldBlockException.class, () -> talk.socket().recv(10));
      talk.peer().shutdownOutput();
      talk.socket().setTimeout(AMPLE_MILLIS);
      assertEquals(0, talk.socket().recv(10).length);
      talk.socket().setTimeout(0);
      assertEquals(0, talk.socket().recv(10).length);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptCountsTheBytesInTheBuffer(boolean virtual) throws Exception {
    byte[] data = pattern(8);
    try (var talk = converse()) {
      for (Kind kind : Kind.values()) {
        talk.arrive(data);
        CallerMemory memory = kind.allocate(20);
        var call = Call.start(() -> memory.recvInto(talk.socket()), threads(virtual));
        Call.eventually("the bytes are taken", () -> isDrained(talk.socket()));
        call.settle().interrupt();
        var error = call.failure(InterruptedIOException.class);
        assertEquals(8, error.bytesTransferred);
        assertTrue(call.interruptedAtEnd());
        assertArrayEquals(data, memory.content(8));
      }
      talk.arrive((byte) 5);
      assertArrayEquals(new byte[] {5}, talk.socket().recv(1));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptOfRecvLeavesTheBytesForTheNextCall(boolean virtual) throws Exception {
    byte[] data = pattern(8);
    try (var talk = converse()) {
      talk.arrive(data);
      var call = Call.start(() -> talk.socket().recv(20), threads(virtual)).settle();
      call.interrupt();
      assertEquals(0, call.failure(InterruptedIOException.class).bytesTransferred);
      assertTrue(call.interruptedAtEnd());
      assertArrayEquals(data, talk.socket().recv(8));
    }
  }

  @Test
  void anInterruptedThreadStillGetsWhatIsThere() throws Exception {
    byte[] data = pattern(8);
    try (var talk = converse()) {
      talk.arrive(data);
      var call =
          Call.start(() -> {
            Thread.currentThread().interrupt();
            return talk.socket().recv(8);
          });
      assertArrayEquals(data, call.result());
      assertTrue(call.interruptedAtEnd());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingWakesWhoeverReceives(boolean virtual) throws Exception {
    try (var talk = converse()) {
      talk.socket().setTimeout(null);
      var first = Call.start(() -> talk.socket().recv(1), threads(virtual)).settle();
      var second = Call.start(() -> talk.socket().recvInto(new byte[1]), threads(virtual)).settle();
      var third = Call.start(() -> talk.socket().recvSome(new byte[1]), threads(virtual)).settle();
      talk.socket().close();
      assertEquals("Socket closed", first.failure(SocketException.class).getMessage());
      assertEquals("Socket closed", second.failure(SocketException.class).getMessage());
      assertEquals("Socket closed", third.failure(SocketException.class).getMessage());
    }
  }

  @Test
  void closingIsNotTakenForTheEndOfTheStream() throws Exception {
    try (var talk = converse()) {
      talk.arrive(pattern(3));
      var call = Call.start(() -> talk.socket().recvInto(new byte[10]));
      Call.eventually("the bytes are taken", () -> isDrained(talk.socket()));
      call.settle();
      talk.socket().close();
      call.failure(SocketException.class);
    }
  }

  @Test
  void waitingForAnotherReceiverCountsToo() throws Exception {
    try (var talk = converse()) {
      var first = Call.start(() -> talk.socket().recv(1)).settle();
      talk.socket().setTimeout(SHORT_MILLIS);
      assertThrows(SocketTimeoutException.class, () -> talk.socket().recv(1));
      talk.socket().setTimeout(0);
      assertThrows(WouldBlockException.class, () -> talk.socket().recv(1));
      talk.peer().write((byte) 8);
      assertArrayEquals(new byte[] {8}, first.result());
    }
  }

  @Test
  void anInterruptEndsTheWaitForAnotherReceiver() throws Exception {
    try (var talk = converse()) {
      var first = Call.start(() -> talk.socket().recv(1)).settle();
      var second = Call.start(() -> talk.socket().recv(1)).settle();
      second.interrupt();
      second.failure(InterruptedIOException.class);
      assertTrue(second.interruptedAtEnd());
      talk.peer().write((byte) 8);
      assertArrayEquals(new byte[] {8}, first.result());
    }
  }

  private static boolean isDrained(Socket socket) {
    try {
      return socket.available() == 0;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
