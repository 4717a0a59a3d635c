package dev.spinet.simulator.fuse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.linux.GpioChip;
import dev.spinet.bindings.linux.SpiConfig;
import dev.spinet.bindings.linux.Spidev;
import dev.spinet.simulator.fuse.spi.SpidevCounters;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The device layer that programs use on a board, {@link Spidev} and {@link GpioChip}, with real
 * system calls against the virtual devices.
 */
@Tag("fuse")
class DeviceLayerTest {

  private static final int INTERRUPT_LINE = 25;
  private static final int RESET_LINE = 24;
  private static final long LONG_WAIT = TimeUnit.SECONDS.toNanos(20);

  private static Bench bench;
  private final Arena arena = Arena.ofShared();
  private Spidev spi;
  private RawFile control;
  private LinePool pool;
  private long descriptors;

  @BeforeAll
  static void startServer() throws IOException {
    bench = Bench.start();
  }

  @AfterAll
  static void stopServer() throws IOException {
    bench.close();
  }

  @BeforeEach
  void open() throws IOException {
    descriptors = Bench.descriptors();
    spi = Spidev.open(bench.spidev(), SpiConfig.of(33_000_000));
    control = RawFile.open(bench.spidev());
    pool = LinePool.open(bench.directory(), 2);
    command(RegisterBank.INTERRUPT, 0);
  }

  @AfterEach
  void close() throws IOException {
    pool.close();
    control.close();
    spi.close();
    arena.close();
    assertEquals(descriptors, Bench.descriptors(), "open descriptors of this process");
  }

  /** Opens the device anew: a {@link Spidev} keeps it for itself. */
  private void reopen(SpiConfig config) throws IOException {
    spi.close();
    spi = Spidev.open(bench.spidev(), config);
  }

  /** Writes into a register of the chip. */
  private void command(int register, int value) {
    var message = new SpiTransfers(control.arena(), 1);
    message.send(0, false, RegisterBank.WRITE, register >> 8, register, value);
    assertEquals(4, message.submit(control));
  }

  private static void header(MemorySegment tx, long at, int command, int address) {
    tx.set(ValueLayout.JAVA_BYTE, at, (byte) command);
    tx.set(ValueLayout.JAVA_BYTE, at + 1, (byte) (address >> 8));
    tx.set(ValueLayout.JAVA_BYTE, at + 2, (byte) address);
  }

  private int frame(SpiMessage log, int index) {
    return Short.toUnsignedInt(
        Short.reverseBytes(
            log.rx().get(ValueLayout.JAVA_SHORT_UNALIGNED, RegisterBank.HEADER + 2L * index)));
  }

  @Test
  void payloadsMoveBetweenTheChipAndTheCallersMemory() throws IOException {
    var random = new Random(7);
    var write = spi.prepare(SpiFrame.writing(RegisterBank.HEADER));
    var read = spi.prepare(SpiFrame.reading(RegisterBank.HEADER));
    assertTrue(write.maxPayload() >= 2048, "payload limit " + write.maxPayload());
    for (int length : new int[] {1, 2, 511, 2048, write.maxPayload()}) {
      byte[] data = new byte[length];
      random.nextBytes(data);
      var out = arena.allocate(length + 7L);
      MemorySegment.copy(data, 0, out, ValueLayout.JAVA_BYTE, 5, length);
      header(write.tx(), 0, RegisterBank.WRITE, 0x100);
      write.submit(out, 5, length);
      header(read.tx(), 0, RegisterBank.READ, 0x100);
      var in = arena.allocate(length + 7L);
      read.submit(in, 3, length);
      assertArrayEquals(data, in.asSlice(3, length).toArray(ValueLayout.JAVA_BYTE));
      assertEquals(0, in.get(ValueLayout.JAVA_BYTE, 2));
      assertEquals(0, in.get(ValueLayout.JAVA_BYTE, 3L + length));
      assertArrayEquals(
          RegisterBank.GREETING, read.rx().asSlice(0, 3).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @Test
  void oneSubmissionIsOneSystemCallAndKeepsItsFrames() throws IOException {
    var clear = spi.prepare(SpiFrame.fixed(3));
    header(clear.tx(), 0, RegisterBank.CLEAR_LOG, 0);
    var log = spi.prepare(SpiFrame.fixed(RegisterBank.HEADER + 20));
    header(log.tx(), 0, RegisterBank.READ_LOG, 0);
    var message =
        spi.prepare(SpiFrame.fixed(4), SpiFrame.writing(RegisterBank.HEADER), SpiFrame.fixed(5));
    for (int i = 0; i < 3; i++) {
      header(message.tx(), message.offset(i), RegisterBank.WRITE, 0x200);
    }
    var payload = arena.allocate(100);

    clear.submit();
    var before = bench.server().counters();
    var own = spi.counters().snapshot();
    message.submit(payload, 0, 100);
    assertEquals(new SpidevCounters(1, 1, 3, 112), bench.server().counters().since(before));
    var counted = spi.counters().snapshot().since(own);
    assertEquals(1, counted.messages());
    assertEquals(3, counted.frames());
    assertEquals(112, counted.bytes());

    // Parts of the message: chip select is released at the end of each, and whole again later.
    message.submit(0, 1, MemorySegment.NULL, 0, 0);
    message.submit(1, 1, payload, 0, 10);
    message.submit(0, 2, payload, 0, 20);
    message.submit(2, 1, MemorySegment.NULL, 0, 0);
    message.submit(payload, 0, 30);
    log.submit();
    int[] expected = {4, 103, 5, 4, 13, 4, 23, 5, 4, 33};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], frame(log, i), "length of frame " + i);
    }
  }

  @Test
  void hundredsOfFramesGoInOneMessage() throws IOException {
    int bufsiz = 1 << 16;
    try (var large = Bench.start("--bufsiz", String.valueOf(bufsiz));
        var device = Spidev.open(large.spidev(), SpiConfig.of(1_000_000).withBufferSize(bufsiz))) {
      var frames = new SpiFrame[510];
      Arrays.fill(frames, SpiFrame.fixed(4));
      var message = device.prepare(frames);
      for (int i = 0; i < frames.length; i++) {
        header(message.tx(), message.offset(i), RegisterBank.WRITE, 0x300 + i);
        message.tx().set(ValueLayout.JAVA_BYTE, message.offset(i) + 3L, (byte) i);
      }
      var before = large.server().counters();
      message.submit();
      assertEquals(new SpidevCounters(1, 1, 510, 2040), large.server().counters().since(before));
      var read = device.prepare(SpiFrame.reading(3));
      header(read.tx(), 0, RegisterBank.READ, 0x300);
      var back = arena.allocate(510);
      read.submit(back, 0, 510);
      for (int i = 0; i < 510; i++) {
        assertEquals((byte) i, back.get(ValueLayout.JAVA_BYTE, i), "byte " + i);
      }
    }
  }

  @Test
  void theLargestPayloadIsAcceptedAndOneMoreByteIsTheDevicesLimit() throws IOException {
    int most = spi.prepare(SpiFrame.reading(3)).maxPayload();
    // Told of a larger buffer than the device has, Spidev lets pass what the device has to refuse.
    reopen(SpiConfig.of(1_000_000).withBufferSize(1 << 16));
    var message = spi.prepare(SpiFrame.reading(3));
    var payload = arena.allocate(most + 1L);
    message.submit(payload, 0, most);
    var error = assertThrows(BusException.class, () -> message.submit(payload, 0, most + 1));
    assertEquals(LinuxConstants.EMSGSIZE(), error.errno());
    assertTrue(error.getMessage().contains("bufsiz"), error.getMessage());
  }

  @Test
  void modesAreSetAndSeen() throws IOException {
    reopen(SpiConfig.of(1_000_000).withMode(3));
    var message = spi.prepare(SpiFrame.fixed(3));
    message.submit();
    assertEquals(RegisterBank.GREETING[0], message.rx().get(ValueLayout.JAVA_BYTE, 0));
    // A mode that the chip does not speak reads as a wire that nobody drives.
    reopen(SpiConfig.of(1_000_000).withMode(1));
    var deaf = spi.prepare(SpiFrame.fixed(3));
    deaf.submit();
    assertEquals(-1, deaf.rx().get(ValueLayout.JAVA_BYTE, 0));
    reopen(SpiConfig.of(1_000_000));
  }

  @Test
  void aDeviceInUseIsRefused() {
    var error =
        assertThrows(
            BusException.class, () -> Spidev.open(bench.spidev(), SpiConfig.of(1_000_000)));
    assertEquals(LinuxConstants.EBUSY(), error.errno());
  }

  @Test
  void otherFilesOfTheDirectoryAreNoSpiDevices() {
    for (var name : new String[] {"gpiochip0", "linepool7", "statistics"}) {
      var path = bench.directory().resolve(name).toString();
      var error =
          assertThrows(BusException.class, () -> Spidev.open(path, SpiConfig.of(1_000_000)));
      assertTrue(error.getMessage().contains("SPI"), error.getMessage());
    }
    var error = assertThrows(BusException.class, () -> GpioChip.open(bench.spidev()));
    assertTrue(error.getMessage().contains("GPIO"), error.getMessage());
  }

  @Test
  void writesComeBackUnchangedUnderGarbageCollection() throws Exception {
    int pairs = 40_000;
    int length = 1024;
    var write = spi.prepare(SpiFrame.writing(RegisterBank.HEADER));
    var read = spi.prepare(SpiFrame.reading(RegisterBank.HEADER));
    var out = arena.allocate(length);
    var in = arena.allocate(length);
    var random = new Random(3);
    var stop = new AtomicBoolean();
    var garbage =
        CompletableFuture.runAsync(() -> {
          Object kept = new Object();
          while (!stop.get()) {
            for (int i = 0; i < 1000; i++) {
              kept = new byte[1024];
            }
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
          }
          assertNotNull(kept);
        });
    try {
      for (int i = 0; i < pairs; i++) {
        int address = random.nextInt(0x8000);
        for (long at = 0; at < length; at += Long.BYTES) {
          out.set(ValueLayout.JAVA_LONG, at, random.nextLong());
        }
        header(write.tx(), 0, RegisterBank.WRITE, address);
        write.submit(out, 0, length);
        header(read.tx(), 0, RegisterBank.READ, address);
        read.submit(in, 0, length);
        assertEquals(-1, out.mismatch(in), "pair " + i);
      }
    } finally {
      stop.set(true);
    }
    garbage.get(60, TimeUnit.SECONDS);
  }

  @Test
  void severalThreadsShareTheDevice() throws Exception {
    var workers = new CompletableFuture<?>[4];
    for (int worker = 0; worker < workers.length; worker++) {
      int base = 0x2000 * worker;
      workers[worker] = CompletableFuture.runAsync(() -> writeAndReadBack(base));
    }
    CompletableFuture.allOf(workers).get(60, TimeUnit.SECONDS);
  }

  private static void writeAndReadBack(int base) {
    try (var device = RawFile.open(bench.spidev())) {
      var out = device.arena().allocate(512);
      var in = device.arena().allocate(512);
      var write = new SpiTransfers(device.arena(), 2);
      write.send(0, false, RegisterBank.WRITE, base >> 8, base);
      write.set(1, out.address(), 0, 512, false);
      var read = new SpiTransfers(device.arena(), 2);
      read.send(0, false, RegisterBank.READ, base >> 8, base);
      read.set(1, 0, in.address(), 512, false);
      for (int i = 0; i < 1000; i++) {
        out.fill((byte) (i + base / 0x2000));
        assertEquals(515, write.submit(device));
        assertEquals(515, read.submit(device));
        assertEquals(-1, out.mismatch(in), "round " + i);
      }
    }
  }

  @Test
  void theInterruptLineWaitsAndWakes() throws Exception {
    try (var chip = GpioChip.open(bench.gpioChip());
        InterruptLine line = chip.interruptLine(INTERRUPT_LINE, true)) {
      assertEquals(58, chip.lineCount());
      assertFalse(line.isAsserted());
      assertFalse(line.await(0));
      assertFalse(line.await(TimeUnit.MILLISECONDS.toNanos(20)));

      // Asserted while nobody waits: the wait returns at once, as often as it is asked.
      command(RegisterBank.INTERRUPT, 1);
      assertTrue(line.isAsserted());
      assertTrue(line.await(LONG_WAIT));
      assertTrue(line.await(LONG_WAIT));
      command(RegisterBank.INTERRUPT, 0);
      assertFalse(line.await(0));

      // Asserted while somebody waits, by a thread of the simulation.
      command(RegisterBank.INTERRUPT_LATER, 50);
      assertTrue(line.await(LONG_WAIT));
      command(RegisterBank.INTERRUPT, 0);

      // More edges than the queue holds, and none of them left to wake the next wait for nothing.
      command(RegisterBank.PULSES, 200);
      assertFalse(line.await(TimeUnit.MILLISECONDS.toNanos(20)));

      line.wakeup();
      assertFalse(line.await(LONG_WAIT));
    }
  }

  @Test
  void theInterruptLineKnowsWhenItWasAsserted() throws Exception {
    try (var chip = GpioChip.open(bench.gpioChip());
        InterruptLine line = chip.interruptLine(INTERRUPT_LINE, true)) {
      assertEquals(InterruptLine.UNKNOWN, line.assertedAt());
      for (boolean waits : new boolean[] {false, true}) {
        long before = System.nanoTime();
        command(waits ? RegisterBank.INTERRUPT_LATER : RegisterBank.INTERRUPT, waits ? 20 : 1);
        assertTrue(line.await(LONG_WAIT));
        long edge = line.assertedAt();
        // The clocks of the two processes are the same one.
        assertTrue(edge - before >= 0 && System.nanoTime() - edge >= 0, "" + (edge - before));
        // Told once, as long as there is no other edge.
        assertTrue(line.await(LONG_WAIT));
        assertEquals(InterruptLine.UNKNOWN, line.assertedAt());
        command(RegisterBank.INTERRUPT, 0);
      }
      // Of many edges it is the last that counts, and none is left to end the next wait.
      command(RegisterBank.PULSES, 200);
      long pulsed = System.nanoTime();
      command(RegisterBank.INTERRUPT, 1);
      assertTrue(line.await(LONG_WAIT));
      assertTrue(line.assertedAt() - pulsed >= 0);
      command(RegisterBank.INTERRUPT, 0);
      assertFalse(line.await(0));
    }
  }

  @Test
  void wakeupAndCloseEndAWait() throws Exception {
    try (var chip = GpioChip.open(bench.gpioChip())) {
      var line = chip.interruptLine(INTERRUPT_LINE, true);
      var woken = waitInBackground(line);
      line.wakeup();
      assertFalse(woken.get(20, TimeUnit.SECONDS));
      var closed = waitInBackground(line);
      line.close();
      assertFalse(closed.get(20, TimeUnit.SECONDS));
      // The line is free again for the next one.
      chip.interruptLine(INTERRUPT_LINE, true).close();
    }
  }

  /** An edge that comes during the wait ends it by itself, even if the line is at rest again. */
  @Test
  void aPulseEndsAWait() throws Exception {
    try (var chip = GpioChip.open(bench.gpioChip());
        var line = chip.interruptLine(INTERRUPT_LINE, true)) {
      var woken = waitInBackground(line);
      long start = System.nanoTime();
      // The first ones may come before the wait, and end it no sooner than they may.
      while (!woken.isDone() && System.nanoTime() - start < LONG_WAIT / 2) {
        command(RegisterBank.PULSES, 1);
      }
      assertTrue(woken.get(20, TimeUnit.SECONDS));
      assertTrue(System.nanoTime() - start < LONG_WAIT / 2, "the wait has ended by its time");
    }
  }

  private static CompletableFuture<Boolean> waitInBackground(InterruptLine line) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return line.await(LONG_WAIT);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
  }

  @Test
  void thousandsOfInterruptsAreAllSeen() throws IOException {
    var raise = spi.prepare(SpiFrame.fixed(4));
    header(raise.tx(), 0, RegisterBank.WRITE, RegisterBank.INTERRUPT);
    try (var chip = GpioChip.open(bench.gpioChip());
        var line = chip.interruptLine(INTERRUPT_LINE, true)) {
      for (int i = 0; i < 3000; i++) {
        raise.tx().set(ValueLayout.JAVA_BYTE, 3, (byte) 1);
        raise.submit();
        assertTrue(line.await(LONG_WAIT), "interrupt " + i);
        raise.tx().set(ValueLayout.JAVA_BYTE, 3, (byte) 0);
        raise.submit();
        assertFalse(line.isAsserted(), "interrupt " + i);
      }
    }
  }

  @Test
  void theResetLineReachesTheChip() throws IOException {
    var message = spi.prepare(SpiFrame.fixed(4));
    header(message.tx(), 0, RegisterBank.READ, RegisterBank.RESETS);
    message.submit();
    int before = message.rx().get(ValueLayout.JAVA_BYTE, 3);
    try (var chip = GpioChip.open(bench.gpioChip());
        var reset = chip.outputLine(RESET_LINE, true, false)) {
      message.submit();
      assertEquals(before, message.rx().get(ValueLayout.JAVA_BYTE, 3));
      reset.set(true);
      message.submit();
      assertEquals(-1, message.rx().get(ValueLayout.JAVA_BYTE, 0));
      reset.set(false);
      message.submit();
      assertEquals(before + 1, message.rx().get(ValueLayout.JAVA_BYTE, 3));
    }
  }

  @Test
  void aLineInUseIsNamed() throws IOException {
    try (var chip = GpioChip.open(bench.gpioChip());
        var line = chip.interruptLine(INTERRUPT_LINE, true)) {
      var error =
          assertThrows(BusException.class, () -> chip.interruptLine(INTERRUPT_LINE, true).close());
      assertEquals(LinuxConstants.EBUSY(), error.errno());
      assertTrue(error.getMessage().contains("in use by"), error.getMessage());
      assertFalse(line.isAsserted());
      assertThrows(BusException.class, () -> chip.outputLine(58, true, false).close());
    }
  }

  @Test
  void theServerKeepsNoDescriptorsOfClosedFiles() throws IOException {
    long before = Bench.descriptors(bench.server().handle().pid());
    for (int i = 0; i < 200; i++) {
      RawFile.open(bench.spidev()).close();
      GpioChip.open(bench.gpioChip()).close();
    }
    // Closing reaches the server a moment after close(2) has returned.
    Deadline.await(
        "none is left", () -> Bench.descriptors(bench.server().handle().pid()) == before);
  }

  @Test
  void aSubmissionAllocatesNothing() throws IOException {
    var message = spi.prepare(SpiFrame.fixed(4), SpiFrame.reading(3), SpiFrame.fixed(4));
    var payload = arena.allocate(2048);
    var meter = new AllocationMeter();
    // Interpreted code allocates what compiled code does not, and when the compiler comes is its
    // own business: what counts is the state that is reached.
    int roundSize = 10_000;
    long perRound = Long.MAX_VALUE;
    for (int round = 0; round < 50 && perRound > 0; round++) {
      long before = meter.bytes();
      long start = System.nanoTime();
      for (int i = 0; i < roundSize; i++) {
        message.submit(payload, 0, 1 + i % 2048);
      }
      double micros = (System.nanoTime() - start) / 1000.0 / roundSize;
      perRound = meter.bytes() - before;
      System.out.printf(
          "Spidev submission of 3 frames, 12 to 2059 bytes: %.1f us, %d B in %d submissions%n",
          micros, perRound, roundSize);
    }
    assertEquals(0, perRound, "bytes allocated in " + roundSize + " submissions");
  }
}
