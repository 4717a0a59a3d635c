package dev.spinet.socket.contract;

import static dev.spinet.socket.SocketConstants.AF_CAN;
import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.AF_INET6;
import static dev.spinet.socket.SocketConstants.IPPROTO_TCP;
import static dev.spinet.socket.SocketConstants.IPPROTO_UDP;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static dev.spinet.socket.SocketConstants.SOCK_RAW;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.NoFreeSocketException;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Opening, numbers, closing, streams, and several sockets at once. */
abstract class LifetimeContract extends ContractCase<Backend> {

  private static final long POLL_NANOS = 1_000_000;

  @Test
  void opensWithTheOriginalConstants() throws Exception {
    try (var socket = new Socket(driver(), AF_INET, SOCK_STREAM, IPPROTO_TCP)) {
      assertSame(driver(), socket.driver());
      socket.setTimeout(AMPLE_MILLIS);
      connect(socket);
    }
  }

  @Test
  void refusesWhatNoDriverCarries() {
    assertThrows(
        UnsupportedOperationException.class, () -> new Socket(driver(), AF_INET6, SOCK_STREAM));
    assertThrows(UnsupportedOperationException.class, () -> new Socket(driver(), AF_CAN, SOCK_RAW));
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Socket(driver(), AF_INET, SOCK_STREAM, IPPROTO_UDP));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Socket(driver(), AF_INET, SOCK_DGRAM, IPPROTO_TCP));
    assertThrows(IllegalArgumentException.class, () -> new Socket(driver(), 77, SOCK_STREAM));
    assertThrows(IllegalArgumentException.class, () -> new Socket(driver(), AF_INET, 77));
  }

  @Test
  void hasANumberWhileItIsOpen() throws Exception {
    Socket socket = newSocket();
    try (var other = newSocket()) {
      int number = socket.fileno();
      assertTrue(number >= 0);
      assertNotEquals(number, other.fileno());
      assertSame(socket, Socket.ofFileno(driver(), number));
      connect(socket);
      assertEquals(number, socket.fileno());
      socket.close();
      assertEquals(-1, socket.fileno());
      assertThrows(SocketException.class, () -> Socket.ofFileno(driver(), number));
      assertSame(other, Socket.ofFileno(driver(), other.fileno()));
    }
    assertThrows(SocketException.class, () -> Socket.ofFileno(driver(), -1));
  }

  @Test
  void theLowestFreeNumberIsTakenFirst() throws Exception {
    Socket first = newSocket();
    Socket second = newSocket();
    try (first;
        second;
        var third = newSocket()) {
      assertEquals(List.of(0, 1, 2), List.of(first.fileno(), second.fileno(), third.fileno()));
      first.close();
      second.close();
      try (var again = newSocket();
          var another = newSocket()) {
        assertEquals(List.of(0, 1), List.of(again.fileno(), another.fileno()));
      }
    }
  }

  @Test
  void closesOnceAndForAll() throws Exception {
    var talk = converse();
    try (talk) {
      Socket socket = talk.socket();
      socket.close();
      socket.close();
      assertClosed(() -> socket.recv(1));
      assertClosed(() -> socket.recv(0));
      assertClosed(() -> socket.recvInto(new byte[1]));
      assertClosed(() -> socket.recvInto(Arena.ofAuto().allocate(1)));
      assertClosed(() -> socket.recvSome(new byte[1]));
      assertClosed(() -> socket.send(new byte[1]));
      assertClosed(() -> socket.sendAll("x"));
      assertClosed(socket::available);
      assertClosed(socket::shutdownOutput);
      assertClosed(() -> connect(socket));
      assertEquals(0, talk.peer().read(1).length);
    }
  }

  @Test
  void whatWasSentBeforeClosingArrives() throws Exception {
    byte[] data = pattern(100_000);
    try (var talk = converse()) {
      var reader = Call.start(() -> talk.peer().read(data.length + 1));
      talk.socket().sendAll(data);
      talk.socket().close();
      assertArrayEquals(data, reader.result());
    }
  }

  @Test
  void closingFreesTheSocketOfTheChip() throws Exception {
    for (int i = 0; i < 40; i++) {
      try (var talk = converseWhenFree()) {
        talk.socket().sendAll("x");
        assertEquals(1, talk.peer().read(1).length);
      }
    }
  }

  // Closing does not wait for the peer: the chip's socket may be free a little later.
  private Conversation converseWhenFree() throws IOException {
    long start = System.nanoTime();
    while (true) {
      try {
        return converse();
      } catch (NoFreeSocketException e) {
        if (System.nanoTime() - start > AMPLE_MILLIS * 1_000_000L) {
          throw e;
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  @Test
  void unconnectedSocketsAreFreeAtOnce() throws Exception {
    for (int i = 0; i < 40; i++) {
      newSocket().close();
    }
  }

  @Test
  void runningOutOfSocketsIsNamed() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try {
      var error =
          assertThrows(
              NoFreeSocketException.class,
              () -> {
                while (sockets.size() < 1_000) {
                  sockets.add(newSocket());
                }
              });
      assertSays("close", error);
      sockets.removeLast().close();
      sockets.add(newSocket());
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void closingTheDriverClosesItsSockets() throws Exception {
    try (var talk = converse()) {
      var call = Call.start(() -> talk.socket().recv(1)).settle();
      driver().close();
      call.failure(SocketException.class);
      assertThrows(IOException.class, () -> talk.socket().recv(1));
      assertThrows(IOException.class, () -> new Socket(driver()));
      talk.socket().close();
    }
    driver().close();
  }

  @Test
  void streamsReadAndWriteTheSocket() throws Exception {
    byte[] data = pattern(1_000);
    try (var talk = converse()) {
      var in = talk.socket().inputStream();
      var out = talk.socket().outputStream();
      out.write(200);
      out.write(data);
      out.flush();
      assertArrayEquals(new byte[] {(byte) 200}, talk.peer().read(1));
      assertArrayEquals(data, talk.peer().read(data.length));
      talk.arrive((byte) 255);
      assertEquals(1, in.available());
      assertEquals(255, in.read());
      talk.peer().write(data);
      talk.peer().shutdownOutput();
      assertEquals(0, in.read(new byte[0]));
      assertArrayEquals(data, in.readAllBytes());
      assertEquals(-1, in.read());
      assertEquals(-1, in.read(new byte[9]));
      in.close();
      assertEquals(-1, talk.socket().fileno());
      assertClosed(() -> out.write(1));
    }
  }

  @Test
  void severalSocketsAtOnce() throws Exception {
    byte[] data = pattern(50_000);
    List<Call<byte[]>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      calls.add(
          Call.start(
              () -> {
                try (var socket = newSocket()) {
                  connect(socket);
                  var sender =
                      Call.start(
                          () -> {
                            socket.sendAll(data);
                            if (backend.halfCloses()) {
                              socket.shutdownOutput();
                            }
                            return true;
                          },
                          Thread.ofVirtual());
                  byte[] echo = socket.recv(data.length + 1);
                  assertTrue(sender.result());
                  return echo;
                }
              },
              Thread.ofVirtual()));
    }
    List<Call<Boolean>> echoes = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      Peer peer = listener.accept();
      echoes.add(
          Call.start(() -> {
            try (peer) {
              peer.write(peer.read(data.length));
              peer.shutdownOutput();
              return peer.read(1).length == 0;
            }
          }));
    }
    for (Call<byte[]> call : calls) {
      assertArrayEquals(data, call.result());
    }
    for (Call<Boolean> echo : echoes) {
      assertTrue(echo.result());
    }
  }
}
