package dev.spinet.socket.contract.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.contract.PeerListener;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** What the parts of the contract share: a backend and a server for each test. */
@Timeout(60)
abstract class NetCase {

  /** Long enough that nothing that is going to happen has not happened yet; it never runs out. */
  static final int AMPLE_MILLIS = 20_000;

  /** Short, for time-outs that are meant to run out. */
  static final int SHORT_MILLIS = 150;

  NetBackend backend;
  PeerListener listener;

  /** A connected socket and its peer. */
  record Pair(Socket socket, Peer peer) implements AutoCloseable {

    byte[] read(int n) throws IOException {
      return socket.getInputStream().readNBytes(n);
    }

    @Override
    public void close() throws IOException {
      try (peer) {
        socket.close();
      }
    }
  }

  /**
   * Opens what is tested. Called before each test.
   *
   * @return the backend, which the contract closes after the test
   * @throws Exception if it cannot be opened; the test fails
   */
  protected abstract NetBackend openBackend() throws Exception;

  @BeforeEach
  final void open() throws Exception {
    backend = openBackend();
    listener = backend.peers().listen();
  }

  @AfterEach
  final void close() throws Exception {
    try {
      listener.close();
    } finally {
      backend.close();
    }
  }

  final Socket newSocket() throws IOException {
    return backend.sockets().createSocket();
  }

  final Pair pair() throws IOException {
    Socket socket = newSocket();
    socket.connect(backend.at(listener.port()), AMPLE_MILLIS);
    return new Pair(socket, listener.accept());
  }

  /** Ends the stream to the peer: alone, or with the other one where there is no choice. */
  final void endOutput(Socket socket) throws IOException {
    if (backend.peers().halfCloses()) {
      socket.shutdownOutput();
    } else {
      socket.close();
    }
  }

  static Thread.Builder threads(boolean virtual) {
    return virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
  }

  static <X extends Throwable> X assertSays(String message, Class<X> type, Executable call) {
    X failure = assertThrows(type, call);
    assertEquals(message, failure.getMessage());
    return failure;
  }

  /** What {@code java.net} says of its own closed sockets, before it asks the implementation. */
  static void assertClosed(Executable call) {
    assertSays("Socket is closed", SocketException.class, call);
  }

  /** Bytes that differ from their neighbours, the same at every run. */
  static byte[] pattern(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
