package dev.spinet.socket.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What the parts of the contract share: a backend and a server for each test. */
@Timeout(60)
abstract class ContractCase {

  /** Long enough that nothing that is going to happen has not happened yet; it never runs out. */
  static final int AMPLE_MILLIS = 20_000;

  /** Short, for time-outs that are meant to run out. */
  static final int SHORT_MILLIS = 150;

  Backend backend;
  PeerListener listener;

  abstract Backend openBackend() throws Exception;

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
