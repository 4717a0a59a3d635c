package dev.spinet.socket.contract.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.contract.Call;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream of what a socket receives. */
public abstract class ReadingContract extends NetCase {

  /** For subclasses. */
  protected ReadingContract() {}

  private static void awaitAvailable(InputStream in, int n) {
    Call.eventually(
        n + " bytes available",
        () -> {
          try {
            return in.available() >= n;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void readsWhatIsThere() throws IOException {
    try (Pair pair = pair()) {
      InputStream in = pair.socket().getInputStream();
      assertSame(in, pair.socket().getInputStream());
      assertEquals(0, in.available());
      pair.peer().write(pattern(10));
      awaitAvailable(in, 10);
      var buffer = new byte[100];
      assertEquals(10, in.read(buffer, 5, 95));
      for (int i = 0; i < 10; i++) {
        assertEquals(pattern(10)[i], buffer[5 + i]);
      }
      assertEquals(0, buffer[4]);
      assertEquals(0, in.available());
    }
  }

  @Test
  void readsOneByteAsANumber() throws IOException {
    try (Pair pair = pair()) {
      pair.peer().write((byte) 0, (byte) 0xff);
      assertEquals(0, pair.socket().getInputStream().read());
      assertEquals(0xff, pair.socket().getInputStream().read());
    }
  }

  @Test
  void readingNothingReturnsAtOnce() throws IOException {
    try (Pair pair = pair()) {
      InputStream in = pair.socket().getInputStream();
      assertEquals(0, in.read(new byte[0]));
      assertEquals(0, in.read(new byte[3], 3, 0));
      assertEquals(0, in.readNBytes(0).length);
      pair.peer().write(pattern(5));
      assertArrayEquals(pattern(5), in.readNBytes(5));
      pair.socket().close();
      assertEquals(0, in.read(new byte[3], 0, 0));
    }
  }

  @Test
  void checksBounds() throws IOException {
    try (Pair pair = pair()) {
      InputStream in = pair.socket().getInputStream();
      var buffer = new byte[4];
      assertThrows(IndexOutOfBoundsException.class, () -> in.read(buffer, -1, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> in.read(buffer, 0, 5));
      assertThrows(IndexOutOfBoundsException.class, () -> in.read(buffer, 4, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> in.read(buffer, 1, -1));
      assertThrows(IndexOutOfBoundsException.class, () -> in.read(buffer, 1, Integer.MAX_VALUE));
      assertThrows(NullPointerException.class, () -> in.read(null, 0, 1));
    }
  }

  @Test
  void theEndStaysTheEnd() throws IOException {
    try (Pair pair = pair()) {
      InputStream in = pair.socket().getInputStream();
      pair.peer().write(pattern(3));
      pair.peer().shutdownOutput();
      assertArrayEquals(pattern(3), in.readAllBytes());
      assertEquals(-1, in.read());
      assertEquals(-1, in.read(new byte[5]));
      assertEquals(0, in.read(new byte[0]));
      assertEquals(0, in.available());
    }
  }

  @Test
  void manyBytesComeInOrder() throws Exception {
    byte[] data = pattern(200_000);
    try (Pair pair = pair()) {
      var sender =
          Call.<Void>start(() -> {
            pair.peer().write(data);
            pair.peer().shutdownOutput();
            return null;
          });
      assertArrayEquals(data, pair.socket().getInputStream().readAllBytes());
      sender.result();
    }
  }

  @Test
  void aTimeOutLosesNothing() throws IOException {
    try (Pair pair = pair()) {
      InputStream in = pair.socket().getInputStream();
      pair.socket().setSoTimeout(SHORT_MILLIS);
      assertEquals(SHORT_MILLIS, pair.socket().getSoTimeout());
      for (int i = 0; i < 2; i++) {
        var timeout =
            assertSays("Read timed out", SocketTimeoutException.class, () -> in.read(new byte[9]));
        assertEquals(0, timeout.bytesTransferred);
      }
      pair.socket().setSoTimeout(AMPLE_MILLIS);
      pair.peer().write(pattern(9));
      assertArrayEquals(pattern(9), in.readNBytes(9));
    }
  }

  @Test
  void theTimeOutCoversWaitingForAnotherReader() throws Exception {
    try (Pair pair = pair()) {
      InputStream in = pair.socket().getInputStream();
      var first = Call.start(in::read).settle();
      pair.socket().setSoTimeout(SHORT_MILLIS);
      assertSays("Read timed out", SocketTimeoutException.class, in::read);
      pair.peer().write((byte) 3);
      assertEquals(3, first.result());
    }
  }

  @Test
  void aResetIsReportedAndStays() throws Exception {
    try (Pair pair = pair()) {
      InputStream in = pair.socket().getInputStream();
      var reader = Call.start(() -> in.read(new byte[5])).settle();
      pair.peer().reset();
      if (!backend.peers().tellsResets()) {
        assertEquals(-1, reader.result());
        return;
      }
      assertEquals("Connection reset", reader.failure(SocketException.class).getMessage());
      assertSays("Connection reset", SocketException.class, in::read);
      assertSays("Connection reset", SocketException.class, () -> in.read(new byte[5]));
      assertEquals(0, in.available());
      assertTrue(pair.socket().isConnected());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingWakesTheReader(boolean virtual) throws Exception {
    try (Pair pair = pair()) {
      InputStream in = pair.socket().getInputStream();
      var reader = Call.start(in::read, threads(virtual)).settle();
      pair.socket().close();
      assertEquals("Socket closed", reader.failure(SocketException.class).getMessage());
      assertThrows(SocketException.class, in::read);
      assertThrows(SocketException.class, in::available);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingWakesTheReaderWithATimeOut(boolean virtual) throws Exception {
    try (Pair pair = pair()) {
      pair.socket().setSoTimeout(AMPLE_MILLIS);
      InputStream in = pair.socket().getInputStream();
      var reader = Call.start(in::read, threads(virtual)).settle();
      var next = Call.start(in::read, threads(virtual)).settle();
      pair.socket().close();
      reader.failure(SocketException.class);
      next.failure(SocketException.class);
    }
  }

  @Test
  void anInterruptClosesTheSocketOfAVirtualThread() throws Exception {
    try (Pair pair = pair()) {
      var reader =
          Call.start(() -> pair.socket().getInputStream().read(), Thread.ofVirtual()).settle();
      reader.interrupt();
      assertEquals("Closed by interrupt", reader.failure(SocketException.class).getMessage());
      assertTrue(reader.interruptedAtEnd());
      assertTrue(pair.socket().isClosed());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, AMPLE_MILLIS})
  void aPlatformThreadIgnoresInterrupts(int timeout) throws Exception {
    try (Pair pair = pair()) {
      pair.socket().setSoTimeout(timeout);
      var reader = Call.start(() -> pair.socket().getInputStream().read()).settle();
      reader.interrupt();
      reader.settle();
      pair.peer().write((byte) 4);
      assertEquals(4, reader.result());
      assertTrue(reader.interruptedAtEnd());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsThereIsReadDespiteAnInterrupt(boolean virtual) throws Exception {
    try (Pair pair = pair()) {
      InputStream in = pair.socket().getInputStream();
      pair.peer().write(pattern(4));
      awaitAvailable(in, 4);
      var reader =
          Call.start(
              () -> {
                Thread.currentThread().interrupt();
                return in.readNBytes(4);
              },
              threads(virtual));
      assertArrayEquals(pattern(4), reader.result());
      assertTrue(reader.interruptedAtEnd());
    }
  }

  @Test
  void aVirtualThreadTimesOut() throws Exception {
    try (Pair pair = pair()) {
      pair.socket().setSoTimeout(SHORT_MILLIS);
      InputStream in = pair.socket().getInputStream();
      Call.start(in::read, Thread.ofVirtual()).failure(SocketTimeoutException.class);
      pair.peer().write((byte) 8);
      assertEquals(8, Call.start(in::read, Thread.ofVirtual()).result());
    }
  }

  @Test
  void anInterruptedPlatformThreadStillTimesOut() throws Exception {
    try (Pair pair = pair()) {
      pair.socket().setSoTimeout(SHORT_MILLIS);
      var reader =
          Call.start(() -> {
            Thread.currentThread().interrupt();
            return pair.socket().getInputStream().read();
          });
      reader.failure(SocketTimeoutException.class);
      assertTrue(reader.interruptedAtEnd());
    }
  }

  @Test
  void shuttingTheInputDownEndsReading() throws Exception {
    try (Pair pair = pair()) {
      Socket socket = pair.socket();
      InputStream in = socket.getInputStream();
      var reader = Call.start(in::read).settle();
      socket.shutdownInput();
      assertEquals(-1, reader.result());
      assertEquals(-1, in.read());
      assertEquals(0, in.available());
      assertTrue(socket.isInputShutdown());
      assertSays("Socket input is shutdown", SocketException.class, socket::getInputStream);
      assertSays("Socket input is already shutdown", SocketException.class, socket::shutdownInput);
      socket.getOutputStream().write(6);
      assertArrayEquals(new byte[] {6}, pair.peer().read(1));
    }
  }

  @Test
  void closingTheStreamClosesTheSocket() throws IOException {
    try (Pair pair = pair()) {
      pair.socket().getInputStream().close();
      assertTrue(pair.socket().isClosed());
      assertEquals(0, pair.peer().read(1).length);
    }
  }
}
