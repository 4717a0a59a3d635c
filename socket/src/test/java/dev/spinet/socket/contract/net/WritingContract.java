package dev.spinet.socket.contract.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.contract.Arrivals;
import dev.spinet.socket.contract.Call;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream of what a socket sends. */
public abstract class WritingContract extends NetCase {

  /** More than any buffers on the way hold. */
  private static final int TOO_MUCH = 8 * 1024 * 1024;

  /** For subclasses. */
  protected WritingContract() {}

  @Test
  void writesPartsAndSingleBytes() throws IOException {
    try (Pair pair = pair()) {
      OutputStream out = pair.socket().getOutputStream();
      assertSame(out, pair.socket().getOutputStream());
      out.write(pattern(10), 2, 5);
      out.write(0x1ff);
      out.flush();
      byte[] expected = new byte[6];
      System.arraycopy(pattern(10), 2, expected, 0, 5);
      expected[5] = (byte) 0xff;
      assertArrayEquals(expected, pair.peer().read(6));
    }
  }

  @Test
  void checksBounds() throws IOException {
    try (Pair pair = pair()) {
      OutputStream out = pair.socket().getOutputStream();
      var data = new byte[4];
      assertThrows(IndexOutOfBoundsException.class, () -> out.write(data, -1, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> out.write(data, 0, 5));
      assertThrows(IndexOutOfBoundsException.class, () -> out.write(data, 1, -1));
      assertThrows(NullPointerException.class, () -> out.write(null, 0, 1));
      out.write(data, 4, 0);
      out.write(new byte[0]);
      out.write(data);
      assertArrayEquals(data, pair.peer().read(4));
    }
  }

  @Test
  void writesMoreThanAnybodyHolds() throws Exception {
    byte[] data = pattern(300_000);
    try (Pair pair = pair()) {
      // The time-out is for reading only.
      pair.socket().setSoTimeout(1);
      var writer =
          Call.<Void>start(() -> {
            pair.socket().getOutputStream().write(data);
            endOutput(pair.socket());
            return null;
          });
      assertArrayEquals(data, pair.peer().read(data.length));
      assertEquals(0, pair.peer().read(1).length);
      writer.result();
    }
  }

  @Test
  void readsWhileItWrites() throws Exception {
    byte[] data = pattern(100_000);
    try (Pair pair = pair()) {
      var writer =
          Call.<Void>start(() -> {
            pair.socket().getOutputStream().write(data);
            return null;
          });
      var echo =
          Call.<Void>start(() -> {
            pair.peer().write(pair.peer().read(data.length));
            return null;
          });
      assertArrayEquals(data, pair.read(data.length));
      writer.result();
      echo.result();
    }
  }

  @Test
  void shuttingTheOutputDownEndsTheStreamOnly() throws IOException {
    try (Pair pair = pair()) {
      Socket socket = pair.socket();
      OutputStream out = socket.getOutputStream();
      out.write(8);
      if (!backend.peers().halfCloses()) {
        assertRefusesHalf(pair);
        return;
      }
      socket.shutdownOutput();
      assertTrue(socket.isOutputShutdown());
      assertArrayEquals(new byte[] {8}, pair.peer().read(2));
      assertThrows(SocketException.class, () -> out.write(9));
      assertSays("Socket output is shutdown", SocketException.class, socket::getOutputStream);
      assertSays(
          "Socket output is already shutdown", SocketException.class, socket::shutdownOutput);
      pair.peer().write((byte) 5);
      assertEquals(5, socket.getInputStream().read());
    }
  }

  /** A chip that cannot says so, and the connection goes on as if it had not been asked. */
  private static void assertRefusesHalf(Pair pair) throws IOException {
    var socket = pair.socket();
    var refusal = assertThrows(SocketException.class, socket::shutdownOutput);
    assertTrue(String.valueOf(refusal.getMessage()).contains("close the socket instead"));
    socket.getOutputStream().write(9);
    assertArrayEquals(new byte[] {8, 9}, pair.peer().read(2));
    pair.peer().write((byte) 5);
    assertEquals(5, socket.getInputStream().read());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shuttingTheOutputDownWakesTheWriter(boolean virtual) throws Exception {
    try (Pair pair = pair()) {
      byte[] data = pattern(100_000);
      var done = new AtomicLong();
      Call<Void> writer =
          Call.<Void>start(
                  () -> {
                    while (true) {
                      pair.socket().getOutputStream().write(data);
                      done.addAndGet(data.length);
                    }
                  },
                  threads(virtual))
              .settle();
      if (!backend.peers().halfCloses()) {
        assertThrows(SocketException.class, pair.socket()::shutdownOutput);
        pair.socket().close();
        writer.failure(SocketException.class);
        return;
      }
      pair.socket().shutdownOutput();
      writer.failure(SocketException.class);
      assertFalse(pair.socket().isClosed());
      // What was taken before arrives, and the end behind it.
      long arrived = Arrivals.countToEnd(pair.peer(), data);
      assertTrue(arrived >= done.get(), arrived + " of " + done);
      pair.peer().write((byte) 5);
      assertEquals(5, pair.socket().getInputStream().read());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingWakesTheWriter(boolean virtual) throws Exception {
    try (Pair pair = pair()) {
      Call<Void> writer = writing(pair, virtual);
      pair.socket().close();
      writer.failure(SocketException.class);
      assertThrows(SocketException.class, () -> pair.socket().getOutputStream());
    }
  }

  @Test
  void anInterruptClosesTheSocketOfAVirtualThread() throws Exception {
    try (Pair pair = pair()) {
      Call<Void> writer = writing(pair, true);
      // It waits for the peer to read; an interrupt before it waits would be seen there.
      writer.interrupt();
      assertEquals("Closed by interrupt", writer.failure(SocketException.class).getMessage());
      assertTrue(writer.interruptedAtEnd());
      assertTrue(pair.socket().isClosed());
    }
  }

  private static Call<Void> writing(Pair pair, boolean virtual) throws Exception {
    var data = new byte[TOO_MUCH];
    return Call.<Void>start(
            () -> {
              pair.socket().getOutputStream().write(data);
              return null;
            },
            threads(virtual))
        .settle();
  }

  @Test
  void aPlatformThreadIgnoresInterrupts() throws Exception {
    byte[] data = pattern(400_000);
    try (Pair pair = pair()) {
      var writer =
          Call.<Void>start(() -> {
            pair.socket().getOutputStream().write(data);
            // It may be done before the interrupt comes.
            while (!Thread.currentThread().isInterrupted()) {
              Thread.onSpinWait();
            }
            return null;
          });
      writer.settle().interrupt();
      assertArrayEquals(data, pair.peer().read(data.length));
      writer.result();
      assertTrue(writer.interruptedAtEnd());
    }
  }

  @Test
  void writingToAPeerThatHasResetFails() throws IOException {
    try (Pair pair = pair()) {
      OutputStream out = pair.socket().getOutputStream();
      pair.peer().reset();
      assertThrows(
          SocketException.class,
          () -> {
            for (int i = 0; i < 1_000; i++) {
              out.write(pattern(10_000));
            }
          });
    }
  }

  @Test
  void closingTheStreamClosesTheSocket() throws IOException {
    try (Pair pair = pair()) {
      pair.socket().getOutputStream().write(pattern(1_000));
      pair.socket().getOutputStream().close();
      assertTrue(pair.socket().isClosed());
      assertArrayEquals(pattern(1_000), pair.peer().read(1_001));
    }
  }
}
