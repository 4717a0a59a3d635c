package dev.spinet.socket.contract;

import static dev.spinet.socket.SocketConstants.MSG_DONTWAIT;
import static dev.spinet.socket.SocketConstants.MSG_PEEK;
import static dev.spinet.socket.SocketConstants.MSG_WAITALL;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.Socket;
import dev.spinet.socket.WouldBlockException;
import dev.spinet.socket.contract.CallerMemory.Kind;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The flags of calls on a stream. */
abstract class FlagsContract extends ContractCase<Backend> {

  @Test
  void lookingTakesNothing() throws Exception {
    byte[] data = pattern(10);
    try (var talk = converse()) {
      Socket socket = talk.socket();
      talk.arrive(data);
      for (int n : new int[] {4, 4, 1, 10, 3}) {
        assertArrayEquals(Arrays.copyOf(data, n), socket.recv(n, MSG_PEEK));
        assertTrue(socket.available() > 0);
      }
      assertArrayEquals(Arrays.copyOf(data, 2), socket.recv(2));
      assertArrayEquals(Arrays.copyOfRange(data, 2, 10), socket.recv(20, MSG_PEEK));
      assertArrayEquals(Arrays.copyOfRange(data, 2, 10), socket.recv(8));
      assertEquals(0, socket.available());
    }
  }

  @ParameterizedTest
  @EnumSource
  void lookingShowsBytesInEveryKindOfMemory(Kind kind) throws Exception {
    byte[] data = pattern(10);
    try (var talk = converse()) {
      talk.arrive(data);
      CallerMemory seen = kind.allocate(6);
      assertEquals(6, seen.recvInto(talk.socket(), MSG_PEEK));
      assertArrayEquals(Arrays.copyOf(data, 6), seen.content(6));
      assertTrue(seen.marginsUntouched());
      CallerMemory taken = kind.allocate(10);
      assertEquals(10, taken.recvInto(talk.socket()));
      assertArrayEquals(data, taken.content(10));
    }
  }

  @Test
  void lookingWaitsForTheFirstByteOnly() throws Exception {
    try (var talk = converse()) {
      var call = Call.start(() -> talk.socket().recv(100, MSG_PEEK)).settle();
      talk.peer().write((byte) 5);
      assertArrayEquals(new byte[] {5}, call.result());
      assertArrayEquals(new byte[] {5}, talk.socket().recv(1));
    }
  }

  @Test
  void lookingCanWaitForAll() throws Exception {
    byte[] data = pattern(8);
    try (var talk = converse()) {
      talk.arrive(Arrays.copyOf(data, 3));
      var call = Call.start(() -> talk.socket().recv(8, MSG_PEEK | MSG_WAITALL)).settle();
      talk.peer().write(Arrays.copyOfRange(data, 3, 8));
      assertArrayEquals(data, call.result());
      assertArrayEquals(data, talk.socket().recv(8));
    }
  }

  @Test
  void aTimeoutOfALookLosesNothing() throws Exception {
    byte[] data = pattern(8);
    try (var talk = converse()) {
      Socket socket = talk.socket();
      socket.setTimeout(SHORT_MILLIS);
      assertThrows(SocketTimeoutException.class, () -> socket.recv(1, MSG_PEEK));
      talk.arrive(data);
      var error =
          assertThrows(
              SocketTimeoutException.class,
              () -> socket.recvInto(new byte[20], 0, 20, MSG_PEEK | MSG_WAITALL));
      assertEquals(0, error.bytesTransferred);
      assertArrayEquals(data, socket.recv(8, MSG_PEEK | MSG_WAITALL));
      assertArrayEquals(data, socket.recv(8));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptOfALookLosesNothing(boolean virtual) throws Exception {
    byte[] data = pattern(8);
    try (var talk = converse()) {
      talk.arrive(data);
      var call =
          Call.start(() -> talk.socket().recv(20, MSG_PEEK | MSG_WAITALL), threads(virtual))
              .settle();
      call.interrupt();
      assertEquals(0, call.failure(InterruptedIOException.class).bytesTransferred);
      assertTrue(call.interruptedAtEnd());
      assertArrayEquals(data, talk.socket().recv(8));
    }
  }

  @Test
  void lookingSeesTheEnd() throws Exception {
    try (var talk = converse()) {
      Socket socket = talk.socket();
      talk.peer().write((byte) 1, (byte) 2);
      talk.peer().shutdownOutput();
      for (int i = 0; i < 2; i++) {
        assertEquals(2, socket.recv(10, MSG_PEEK | MSG_WAITALL).length);
      }
      assertEquals(2, socket.recv(10).length);
      assertEquals(0, socket.recv(10, MSG_PEEK).length);
      assertEquals(0, socket.recvInto(new byte[3], 0, 3, MSG_PEEK));
    }
  }

  @Test
  void lookingSeesTheBytesBeforeAReset() throws Exception {
    byte[] data = pattern(4);
    try (var talk = converse()) {
      talk.arrive(data);
      talk.peer().reset();
      assertArrayEquals(data, talk.socket().recv(9, MSG_PEEK | MSG_WAITALL));
      assertArrayEquals(data, talk.socket().recv(9));
      assertReset(talk.socket());
    }
  }

  @Test
  void notWaitingIsForOneCall() throws Exception {
    byte[] data = pattern(6);
    try (var talk = converse()) {
      Socket socket = talk.socket();
      for (int others : new int[] {0, MSG_PEEK, MSG_WAITALL, MSG_PEEK | MSG_WAITALL}) {
        int flags = MSG_DONTWAIT | others;
        assertThrows(WouldBlockException.class, () -> socket.recv(10, flags));
        assertThrows(WouldBlockException.class, () -> socket.recvInto(new byte[10], 0, 10, flags));
      }
      var patient = Call.start(() -> socket.recv(1)).settle();
      talk.peer().write((byte) 9);
      assertEquals(1, patient.result().length);
      talk.arrive(data);
      assertArrayEquals(data, socket.recv(10, MSG_DONTWAIT | MSG_PEEK | MSG_WAITALL));
      assertArrayEquals(data, socket.recv(10, MSG_DONTWAIT | MSG_WAITALL));
    }
  }

  @Test
  void waitingForAllIsWhatRecvDoesAnyway() throws Exception {
    byte[] data = pattern(6);
    try (var talk = converse()) {
      talk.arrive(Arrays.copyOf(data, 2));
      var call = Call.start(() -> talk.socket().recv(6, MSG_WAITALL)).settle();
      talk.peer().write(Arrays.copyOfRange(data, 2, 6));
      assertArrayEquals(data, call.result());
    }
  }

  @Test
  void sendingMayBeToldNotToWait() throws Exception {
    try (var talk = converse();
        var arena = Arena.ofConfined()) {
      Socket socket = talk.socket();
      assertEquals(2, socket.send(new byte[] {0, 1, 2, 0}, 1, 2, MSG_DONTWAIT));
      assertEquals(1, socket.send(ByteBuffer.wrap(new byte[] {3}), MSG_DONTWAIT));
      assertEquals(1, socket.send(arena.allocate(1), 0, 1, MSG_DONTWAIT));
      assertArrayEquals(new byte[] {1, 2, 3, 0}, talk.peer().read(4));
      assertThrows(
          WouldBlockException.class,
          () -> {
            while (true) {
              socket.send(new byte[1_000], 0, 1_000, MSG_DONTWAIT);
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 0x10, 0x40, -1, MSG_PEEK | 0x100})
  void unknownFlagsCostNoByte(int flags) throws Exception {
    byte[] data = pattern(3);
    try (var talk = converse()) {
      Socket socket = talk.socket();
      talk.arrive(data);
      Class<IllegalArgumentException> wrong = IllegalArgumentException.class;
      assertSays("MSG_PEEK", assertThrows(wrong, () -> socket.recv(3, flags)));
      assertThrows(wrong, () -> socket.recvInto(new byte[3], 0, 3, flags));
      assertThrows(wrong, () -> socket.recvInto(Arena.ofAuto().allocate(3), 0, 3, flags));
      assertThrows(wrong, () -> socket.recvInto(ByteBuffer.allocate(3), 3, flags));
      assertSays("MSG_DONTWAIT", assertThrows(wrong, () -> socket.send(data, 0, 3, flags)));
      assertThrows(wrong, () -> socket.send(ByteBuffer.wrap(data), flags));
      assertThrows(wrong, () -> socket.send(data, 0, 3, MSG_PEEK));
      assertArrayEquals(data, socket.recv(3));
    }
  }

  @Test
  void wrongArgumentsOfALookCostNoByte() throws Exception {
    byte[] data = pattern(3);
    try (var talk = converse()) {
      Socket socket = talk.socket();
      talk.arrive(data);
      assertThrows(IllegalArgumentException.class, () -> socket.recv(-1, MSG_PEEK));
      assertThrows(
          IndexOutOfBoundsException.class, () -> socket.recvInto(new byte[3], 1, 3, MSG_PEEK));
      assertThrows(
          IllegalArgumentException.class,
          () -> socket.recvInto(Arena.ofAuto().allocate(3).asReadOnly(), 0, 3, MSG_PEEK));
      assertEquals(0, socket.recv(0, MSG_PEEK).length);
      assertArrayEquals(data, socket.recv(3));
    }
  }
}
