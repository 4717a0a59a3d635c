package dev.spinet.bench.device;

import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.bench.suite.Spread;
import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import dev.spinet.bindings.linux.SpiConfig;
import dev.spinet.bindings.linux.Spidev;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.FrameHeader;
import dev.spinet.socket.ChipNotFoundException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;

/**
 * Measures what a bus costs, with reads of the chip that change nothing in it: one short frame,
 * several short frames in one ioctl, and one long frame. The differences are the prices.
 */
public final class BusMeter {

  private static final int ROUNDS = 9;
  private static final int QUICK_ROUNDS = 5;
  private static final int SUBMISSIONS = 500;
  private static final int FRAMES = 8;
  private static final int LONG = 2048;
  private static final double NANOS_PER_MICRO = 1e3;

  private static final SpiFrame SHORT =
      SpiFrame.fixed(FrameHeader.SIZE + CommonRegister.VERSIONR.size());

  private BusMeter() {}

  /**
   * Measures. Nobody else may use the bus meanwhile. Blocks for a second or two.
   *
   * @param address where the bus is
   * @param quick whether to take fewer rounds
   * @param progress is told how far it is
   * @return the prices
   * @throws ChipNotFoundException if no W5500 answers
   * @throws IOException if the bus cannot be opened or fails
   * @throws InterruptedException if the thread is interrupted
   */
  public static BusCost measure(DeviceAddress address, boolean quick, BenchmarkProgress progress)
      throws IOException, InterruptedException {
    try (var arena = Arena.ofConfined();
        var bus = Spidev.open(address.path(), SpiConfig.of(address.speedHz()))) {
      var one = bus.prepare(SHORT);
      var several = bus.prepare(Collections.nCopies(FRAMES, SHORT).toArray(SpiFrame[]::new));
      var payload = bus.prepare(SpiFrame.reading(FrameHeader.SIZE));
      askForVersion(one);
      askForVersion(several);
      FrameHeader.write(payload.tx(), 0, 0, ControlByte.read(Block.rxBuffer(0)));
      var memory = arena.allocate(LONG);
      requireChip(bus, one);

      int rounds = quick ? QUICK_ROUNDS : ROUNDS;
      var submission = new double[rounds];
      var select = new double[rounds];
      var octet = new double[rounds];
      for (int round = -1; round < rounds; round++) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        progress.step("the price of a system call", Math.max(round, 0), rounds);
        double single = micros(one, MemorySegment.NULL);
        double many = micros(several, MemorySegment.NULL);
        double large = micros(payload, memory);
        if (round >= 0) {
          octet[round] = Math.max(0, (large - single) / (LONG + FrameHeader.SIZE - SHORT.length()));
          select[round] =
              Math.max(0, (many - single) / (FRAMES - 1) - SHORT.length() * octet[round]);
          submission[round] = Math.max(0, single - SHORT.length() * octet[round]);
        }
      }
      return new BusCost(
          address.speedHz(), Spread.of(submission), Spread.of(select), Spread.of(octet));
    }
  }

  private static void askForVersion(SpiMessage message) {
    for (int frame = 0; frame < message.frames().size(); frame++) {
      FrameHeader.write(
          message.tx(),
          message.offset(frame),
          CommonRegister.VERSIONR.address(),
          ControlByte.read(Block.common()));
    }
  }

  private static void requireChip(SpiBus bus, SpiMessage version) throws IOException {
    version.submit();
    int answer = Byte.toUnsignedInt(version.rx().get(ValueLayout.JAVA_BYTE, FrameHeader.SIZE));
    if (answer != ChipLimits.VERSION || !FrameHeader.isEchoed(version.rx(), 0)) {
      throw new ChipNotFoundException(
          "%s: no W5500 answers: VERSIONR reads %02x".formatted(bus.name(), answer));
    }
  }

  private static double micros(SpiMessage message, MemorySegment payload) throws IOException {
    long begun = System.nanoTime();
    for (int i = 0; i < SUBMISSIONS; i++) {
      if (payload.byteSize() == 0) {
        message.submit();
      } else {
        message.submit(payload, 0, LONG);
      }
    }
    return (System.nanoTime() - begun) / NANOS_PER_MICRO / SUBMISSIONS;
  }
}
