package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection ends, and its link passes to another peer, in the middle of what is being sent. */
@Timeout(60)
final class PayloadPassedOnTest {

  /** What all kinds of sending have in common. */
  abstract static class MidPayload extends LinkPassedOnTest.Sending {

    /** The next peer takes the link over when some of the payload is at the module. */
    CompletableFuture<java.net.Socket> replaceInPayload(java.net.Socket first) {
      var second = new CompletableFuture<java.net.Socket>();
      var pieces = new AtomicInteger();
      wires()
          .before(text -> {
            if (text.startsWith("sss") && pieces.incrementAndGet() == 2) {
              second.complete(replace(first, 2));
            }
            return true;
          });
      return second;
    }
  }

  @Nested
  final class Pieces extends MidPayload {

    @Test
    void theNextPeerIsSparedIfAllOfItHasFailed() throws Exception {
      listen();
      long restarts = restarts();
      var first = peer(1);
      var accepted = accept(1);
      var second = replaceInPayload(first);
      accepted.sendAll("s".repeat(8000));
      var spared = get(second);
      converse(accept(2), spared);
      assertEnded(accepted);
      assertEquals(0, board().driver.statistics().refusedPeers());
      assertEquals(restarts, restarts());
    }
  }

  @Nested
  final class Streams extends MidPayload {

    @Override
    ModuleBoard.Builder builder() {
      return ModuleBoard.builder().options(o -> o.baudRate(921_600).flowControl(true));
    }

    @Test
    void theNextPeerMayHaveGotSomeOfItAndIsCutOffAndCounted() throws Exception {
      listen();
      long restarts = restarts();
      var first = peer(1);
      var accepted = accept(1);
      var second = replaceInPayload(first);
      accepted.sendAll("s".repeat(20_000));
      assertCut(get(second));
      assertEnded(accepted);
      converse(peer(3), 3);
      assertEquals(1, board().driver.statistics().refusedPeers());
      assertEquals(restarts, restarts());
    }
  }
}
