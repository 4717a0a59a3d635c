package dev.spinet.socket.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.WouldBlockException;
import dev.spinet.socket.contract.CallerMemory.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sending calls do, and how their waits end. */
abstract class SendingContract extends ContractCase<Backend> {

  /**
   * More than any chip, and the buffers of a loopback connection, take from a peer that is idle.
   */
  private static final int TOO_MUCH = 32 << 20;

  @ParameterizedTest
  @EnumSource
  void sendAllSendsAll(Kind kind) throws Exception {
    byte[] data = pattern(40_000);
    try (var talk = converse()) {
      var reader = Call.start(() -> talk.peer().read(data.length));
      kind.holding(data).sendAll(talk.socket());
      assertArrayEquals(data, reader.result());
    }
  }

  @ParameterizedTest
  @EnumSource
  void sendSendsTheFirstBytes(Kind kind) throws Exception {
    byte[] data = pattern(40_000);
    try (var talk = converse()) {
      int sent = kind.holding(data).send(talk.socket());
      assertTrue(sent >= 1 && sent <= data.length, () -> sent + " bytes");
      endOutput(talk.socket());
      assertArrayEquals(Arrays.copyOf(data, sent), talk.peer().read(data.length));
    }
  }

  @Test
  void aTextIsSentInUtf8() throws Exception {
    try (var talk = converse()) {
      talk.socket().sendAll("Grüße, 世界");
      byte[] expected = "Grüße, 世界".getBytes(UTF_8);
      assertArrayEquals(expected, talk.peer().read(expected.length));
    }
  }

  @Test
  void aLongStreamArrivesWhole() throws Exception {
    byte[] data = pattern(1 << 20);
    try (var talk = converse()) {
      var reader = Call.start(() -> talk.peer().read(data.length));
      talk.socket().sendAll(data);
      assertArrayEquals(data, reader.result());
    }
  }

  @Test
  void bothDirectionsAtOnce() throws Exception {
    byte[] up = pattern(200_000);
    byte[] down = pattern(200_001);
    try (var talk = converse()) {
      var reader = Call.start(() -> talk.peer().read(up.length));
      var writer =
          Call.start(() -> {
            talk.peer().write(down);
            return true;
          });
      var receiver = Call.start(() -> talk.socket().recv(down.length), Thread.ofVirtual());
      talk.socket().sendAll(up);
      assertArrayEquals(up, reader.result());
      assertArrayEquals(down, receiver.result());
      assertTrue(writer.result());
    }
  }

  @ParameterizedTest
  @EnumSource
  void afterATimeoutOfSendAllTheCountIsWhatThePeerGets(Kind kind) throws Exception {
    byte[] data = pattern(TOO_MUCH);
    try (var talk = converse()) {
      talk.socket().setTimeout(SHORT_MILLIS);
      CallerMemory memory = kind.holding(data);
      var error = assertThrows(SocketTimeoutException.class, () -> memory.sendAll(talk.socket()));
      assertPeerGets(talk, data, error.bytesTransferred);
    }
  }

  @Test
  void withoutWaitingSendAllSendsWhatFits() throws Exception {
    byte[] data = pattern(TOO_MUCH);
    try (var talk = converse()) {
      talk.socket().setTimeout(0);
      var error = assertThrows(WouldBlockException.class, () -> talk.socket().sendAll(data));
      int sent = error.bytesTransferred;
      while (true) {
        // The buffers between the two ends may take some more in small steps.
        try {
          sent += talk.socket().send(data, sent, data.length - sent);
        } catch (WouldBlockException e) {
          assertEquals(0, e.bytesTransferred);
          break;
        }
      }
      assertPeerGets(talk, data, sent);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptOfSendAllCountsWhatThePeerGets(boolean virtual) throws Exception {
    byte[] data = pattern(TOO_MUCH);
    try (var talk = converse()) {
      var call =
          Call.start(
              () -> {
                talk.socket().sendAll(data);
                return true;
              },
              virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon());
      call.settle().interrupt();
      var error = call.failure(InterruptedIOException.class);
      assertTrue(call.interruptedAtEnd());
      assertPeerGets(talk, data, error.bytesTransferred);
    }
  }

  // The socket must still be usable: its orderly end arrives after exactly these bytes.
  private void assertPeerGets(Conversation talk, byte[] data, int sent) throws Exception {
    assertTrue(sent >= 0 && sent < data.length, () -> sent + " bytes");
    var reader = Call.start(() -> talk.peer().read(data.length));
    talk.socket().setTimeout(AMPLE_MILLIS);
    endOutput(talk.socket());
    assertArrayEquals(Arrays.copyOf(data, sent), reader.result());
  }

  @Test
  void closingWakesWhoeverSends() throws Exception {
    byte[] data = pattern(TOO_MUCH);
    try (var talk = converse()) {
      talk.socket().setTimeout(null);
      var first = sendInBackground(talk.socket(), data).settle();
      var second = sendInBackground(talk.socket(), data).settle();
      talk.socket().close();
      assertEquals("Socket closed", first.failure(SocketException.class).getMessage());
      assertEquals("Socket closed", second.failure(SocketException.class).getMessage());
    }
  }

  private static Call<Boolean> sendInBackground(Socket socket, byte[] data) {
    return Call.start(() -> {
      socket.sendAll(data);
      return true;
    });
  }

  @Test
  void afterShutdownOfTheOutputTheOtherDirectionGoesOn() throws Exception {
    try (var talk = converse()) {
      talk.socket().sendAll("last words");
      if (!backend.halfCloses()) {
        assertRefusesHalf(talk, "last words");
        return;
      }
      talk.socket().shutdownOutput();
      talk.socket().shutdownOutput();
      assertArrayEquals("last words".getBytes(UTF_8), talk.peer().read(100));
      var error = assertThrows(SocketException.class, () -> talk.socket().send(new byte[1]));
      assertSays("shut down", error);
      byte[] answer = pattern(1_000);
      talk.peer().write(answer);
      talk.peer().shutdownOutput();
      assertArrayEquals(answer, talk.socket().recv(answer.length));
      assertEquals(0, talk.socket().recv(1).length);
    }
  }

  // What cannot be done is refused, and the connection is as it was.
  static void assertRefusesHalf(Conversation talk, String sent) throws IOException {
    assertThrows(UnsupportedOperationException.class, () -> talk.socket().shutdownOutput());
    talk.socket().sendAll("!");
    assertArrayEquals((sent + "!").getBytes(UTF_8), talk.peer().read(sent.length() + 1));
    talk.peer().write((byte) 1);
    assertArrayEquals(new byte[] {1}, talk.socket().recv(1));
  }

  @Test
  void aResetByThePeerIsNamed() throws Exception {
    byte[] data = pattern(1_000);
    try (var talk = converse()) {
      talk.peer().reset();
      // The first bytes may still go, before the chip has heard of the reset.
      long start = System.nanoTime();
      assertThrows(
          ConnectionResetException.class,
          () -> {
            while (System.nanoTime() - start < AMPLE_MILLIS * 1_000_000L) {
              talk.socket().sendAll(data);
            }
          });
      assertThrows(ConnectionResetException.class, () -> talk.socket().send(data));
    }
  }

  @Test
  void nothingIsSentOfNothing() throws Exception {
    try (var talk = converse()) {
      for (Kind kind : Kind.values()) {
        assertEquals(0, kind.allocate(0).send(talk.socket()));
        kind.allocate(0).sendAll(talk.socket());
      }
      talk.socket().sendAll("");
      endOutput(talk.socket());
      assertEquals(0, talk.peer().read(1).length);
    }
  }

  @Test
  void whatIsReadOnlyCanBeSent() throws Exception {
    byte[] data = pattern(100);
    try (var talk = converse()) {
      talk.socket().sendAll(ByteBuffer.wrap(data).asReadOnlyBuffer());
      assertArrayEquals(data, talk.peer().read(100));
      talk.socket().sendAll(MemorySegment.ofArray(data).asReadOnly());
      assertArrayEquals(data, talk.peer().read(100));
      var direct = ByteBuffer.allocateDirect(100).put(0, data).asReadOnlyBuffer();
      talk.socket().sendAll(direct);
      assertEquals(100, direct.position());
      assertArrayEquals(data, talk.peer().read(100));
    }
  }

  @Test
  void wrongArgumentsSendNothing() throws Exception {
    try (var talk = converse();
        var arena = Arena.ofConfined()) {
      Socket socket = talk.socket();
      var array = new byte[10];
      MemorySegment segment = arena.allocate(10);
      Class<IndexOutOfBoundsException> range = IndexOutOfBoundsException.class;
      assertThrows(range, () -> socket.send(array, -1, 3));
      assertThrows(range, () -> socket.send(array, 8, 3));
      assertThrows(range, () -> socket.sendAll(array, 0, -1));
      assertThrows(range, () -> socket.send(segment, 8, 3));
      assertThrows(range, () -> socket.sendAll(segment, -1, 3));
      MemorySegment gone;
      try (var brief = Arena.ofConfined()) {
        gone = brief.allocate(5);
      }
      assertThrows(IllegalStateException.class, () -> socket.send(gone));
      assertThrows(IllegalStateException.class, () -> socket.sendAll(gone));
      assertEquals(
          WrongThreadException.class,
          Call.start(() -> assertThrows(WrongThreadException.class, () -> socket.send(segment)))
              .result()
              .getClass());
      socket.sendAll("!");
      endOutput(socket);
      assertArrayEquals(new byte[] {'!'}, talk.peer().read(100));
    }
  }
}
