package dev.spinet.cli.demo;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;

import dev.spinet.cli.exit.MismatchException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** The first program of every network: say hello to an echo server and hear the same. */
final class EchoConversation {

  /** What is said. */
  static final String GREETING = "Hello World!";

  private EchoConversation() {}

  /**
   * Holds the conversation.
   *
   * @param driver the chip to go through
   * @param server the echo server as the chip reaches it
   * @param timeout the longest wait of each step
   * @return how it went
   * @throws MismatchException if something else comes back
   * @throws IOException if the server cannot be reached or the connection fails
   */
  static Echo hold(NetworkDriver driver, InetSocketAddress server, Duration timeout)
      throws IOException {
    byte[] said = GREETING.getBytes(StandardCharsets.UTF_8);
    long begun = System.nanoTime();
    try (Arena arena = Arena.ofConfined();
        var socket = new Socket(driver, AF_INET, SOCK_STREAM)) {
      MemorySegment buffer = arena.allocate(said.length);
      socket.setTimeout(timeout);
      socket.connect(server);
      socket.sendAll(GREETING);
      int received = socket.recvInto(buffer);
      if (received > 0 && received < said.length) {
        // The end, or a failure behind what has come: the next call tells which.
        received += socket.recvInto(buffer.asSlice(received));
      }
      byte[] heard = buffer.asSlice(0, received).toArray(ValueLayout.JAVA_BYTE);
      if (!Arrays.equals(said, heard)) {
        throw new MismatchException(
            "said '%s' to the echo server, and heard '%s' (%d of %d bytes)"
                .formatted(
                    GREETING,
                    new String(heard, StandardCharsets.UTF_8),
                    heard.length,
                    said.length));
      }
    }
    return new Echo(server, GREETING, said.length, System.nanoTime() - begun);
  }

  /**
   * A conversation that went well.
   *
   * @param server the echo server
   * @param text what was said and heard
   * @param bytes its length in bytes, once
   * @param nanos what it took from opening to closing the socket
   */
  record Echo(InetSocketAddress server, String text, int bytes, long nanos) {}
}
