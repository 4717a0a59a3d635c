package dev.spinet.drivers.esp32;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.espat.CommandLimits;
import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.bindings.espat.UartLimits;
import dev.spinet.drivers.esp32.at.AtChannel;
import dev.spinet.drivers.esp32.at.AtHandler;
import dev.spinet.drivers.esp32.at.AtLine;
import dev.spinet.drivers.esp32.at.PayloadSink;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much the module holds, and how much of that is asked for at a time. */
@Timeout(20)
final class WaitingDataTest {

  private static final int READ_SIZE = 4096;

  @Test
  void lengthsThatWereNotToldAreNotThoseOfTheTimeBefore() throws Exception {
    try (var arena = Arena.ofShared();
        var module = new AnsweringLink()) {
      var commands =
          new LinkCommands(
              new AtChannel(module, arena, new Deaf(), CommandLimits.COMMAND_MAX),
              new PaceModel(UartLimits.BAUD_DEFAULT));
      int[] waiting = new int[LinkLimits.LINK_COUNT];
      module.answer = "+CIPRECVLEN:100,,20,-1,0\r\n\r\nOK\r\n";
      assertTrue(commands.lengths(waiting));
      assertArrayEquals(new int[] {100, -1, 20, -1, 0}, waiting);
      module.answer = "\r\nOK\r\n";
      assertFalse(commands.lengths(waiting));
      assertArrayEquals(new int[] {-1, -1, -1, -1, -1}, waiting);
    }
  }

  @Test
  void aModuleThatWasShortOfMemoryIsAskedForMoreAgainLater() {
    try (var arena = Arena.ofShared()) {
      var intake =
          new Intake(
              new ReentrantLock(),
              Thread.currentThread(),
              new NativeRing(arena, 2 * READ_SIZE),
              READ_SIZE);
      intake.discard(); // So that the memory of the ring does not limit the reads.
      intake.announce(1_000_000);
      assertEquals(READ_SIZE, intake.begin());
      intake.refusedByModule();
      assertEquals(READ_SIZE / 2, read(intake));
      int reads = 1;
      while (read(intake) < READ_SIZE) {
        reads++;
        assertTrue(reads < 100, "never again");
      }
      assertTrue(reads > 8, "too soon: after " + reads);
    }
  }

  private static int read(Intake intake) {
    int asked = intake.begin();
    intake.dropped(asked);
    intake.complete();
    assertEquals(asked, intake.commit());
    return asked;
  }

  /** Hears nothing that was not asked for. */
  private static final class Deaf implements AtHandler {
    @Override
    public boolean unsolicited(AtLine line) {
      return false;
    }

    @Override
    public @Nullable PayloadSink active(int id, int length, int address, int port) {
      return null;
    }
  }

  /** A module that gives the same answer to every command. */
  private static final class AnsweringLink implements ByteLink {
    private String answer = "";
    private String said = "";

    @Override
    public int read(MemorySegment target, long offset, int length, long timeoutNanos) {
      int n = Math.min(length, said.length());
      MemorySegment.copy(said.getBytes(ISO_8859_1), 0, target, JAVA_BYTE, offset, n);
      said = said.substring(n);
      return n;
    }

    @Override
    public int write(MemorySegment source, long offset, int length, long timeoutNanos) {
      if (source.get(JAVA_BYTE, offset + length - 1) == '\n') {
        said += answer;
      }
      return length;
    }

    @Override
    public void setBaudRate(int baud) throws IOException {
      throw new IOException("one speed only");
    }

    @Override
    public int baudRate() {
      return UartLimits.BAUD_DEFAULT;
    }

    @Override
    public void setFlowControl(boolean enabled) throws IOException {
      throw new IOException("no flow control");
    }

    @Override
    public void discardInput() {
      said = "";
    }

    @Override
    public void wakeup() {
      // Nobody waits.
    }

    @Override
    public String name() {
      return "answering";
    }

    @Override
    public void close() {
      // Nothing to give back.
    }
  }
}
