package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.Socket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a stream is told from the loss of the network, for each connection by itself. */
@Timeout(60)
final class EndingsTest {

  private static final int PATIENCE_MILLIS = 20_000;

  private @Nullable HeldLink held;

  private HeldLink wires() {
    return Objects.requireNonNull(held);
  }

  @Test
  void anAnswerThatIsOlderThanTheLossOfAConnectionSaysNothingOfIt() throws Exception {
    try (var board = ModuleBoard.builder().wires(link -> held = new HeldLink(link)).build();
        var server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        var first = new Socket(board.driver);
        var second = new Socket(board.driver)) {
      first.setTimeout(PATIENCE_MILLIS);
      second.setTimeout(PATIENCE_MILLIS);
      first.connect("10.0.2.2", server.getLocalPort());
      var firstPeer = server.accept();
      second.connect("10.0.2.2", server.getLocalPort());
      try (var _ = server.accept()) {
        var answer = new CompletableFuture<String>();
        wires()
            .before(text -> {
              if (!text.startsWith("AT+CWSTATE?") || answer.isDone()) {
                return true;
              }
              wires().pass(text);
              wires().await("OK\r\n");
              answer.complete(wires().take());
              board.radio.remove(board.accessPoint);
              wires().await("3,CLOSED\r\n");
              wires().await("WIFI DISCONNECT\r\n");
              assertTrue(wires().take().contains("3,CLOSED"));
              // The driver hears of the connection first, and of the network not at all.
              wires().say("3,CLOSED\r\n" + answer.join());
              return false;
            });
        firstPeer.close();
        assertThrows(LinkDownException.class, () -> second.recv(1));
        assertEquals(0, first.recv(1).length);
        assertFalse(answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).isEmpty());
      } finally {
        wires().before(null);
        firstPeer.close();
      }
      wires().throwFailure();
    }
  }
}
