package dev.spinet.simulator.bus;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.bus.SpiFrame;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SimulatedSpiBusTest {

  /** Answers each byte with its complement and writes down what happens. */
  private static final class Complement implements SpiSlave {

    final List<String> log = new ArrayList<>();
    boolean quiet;
    private int length;

    @Override
    public void select() {
      length = 0;
    }

    @Override
    public void exchange(
        MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int count) {
      for (int i = 0; i < count; i++) {
        miso.set(JAVA_BYTE, misoOffset + i, (byte) ~mosi.get(JAVA_BYTE, mosiOffset + i));
      }
      length += count;
    }

    @Override
    public void read(MemorySegment miso, long misoOffset, int count) {
      for (int i = 0; i < count; i++) {
        miso.set(JAVA_BYTE, misoOffset + i, (byte) (0x40 + i));
      }
      length += count;
    }

    @Override
    public void write(MemorySegment mosi, long mosiOffset, int count) {
      if (!quiet) {
        log.add("payload " + mosi.get(JAVA_BYTE, mosiOffset) + " x " + count);
      }
      length += count;
    }

    @Override
    public void deselect() {
      if (!quiet) {
        log.add("frame of " + length);
      }
    }
  }

  private final Complement slave = new Complement();

  @Test
  void framesGoOutOneAfterTheOtherWithTheirPayload() throws IOException {
    try (var bus = new SimulatedSpiBus(slave, "sim");
        var arena = Arena.ofConfined()) {
      var message = bus.prepare(SpiFrame.fixed(2), SpiFrame.reading(3), SpiFrame.fixed(1));
      message.tx().fill((byte) 0x0F);
      var payload = arena.allocate(10);
      message.submit(payload, 4, 5);
      assertEquals(List.of("frame of 2", "frame of 8", "frame of 1"), slave.log);
      assertArrayEquals(
          new byte[] {0, 0, 0, 0, 0x40, 0x41, 0x42, 0x43, 0x44, 0}, payload.toArray(JAVA_BYTE));
      assertEquals((byte) 0xF0, message.rx().get(JAVA_BYTE, message.offset(2)));
      assertEquals(new BusCounters.Snapshot(1, 3, 11), bus.counters().snapshot());
      message.submit(2, 1, MemorySegment.NULL, 0, 0);
      assertEquals(new BusCounters.Snapshot(2, 4, 12), bus.counters().snapshot());
    }
  }

  @Test
  void limitsAreThoseOfSpidev() throws IOException {
    try (var bus = new SimulatedSpiBus(slave, "sim")) {
      assertEquals(4096 - 8, bus.prepare(SpiFrame.writing(3)).maxPayload());
      assertEquals(0, bus.prepare(SpiFrame.fixed(3)).maxPayload());
      assertEquals(
          4096 - 8 - 8 - 8 - 16,
          bus.prepare(SpiFrame.reading(3), SpiFrame.fixed(5), SpiFrame.fixed(4), SpiFrame.fixed(9))
              .maxPayload());
      assertThrows(IllegalArgumentException.class, () -> bus.prepare(SpiFrame.fixed(4097)));
    }
    try (var bus = new SimulatedSpiBus(slave, "sim", SimulatedSpiBus.Limits.SPIDEV_ARM64)) {
      assertEquals(
          4096 - 4 * 128,
          bus.prepare(SpiFrame.reading(3), SpiFrame.fixed(5), SpiFrame.fixed(4), SpiFrame.fixed(9))
              .maxPayload());
    }
  }

  @Test
  void tooLongAPayloadIsRefusedBeforeAnythingMoves() throws IOException {
    try (var bus = new SimulatedSpiBus(slave, "sim");
        var arena = Arena.ofConfined()) {
      var message = bus.prepare(SpiFrame.writing(3));
      var payload = arena.allocate(8192);
      assertThrows(
          IllegalArgumentException.class,
          () -> message.submit(payload, 0, message.maxPayload() + 1));
      assertTrue(slave.log.isEmpty());
      message.submit(payload, 0, message.maxPayload());
      assertEquals(List.of("payload 0 x 4088", "frame of 4091"), slave.log);
    }
  }

  @Test
  void closedBusRefusesEverything() throws IOException {
    var bus = new SimulatedSpiBus(slave, "sim");
    var message = bus.prepare(SpiFrame.fixed(3));
    bus.close();
    bus.close();
    assertThrows(IllegalStateException.class, message::submit);
    assertThrows(IllegalStateException.class, () -> bus.prepare(SpiFrame.fixed(3)));
    assertTrue(slave.log.isEmpty());
  }

  @Test
  void submissionsAllocateNothing() throws IOException {
    slave.quiet = true;
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (var bus = new SimulatedSpiBus(slave, "sim");
        var arena = Arena.ofConfined()) {
      var message = bus.prepare(SpiFrame.writing(3), SpiFrame.fixed(5));
      var payload = arena.allocate(64);
      for (int i = 0; i < 20_000; i++) {
        message.submit(payload, 0, 64);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) {
        message.submit(payload, 0, 64);
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < 10_000, allocated + " bytes for 10,000 submissions");
    }
  }

  @Test
  void observerSeesEveryByteAndTheFramesEnds() throws IOException {
    List<String> seen = new ArrayList<>();
    var observer =
        new SpiObserver() {
          @Override
          public void frameStarted(long frame) {
            seen.add("start " + frame);
          }

          @Override
          public void exchanged(
              long frame,
              int position,
              @Nullable MemorySegment mosi,
              long mosiOffset,
              @Nullable MemorySegment miso,
              long misoOffset,
              int length) {
            String out = mosi == null ? "-" : "" + mosi.get(JAVA_BYTE, mosiOffset);
            String in = miso == null ? "-" : "" + miso.get(JAVA_BYTE, misoOffset);
            seen.add(position + "+" + length + " out " + out + " in " + in);
          }

          @Override
          public void frameEnded(long frame, int length) {
            seen.add("end " + frame + " of " + length);
          }
        };
    try (var bus = new SimulatedSpiBus(new ObservedSpiSlave(slave, observer), "sim");
        var arena = Arena.ofConfined()) {
      var payload = arena.allocate(4);
      payload.fill((byte) 9);
      var write = bus.prepare(SpiFrame.writing(3));
      write.tx().fill((byte) 1);
      write.submit(payload, 0, 4);
      bus.prepare(SpiFrame.reading(2)).submit(payload, 0, 1);
    }
    assertEquals(
        List.of(
            "start 0",
            "0+3 out 1 in -2",
            "3+4 out 9 in -",
            "end 0 of 7",
            "start 1",
            "0+2 out 0 in -1",
            "2+1 out - in 64",
            "end 1 of 3"),
        seen);
  }
}
