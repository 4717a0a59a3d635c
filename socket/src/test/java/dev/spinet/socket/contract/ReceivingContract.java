package dev.spinet.socket.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.contract.CallerMemory.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What receiving calls return: all, some, the end of the stream, or what is left of a lost one. */
abstract class ReceivingContract extends ContractCase<Backend> {

  @ParameterizedTest
  @EnumSource
  void recvIntoWaitsForAllBytes(Kind kind) throws Exception {
    byte[] data = pattern(300);
    try (var talk = converse()) {
      CallerMemory memory = kind.allocate(data.length);
      talk.arrive(Arrays.copyOfRange(data, 0, 100));
      var call = Call.start(() -> memory.recvInto(talk.socket())).settle();
      talk.peer().write(Arrays.copyOfRange(data, 100, 101));
      talk.peer().write(Arrays.copyOfRange(data, 101, 300));
      assertEquals(data.length, call.result());
      assertArrayEquals(data, memory.content(data.length));
      assertTrue(memory.marginsUntouched());
    }
  }

  @ParameterizedTest
  @EnumSource
  void recvIntoTakesNoMoreThanAskedFor(Kind kind) throws Exception {
    byte[] data = pattern(50);
    try (var talk = converse()) {
      talk.arrive(data);
      CallerMemory memory = kind.allocate(20);
      assertEquals(20, memory.recvInto(talk.socket()));
      assertArrayEquals(Arrays.copyOf(data, 20), memory.content(20));
      assertTrue(memory.marginsUntouched());
      assertArrayEquals(Arrays.copyOfRange(data, 20, 50), talk.socket().recv(30));
    }
  }

  @ParameterizedTest
  @EnumSource
  void atTheEndOfTheStreamRecvIntoReturnsWhatIsThereThenNothing(Kind kind) throws Exception {
    byte[] data = pattern(7);
    try (var talk = converse()) {
      talk.peer().write(data);
      talk.peer().shutdownOutput();
      CallerMemory memory = kind.allocate(10);
      assertEquals(7, memory.recvInto(talk.socket()));
      assertArrayEquals(data, memory.content(7));
      for (int i = 0; i < 3; i++) {
        assertEquals(0, kind.allocate(10).recvInto(talk.socket()));
        assertEquals(-1, kind.allocate(10).recvSome(talk.socket()));
        assertEquals(0, talk.socket().recv(10).length);
      }
    }
  }

  @Test
  void atTheEndOfTheStreamRecvReturnsWhatIsThereThenNothing() throws Exception {
    byte[] data = pattern(7);
    try (var talk = converse()) {
      talk.peer().write(data);
      talk.peer().shutdownOutput();
      assertArrayEquals(data, talk.socket().recv(10));
      assertEquals(0, talk.socket().recv(10).length);
      assertEquals(0, talk.socket().recv(10).length);
      assertEquals(-1, talk.socket().recvSome(new byte[10]));
    }
  }

  @ParameterizedTest
  @EnumSource
  void recvSomeReturnsWithWhatIsThere(Kind kind) throws Exception {
    byte[] data = pattern(40);
    try (var talk = converse()) {
      talk.arrive(data);
      CallerMemory memory = kind.allocate(1000);
      assertEquals(40, memory.recvSome(talk.socket()));
      assertArrayEquals(data, memory.content(40));
      assertTrue(memory.marginsUntouched());
    }
  }

  @ParameterizedTest
  @EnumSource
  void recvSomeWaitsForTheFirstByte(Kind kind) throws Exception {
    try (var talk = converse()) {
      CallerMemory memory = kind.allocate(100);
      var call = Call.start(() -> memory.recvSome(talk.socket())).settle();
      talk.peer().write((byte) 42);
      assertEquals(1, call.result());
      assertArrayEquals(new byte[] {42}, memory.content(1));
    }
  }

  @Test
  void oneByteAtATime() throws Exception {
    byte[] data = pattern(64);
    try (var talk = converse()) {
      talk.peer().write(data);
      for (byte octet : data) {
        assertArrayEquals(new byte[] {octet}, talk.socket().recv(1));
      }
    }
  }

  @Test
  void aLongStreamArrivesWhole() throws Exception {
    byte[] data = pattern(1 << 20);
    try (var talk = converse()) {
      var writer =
          Call.start(() -> {
            talk.peer().write(data);
            talk.peer().shutdownOutput();
            return data.length;
          });
      assertArrayEquals(data, readMixed(talk.socket(), new Random(1)));
      assertEquals(data.length, writer.result());
    }
  }

  // Every receiving call in turn, with lengths on both sides of the sizes that matter.
  private static byte[] readMixed(Socket socket, Random random) throws IOException {
    int[] lengths = {1, 2, 17, 511, 512, 1459, 1460, 1461, 2048, 4095, 4096, 16384, 16385, 40000};
    var received = new ByteArrayOutputStream();
    while (true) {
      int n = lengths[random.nextInt(lengths.length)];
      boolean some = random.nextBoolean();
      Kind[] kinds = Kind.values();
      int kind = random.nextInt(kinds.length + 1);
      if (kind == kinds.length) {
        byte[] bytes = socket.recv(n);
        received.writeBytes(bytes);
        if (bytes.length < n) {
          return received.toByteArray();
        }
      } else {
        CallerMemory memory = kinds[kind].allocate(n);
        int count = some ? memory.recvSome(socket) : memory.recvInto(socket);
        received.writeBytes(memory.content(Math.max(0, count)));
        if (some ? count < 0 : count < n) {
          return received.toByteArray();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void bytesBeforeAResetComeFirst(Kind kind) throws Exception {
    byte[] data = pattern(9);
    try (var talk = converse()) {
      talk.arrive(data);
      talk.peer().reset();
      CallerMemory memory = kind.allocate(20);
      assertEquals(9, memory.recvInto(talk.socket()));
      assertArrayEquals(data, memory.content(9));
      assertReset(talk.socket());
    }
  }

  @Test
  void bytesBeforeAResetComeFirstFromRecvToo() throws Exception {
    byte[] data = pattern(9);
    try (var talk = converse()) {
      talk.arrive(data);
      talk.peer().reset();
      assertArrayEquals(data, talk.socket().recv(20));
      assertReset(talk.socket());
    }
  }

  @Test
  void aResetEndsAWait() throws Exception {
    try (var talk = converse()) {
      var call = Call.start(() -> talk.socket().recv(1)).settle();
      talk.peer().reset();
      if (backend.tellsResets()) {
        call.failure(ConnectionResetException.class);
      } else {
        assertEquals(0, call.result().length);
      }
      assertReset(talk.socket());
    }
  }

  @Test
  void availableCountsWhatCanBeReceived() throws Exception {
    try (var talk = converse()) {
      assertEquals(0, talk.socket().available());
      talk.arrive(pattern(10));
      assertEquals(10, talk.socket().available());
      talk.socket().recv(4);
      assertEquals(6, talk.socket().available());
      talk.socket().recv(6);
      assertEquals(0, talk.socket().available());
    }
  }

  @Test
  void nothingIsReceivedIntoNothing() throws Exception {
    try (var talk = converse()) {
      talk.arrive((byte) 1);
      for (Kind kind : Kind.values()) {
        assertEquals(0, kind.allocate(0).recvInto(talk.socket()));
        assertEquals(0, kind.allocate(0).recvSome(talk.socket()));
      }
      assertEquals(0, talk.socket().recv(0).length);
      assertArrayEquals(new byte[] {1}, talk.socket().recv(1));
    }
  }

  @Test
  void wrongArgumentsCostNoByte() throws Exception {
    try (var talk = converse();
        var arena = Arena.ofConfined()) {
      byte[] data = pattern(5);
      talk.arrive(data);
      Socket socket = talk.socket();
      var array = new byte[10];
      MemorySegment segment = arena.allocate(10);
      Class<IndexOutOfBoundsException> range = IndexOutOfBoundsException.class;
      assertThrows(IllegalArgumentException.class, () -> socket.recv(-1));
      assertThrows(range, () -> socket.recvInto(array, -1));
      assertThrows(range, () -> socket.recvInto(array, 11));
      assertThrows(range, () -> socket.recvInto(array, -1, 3));
      assertThrows(range, () -> socket.recvInto(array, 8, 3));
      assertThrows(range, () -> socket.recvSome(array, 8, 3));
      assertThrows(range, () -> socket.recvInto(segment, 11));
      assertThrows(range, () -> socket.recvInto(segment, -1, 3));
      assertThrows(range, () -> socket.recvInto(segment, Long.MAX_VALUE, 3));
      assertThrows(range, () -> socket.recvSome(segment, 8, 3));
      assertThrows(range, () -> socket.recvInto(ByteBuffer.wrap(array), 11));
      assertThrows(range, () -> socket.recvInto(ByteBuffer.wrap(array), -1));
      assertThrows(IllegalArgumentException.class, () -> socket.recvInto(segment.asReadOnly()));
      assertThrows(IllegalArgumentException.class, () -> socket.recvSome(segment.asReadOnly()));
      assertThrows(
          IllegalArgumentException.class,
          () -> socket.recvInto(ByteBuffer.wrap(array).asReadOnlyBuffer()));
      assertThrows(
          IllegalArgumentException.class,
          () -> socket.recvSome(ByteBuffer.allocateDirect(10).asReadOnlyBuffer()));
      assertArrayEquals(data, socket.recv(5));
    }
  }

  @Test
  @SuppressWarnings("NullAway") // null is what is tested
  void nullCostsNoByte() throws Exception {
    try (var talk = converse()) {
      talk.arrive((byte) 3);
      Socket socket = talk.socket();
      assertThrows(NullPointerException.class, () -> socket.recvInto((byte[]) null));
      assertThrows(NullPointerException.class, () -> socket.recvInto((ByteBuffer) null));
      assertThrows(NullPointerException.class, () -> socket.recvInto((MemorySegment) null));
      assertThrows(NullPointerException.class, () -> socket.recvSome((byte[]) null));
      assertArrayEquals(new byte[] {3}, socket.recv(1));
    }
  }

  @Test
  void memoryThatIsGoneOrAnotherThreadsCostsNoByte() throws Exception {
    try (var talk = converse()) {
      byte[] data = pattern(5);
      talk.arrive(data);
      MemorySegment gone;
      try (var arena = Arena.ofConfined()) {
        gone = arena.allocate(5);
        MemorySegment confined = gone;
        assertElsewhere(WrongThreadException.class, () -> talk.socket().recvInto(confined));
        assertElsewhere(
            WrongThreadException.class, () -> talk.socket().recvInto(confined.asByteBuffer()));
      }
      assertThrows(IllegalStateException.class, () -> talk.socket().recvInto(gone));
      assertThrows(IllegalStateException.class, () -> talk.socket().recvSome(gone));
      try (var arena = Arena.ofConfined()) {
        MemorySegment mine = arena.allocate(5);
        assertEquals(5, talk.socket().recvInto(mine));
        assertArrayEquals(data, mine.toArray(ValueLayout.JAVA_BYTE));
      }
    }
  }

  private static void assertElsewhere(Class<? extends Throwable> type, Executable body)
      throws Exception {
    Call.start(
            () -> {
              assertThrows(type, body);
              return true;
            })
        .result();
  }
}
