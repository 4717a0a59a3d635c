package dev.spinet.drivers.esp32;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes of one connection never reach another that was given its link by the module. */
@Timeout(60)
final class LinkPassedOnTest {

  private static final int PIECE = 512;

  /** What all kinds of sending have in common. */
  abstract static class Sending extends ReusedLinks {

    /** The next peer takes the link over while the command is on its way. */
    CompletableFuture<java.net.Socket> replaceAt(java.net.Socket first, String command) {
      var second = new CompletableFuture<java.net.Socket>();
      wires()
          .before(text -> {
            if (text.startsWith(command) && !second.isDone()) {
              second.complete(replace(first, 2));
            }
            return onWire(text);
          });
      return second;
    }

    /** Something else that happens before the driver writes. */
    boolean onWire(String text) throws IOException {
      return true;
    }

    long restarts() throws IOException {
      return board().driver.statistics().restarts();
    }

    static void assertEnded(Socket accepted) {
      assertThrows(
          ConnectionResetException.class,
          () -> {
            while (accepted.recv(1).length > 0) {
              // What had come before the end.
            }
          });
    }
  }

  @Nested
  final class Pieces extends Sending {

    @Test
    void whatWasWrittenForAPeerThatIsKnownToHaveLeftIsNotSent() throws Exception {
      listen();
      var first = peer(1);
      var accepted = accept(1);
      wires().hold();
      var second = replace(first, 2);
      wires()
          .before(text -> {
            assertFalse(text.startsWith("AT+CIPSEND=0,6"), text);
            return true;
          });
      accepted.sendAll("secret");
      wires().release();
      var next = accept(2);
      assertEnded(accepted);
      converse(next, second);
      assertEquals(0, board().driver.statistics().refusedPeers());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6, 8000})
    void aPromptForSomebodyElseIsGivenNothing(int length) throws Exception {
      listen();
      long restarts = restarts();
      var first = peer(1);
      var accepted = accept(1);
      var second = replaceAt(first, "AT+CIPSEND=");
      accepted.sendAll(new byte[length]);
      var spared = get(second);
      converse(accept(2), spared);
      assertEnded(accepted);
      assertEquals(0, board().driver.statistics().refusedPeers());
      assertEquals(restarts, restarts());
    }
  }

  @Nested
  final class Streams extends Sending {

    @Override
    ModuleBoard.Builder builder() {
      return ModuleBoard.builder().options(o -> o.baudRate(921_600).flowControl(true));
    }

    @Test
    void aPromptForSomebodyElseIsGivenNothing() throws Exception {
      listen();
      long restarts = restarts();
      var first = peer(1);
      var accepted = accept(1);
      var second = replaceAt(first, "AT+CIPSENDL=");
      accepted.sendAll(new byte[12_000]);
      var spared = get(second);
      converse(accept(2), spared);
      assertEnded(accepted);
      assertEquals(0, board().driver.statistics().refusedPeers());
      assertEquals(restarts, restarts());
    }
  }

  /** Firmware that knows no end of the data but their number. */
  @Nested
  final class WithoutEscape extends Sending {

    @Override
    boolean onWire(String text) throws IOException {
      if (!text.equals("+++")) {
        return true;
      }
      wires().pass("---");
      return false;
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 100, 1000})
    void aPeerThatMayHaveGotABytePerPlusIsCutOffAndCounted(int length) throws Exception {
      listen();
      long restarts = restarts();
      var first = peer(1);
      var accepted = accept(1);
      var second = replaceAt(first, "AT+CIPSEND=");
      accepted.sendAll("s".repeat(length));
      var hit = get(second);
      var got = new String(hit.getInputStream().readNBytes(length), ISO_8859_1);
      assertEquals("---" + "+".repeat(length - 3), got);
      assertCut(hit);
      assertEnded(accepted);
      converse(peer(3), 3);
      assertEquals(1, board().driver.statistics().refusedPeers());
      assertEquals(restarts, restarts());
    }
  }

  @Nested
  final class Receiving extends Sending {

    @Override
    ModuleBoard.Builder builder() {
      return ModuleBoard.builder().options(o -> o.readSize(PIECE));
    }

    /** All that was asked for has come: so there may be more, but there is only the end. */
    private CompletableFuture<java.net.Socket> replaceAtSecondRead(java.net.Socket first) {
      var second = new CompletableFuture<java.net.Socket>();
      var reads = new AtomicInteger();
      wires()
          .before(text -> {
            if (text.startsWith("AT+CIPRECVDATA=0") && reads.incrementAndGet() == 2) {
              second.complete(replace(first, 2));
            }
            return true;
          });
      return second;
    }

    @Test
    void bytesOfTheNextPeerAreGivenToItsOwnReader() throws Exception {
      listen();
      var first = peer(1);
      var accepted = accept(1);
      var second = replaceAtSecondRead(first);
      var piece = new byte[PIECE];
      first.getOutputStream().write(piece);
      assertArrayEquals(piece, accepted.recv(PIECE));
      converse(accept(2), get(second));
      assertEquals(0, accepted.recv(1).length);
      assertEquals(0, board().driver.statistics().refusedPeers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+CIPRECVDATA:1,\u0002!"})
    void aPeerWhoseBytesAreDamagedIsToldAndCounted(String damaged) throws Exception {
      listen();
      var first = peer(1);
      var accepted = accept(1);
      var second = new CompletableFuture<java.net.Socket>();
      var reads = new AtomicInteger();
      wires()
          .before(text -> {
            if (!text.startsWith("AT+CIPRECVDATA=0") || reads.incrementAndGet() != 2) {
              return true;
            }
            second.complete(replace(first, 2));
            wires().await("+IPD,0,1\r\n");
            wires().pass(text);
            wires().await("OK\r\n");
            wires().say(wires().take().replace("+CIPRECVDATA:1,\u0002", damaged));
            return false;
          });
      var piece = new byte[PIECE];
      first.getOutputStream().write(piece);
      assertArrayEquals(piece, accepted.recv(PIECE));
      assertCut(get(second));
      var hit = server().accept();
      toClose.add(hit);
      var error = assertThrows(ConnectionResetException.class, () -> hit.recv(1));
      assertTrue(String.valueOf(error.getMessage()).contains("lost or changed"));
      converse(peer(3), 3);
      assertEquals(1, board().driver.statistics().refusedPeers());
    }

    @Test
    void bytesOfAPeerForWhomThereIsNoRoomAreNobodysAndItIsCutOff() throws Exception {
      listen();
      var first = peer(1);
      var accepted = accept(1);
      var waiting = peer(7);
      peer(8);
      var second = replaceAtSecondRead(first);
      var piece = new byte[PIECE];
      first.getOutputStream().write(piece);
      assertArrayEquals(piece, accepted.recv(PIECE));
      assertCut(get(second));
      assertEquals(0, accepted.recv(1).length);
      converse(accept(7), waiting);
      assertEquals(1, board().driver.statistics().refusedPeers());
    }
  }
}
