package dev.spinet.socket.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.SocketException;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/**
 * What the parts of the contract share: a backend and a server for each test.
 *
 * @param <B> what the backend has to offer
 */
@Timeout(60)
abstract class ContractCase<B extends Backend> {

  /** Long enough that nothing that is going to happen has not happened yet; it never runs out. */
  static final int AMPLE_MILLIS = 40_000;

  /** Short, for time-outs that are meant to run out. */
  static final int SHORT_MILLIS = 150;

  B backend;
  PeerListener listener;

  /**
   * Opens what is tested. Called before each test.
   *
   * @return the backend, which the contract closes after the test
   * @throws Exception if it cannot be opened; the test fails
   */
  protected abstract B openBackend() throws Exception;

  @BeforeEach
  final void open() throws Exception {
    backend = openBackend();
    listener = backend.listen();
  }

  @AfterEach
  final void close() throws Exception {
    try {
      listener.close();
    } finally {
      backend.close();
    }
  }

  final NetworkDriver driver() {
    return backend.driver();
  }

  /** A socket with an ample time-out, so that a fault fails a test instead of stopping it. */
  final Socket newSocket() throws IOException {
    var socket = new Socket(driver());
    socket.setTimeout(AMPLE_MILLIS);
    return socket;
  }

  final void connect(Socket socket) throws IOException {
    socket.connect(backend.peerHost(), listener.port());
  }

  final Conversation converse() throws IOException {
    Socket socket = newSocket();
    connect(socket);
    return new Conversation(socket, listener.accept());
  }

  /**
   * Ends the stream to the peer: alone, or together with the other one where there is no choice.
   */
  final void endOutput(Socket socket) throws IOException {
    if (backend.halfCloses()) {
      socket.shutdownOutput();
    } else {
      socket.close();
    }
  }

  /** A connection that the peer has reset, on a chip that may not tell this from an orderly end. */
  final void assertReset(Socket socket) throws IOException {
    for (int i = 0; i < 2; i++) {
      if (backend.tellsResets()) {
        assertThrows(ConnectionResetException.class, () -> socket.recv(20));
        assertThrows(ConnectionResetException.class, () -> socket.recvInto(new byte[20]));
        assertThrows(ConnectionResetException.class, () -> socket.recvSome(new byte[20]));
      } else {
        assertEquals(0, socket.recv(20).length);
        assertEquals(0, socket.recvInto(new byte[20]));
        assertEquals(-1, socket.recvSome(new byte[20]));
      }
    }
  }

  /** What a socket must have by now. */
  static <T> T present(@Nullable T value) {
    assertNotNull(value);
    return value;
  }

  static Thread.Builder threads(boolean virtual) {
    return virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
  }

  static void assertClosed(Executable call) {
    assertEquals("Socket closed", assertThrows(SocketException.class, call).getMessage());
  }

  /** Bytes that differ from their neighbours, the same at every run. */
  static byte[] pattern(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** Messages are part of what is promised: one that does not name the matter helps nobody. */
  static void assertSays(String part, Throwable error) {
    String message = String.valueOf(error.getMessage());
    assertTrue(message.contains(part), message);
  }
}
