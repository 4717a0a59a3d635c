package dev.spinet.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

/** The native memory of a socket is taken once and freed with the socket, but not under a call. */
final class LaneTest {

  private final Lane lane = new Lane("testing");

  private MemorySegment enterAndStage() throws IOException {
    lane.enter(TimeLimit.NO_WAIT, System.nanoTime());
    return lane.staging();
  }

  @Test
  void takesItsMemoryOnce() throws IOException {
    MemorySegment memory = enterAndStage();
    lane.leave();
    assertSame(memory, enterAndStage());
    assertEquals(Lane.STAGING_BYTES, memory.byteSize());
    assertTrue(memory.isNative());
    lane.leave();
    lane.close();
  }

  @Test
  void freesItsMemoryWhenClosed() throws IOException {
    MemorySegment memory = enterAndStage();
    lane.leave();
    lane.close();
    assertFalse(memory.scope().isAlive());
    lane.close();
  }

  @Test
  void leavesTheMemoryToACallThatIsIn() throws Exception {
    MemorySegment memory = enterAndStage();
    var closer = new Thread(lane::close);
    closer.start();
    closer.join();
    assertTrue(memory.scope().isAlive());
    lane.leave();
    assertFalse(memory.scope().isAlive());
  }

  @Test
  void letsNobodyInWhenClosed() {
    lane.close();
    for (int i = 0; i < 2; i++) {
      var error =
          assertThrows(
              SocketException.class, () -> lane.enter(TimeLimit.FOREVER, System.nanoTime()));
      assertEquals("Socket closed", error.getMessage());
    }
  }
}
