package dev.spinet.socket.contract;

import static dev.spinet.socket.SocketConstants.MSG_PEEK;
import static dev.spinet.socket.SocketConstants.SHUT_RD;
import static dev.spinet.socket.SocketConstants.SHUT_RDWR;
import static dev.spinet.socket.SocketConstants.SHUT_WR;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ending one direction of a stream, or both. */
public abstract class ShutdownContract extends ContractCase<Backend> {

  /** For subclasses. */
  protected ShutdownContract() {}

  @Test
  void afterTheEndOfReceivingThereIsNothing() throws Exception {
    try (var talk = converse()) {
      talk.arrive(pattern(5));
      talk.socket().recv(2, MSG_PEEK);
      talk.socket().shutdown(SHUT_RD);
      assertEnded(talk.socket());
      talk.socket().shutdownInput();
      talk.socket().sendAll("still");
      assertArrayEquals(
          "still".getBytes(java.nio.charset.StandardCharsets.UTF_8), talk.peer().read(5));
      assertEnded(talk.socket());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theEndOfReceivingWakesWhoeverReceives(boolean virtual) throws Exception {
    try (var talk = converse()) {
      talk.socket().setTimeout(null);
      talk.arrive((byte) 1);
      var memory = new byte[10];
      var call = Call.start(() -> talk.socket().recvInto(memory), threads(virtual)).settle();
      var other = Call.start(() -> talk.socket().recvSome(new byte[1]), threads(virtual)).settle();
      Call.eventually("the byte is taken", () -> isEmpty(talk.socket()));
      talk.socket().shutdownInput();
      assertEquals(1, call.result());
      assertEquals(-1, other.result());
      assertEquals(false, call.interruptedAtEnd());
    }
  }

  private static boolean isEmpty(Socket socket) {
    try {
      return socket.available() == 0;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void theEndOfSendingIsTheEndOfThePeersStream() throws Exception {
    try (var talk = converse()) {
      talk.socket().sendAll("x");
      if (!backend.halfCloses()) {
        SendingContract.assertRefusesHalf(talk, "x");
        return;
      }
      talk.socket().shutdown(SHUT_WR);
      talk.socket().shutdown(SHUT_WR);
      assertEquals(1, talk.peer().read(10).length);
      var error = assertThrows(SocketException.class, () -> talk.socket().send(new byte[1]));
      assertSays("shut down", error);
      talk.arrive((byte) 4);
      assertArrayEquals(new byte[] {4}, talk.socket().recv(1));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theEndOfSendingWakesWhoeverSends(boolean virtual) throws Exception {
    try (var talk = converse()) {
      talk.socket().setTimeout(null);
      byte[] much = pattern(100_000);
      var done = new AtomicLong();
      var sender =
          Call.start(
                  () -> {
                    while (true) {
                      talk.socket().sendAll(much);
                      done.addAndGet(much.length);
                    }
                  },
                  threads(virtual))
              .settle();
      if (!backend.halfCloses()) {
        assertThrows(UnsupportedOperationException.class, () -> talk.socket().shutdown(SHUT_WR));
        talk.socket().close();
        sender.failure(SocketException.class);
        return;
      }
      talk.socket().shutdown(SHUT_WR);
      sender.failure(SocketException.class);
      // What was taken before arrives, and the end behind it.
      long arrived = Arrivals.countToEnd(talk.peer(), much);
      assertTrue(arrived >= done.get(), arrived + " of " + done);
      long counted = talk.socket().statistics().bytesSent();
      assertTrue(arrived >= counted, arrived + " of " + counted);
      talk.arrive((byte) 4);
      assertArrayEquals(new byte[] {4}, talk.socket().recv(1));
    }
  }

  @Test
  void bothEndTogether() throws Exception {
    try (var talk = converse()) {
      talk.socket().shutdown(SHUT_RDWR);
      assertEquals(0, talk.peer().read(1).length);
      assertEnded(talk.socket());
      assertThrows(SocketException.class, () -> talk.socket().send(new byte[1]));
    }
  }

  @Test
  void onlyAConnectionEnds() throws Exception {
    try (var socket = newSocket()) {
      assertSays(
          "not connected", assertThrows(SocketException.class, () -> socket.shutdown(SHUT_RD)));
      assertSays(
          "not connected", assertThrows(SocketException.class, () -> socket.shutdown(SHUT_WR)));
      for (int how : new int[] {-1, 3, Integer.MAX_VALUE}) {
        assertThrows(IllegalArgumentException.class, () -> socket.shutdown(how));
      }
    }
  }

  private static void assertEnded(Socket socket) throws Exception {
    assertEquals(0, socket.available());
    assertEquals(0, socket.recv(1).length);
    assertEquals(0, socket.recvInto(new byte[1]));
    assertEquals(-1, socket.recvSome(new byte[1]));
    assertEquals(0, socket.recv(1, MSG_PEEK).length);
  }
}
