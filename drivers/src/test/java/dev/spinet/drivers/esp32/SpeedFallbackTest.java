package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.bus.ForwardingByteLink;
import dev.spinet.bindings.espat.UartLimits;
import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.espat.ModuleTiming;
import dev.spinet.simulator.espat.SimulatedSerialLink;
import dev.spinet.simulator.lan.VirtualEspAt;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A line that does not carry the speed that is asked for. */
@Timeout(60)
final class SpeedFallbackTest {

  private static final int RAISED = 921_600;
  private static final int TOO_FAST = 2_000_000;
  private static final byte DAMAGE = 0x55;

  /** What the module says is damaged at a speed that is too high; what it hears is not. */
  private static final class LimitedLink extends ForwardingByteLink {
    LimitedLink(ByteLink wires) {
      super(wires);
    }

    @Override
    public int read(MemorySegment target, long offset, int length, long timeoutNanos)
        throws IOException {
      int n = super.read(target, offset, length, timeoutNanos);
      for (int i = 0; n > 0 && baudRate() == TOO_FAST && i < n; i++) {
        byte right = target.get(ValueLayout.JAVA_BYTE, offset + i);
        target.set(ValueLayout.JAVA_BYTE, offset + i, (byte) (right ^ DAMAGE));
      }
      return n;
    }
  }

  @Test
  void withoutFlowControlNothingIsStreamed() throws Exception {
    var streaming = new AtomicBoolean();
    try (var board =
        ModuleBoard.builder()
            .options(o -> o.baudRate(TOO_FAST).flowControl(true))
            .wires(link -> {
              var watched = new HeldLink(new LimitedLink(link));
              watched.before(text -> {
                streaming.compareAndSet(false, text.startsWith("AT+CIPSENDL"));
                return true;
              });
              return watched;
            })
            .build()) {
      assertEquals(UartLimits.BAUD_DEFAULT, board.serial.baudRate());
      assertFalse(streaming.get(), "streams without flow control");
    }
  }

  @Test
  void aModuleThatWasRaisedBeforeIsFoundWhereItStarts() throws Exception {
    // The first driver leaves the module at a speed that is not the one it starts with.
    try (var board = ModuleBoard.builder().linked(false).options(o -> o.baudRate(RAISED)).build()) {
      var again = new LimitedLink(new SimulatedSerialLink(board.module, "again", RAISED, false));
      try (var driver =
          Esp32.on(again, new Esp32Options().startBaudRate(RAISED).baudRate(TOO_FAST))) {
        assertEquals(UartLimits.BAUD_DEFAULT, again.baudRate());
        assertFalse(driver.isLinked());
      }
    }
  }

  @Test
  void aModuleThatIsStartingIsWaitedFor() throws Exception {
    var real = ModuleTiming.REAL;
    var slow =
        new ModuleTiming(
            true, real.command(), Duration.ofMillis(1500), real.scan(), real.join(), real.giveUp());
    try (var board =
            new VirtualEspAt(
                EspAtOptions.DEFAULT.withTiming(slow), VirtualEspAt.Peer.ECHO, Duration.ZERO);
        var driver = Esp32.on(board.serial(), new Esp32Options())) {
      assertFalse(driver.isLinked());
    }
  }
}
