package dev.spinet.drivers.esp32;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.Socket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is disturbed while data go to the module never brings a peer bytes that nobody has sent. */
@Timeout(120)
final class DisturbedSendTest {

  private static final String SEND = "AT+CIPSEND=";
  private static final int PATIENCE_MILLIS = 20_000;
  private static final Duration STALL = Duration.ofSeconds(2);

  private @Nullable AlteredLink wire;

  private AlteredLink wire() {
    return Objects.requireNonNull(wire);
  }

  private ByteLink altered(ByteLink line) {
    wire = new AlteredLink(line);
    return wire;
  }

  private ModuleBoard board() throws IOException {
    return ModuleBoard.builder().wires(this::altered).options(o -> o.sendStall(STALL)).build();
  }

  private static ServerSocket listener() throws IOException {
    var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    server.setSoTimeout(PATIENCE_MILLIS);
    return server;
  }

  private static void connect(Socket socket, ServerSocket server) throws IOException {
    socket.setTimeout(PATIENCE_MILLIS);
    socket.connect(ModuleBoard.HOST.getHostAddress(), server.getLocalPort());
  }

  private static String read(java.net.Socket peer, int length) throws IOException {
    peer.setSoTimeout(PATIENCE_MILLIS);
    return new String(peer.getInputStream().readNBytes(length), US_ASCII);
  }

  /** All that comes up to the end of the connection, however it ends. */
  private static String readAll(java.net.Socket peer) throws IOException {
    var bytes = new ByteArrayOutputStream();
    peer.setSoTimeout(PATIENCE_MILLIS);
    try {
      peer.getInputStream().transferTo(bytes);
    } catch (SocketException e) {
      // A reset is an end, too.
    }
    return bytes.toString(US_ASCII);
  }

  /** Does something to the first piece that begins like this, and to no other. */
  private static UnaryOperator<String> once(String beginning, UnaryOperator<String> change) {
    var pieces = new AtomicInteger();
    return piece ->
        piece.startsWith(beginning) && pieces.getAndIncrement() == 0 ? change.apply(piece) : piece;
  }

  /** What a program and its peer do; the peer is behind the server. */
  private interface Talk {
    void run(ModuleBoard board, Socket socket, ServerSocket server) throws Exception;
  }

  private void connected(Talk talk) throws Exception {
    try (var board = board();
        var server = listener();
        var socket = new Socket(board.driver)) {
      connect(socket, server);
      talk.run(board, socket, server);
    }
  }

  /** Does something when the driver is about to ask for the first send. */
  private void atFirstSend(Runnable action) {
    wire()
        .alterToModule(
            once(
                SEND,
                piece -> {
                  action.run();
                  return piece;
                }));
  }

  @Test
  void aBusyModuleThatAsksForTheDataAfterAllGetsThem() throws Exception {
    connected((board, socket, server) -> {
      long disturbances = board.driver.statistics().resynchronisations();
      try (var peer = server.accept()) {
        atFirstSend(() -> wire().say("busy p...\r\n"));
        socket.sendAll("x".repeat(100));
        assertEquals("x".repeat(100), read(peer, 100));
        socket.sendAll("more");
        assertEquals("more", read(peer, 4));
      }
      assertEquals(disturbances, board.driver.statistics().resynchronisations());
    });
  }

  /** What was sent is lost by name, the peer gets none of it, and the module is not restarted. */
  private void assertNothingArrives(
      Class<? extends IOException> failure, String sent, Runnable disturb) throws Exception {
    connected((board, socket, server) -> {
      long restarts = board.driver.statistics().restarts();
      try (var peer = server.accept()) {
        disturb.run();
        socket.sendAll(sent);
        assertThrows(failure, () -> socket.recv(1));
        assertEquals("", readAll(peer));
      }
      assertTrue(board.driver.statistics().resynchronisations() > 0);
      assertEquals(restarts, board.driver.statistics().restarts());
    });
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(ints = {0, 5, 9})
  void noCommandTakesThePlaceOfALostByte(int lost) throws Exception {
    String sent = "0123456789";
    assertNothingArrives(
        ConnectionResetException.class,
        sent,
        () ->
            wire()
                .alterToModule(
                    once(sent, piece -> piece.substring(0, lost) + piece.substring(lost + 1))));
  }

  @Tag("slow")
  @Test
  void noCommandTakesThePlaceOfDataWhosePromptWasLost() throws Exception {
    assertNothingArrives(
        IOException.class,
        "data",
        () -> atFirstSend(() -> wire().alterToHost(heard -> heard.replace(">", ""))));
  }
}
