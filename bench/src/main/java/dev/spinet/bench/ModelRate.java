package dev.spinet.bench;

import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.FrameHeader;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.lan.W5500Lan;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;

/** How many frames the model takes in a second, from one thread and without a system call. */
final class ModelRate {

  private static final int ROUNDS = 5;
  private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int BATCH = 1_000;

  private ModelRate() {}

  /** What the frames do. */
  enum Shape {
    /** The shortest useful frame. */
    VERSION("reading VERSIONR (4 bytes)", CommonRegister.VERSIONR.address(), 1, 0),
    /** What a driver reads most. */
    POINTERS("reading RX_RSR, RX_RD and RX_WR (9 bytes)", SocketRegister.RX_RSR.address(), 6, 1),
    /** A full segment. */
    PAYLOAD("reading a receive buffer (1463 bytes)", 0, 1460, 2);

    private final String description;
    private final int address;
    private final int length;
    private final int block;

    Shape(String description, int address, int length, int block) {
      this.description = description;
      this.address = address;
      this.length = length;
      this.block = block;
    }

    String description() {
      return "the model, " + description;
    }

    private Block block() {
      return switch (block) {
        case 0 -> Block.common();
        case 1 -> Block.socketRegister(0);
        default -> Block.rxBuffer(0);
      };
    }
  }

  static Figure measure(Shape shape) throws IOException {
    try (var lan = new W5500Lan(1, W5500Lan.Reach.LAN);
        var bus = new SimulatedSpiBus(lan.chips().getFirst(), "model")) {
      var message = bus.prepare(SpiFrame.fixed(FrameHeader.SIZE + shape.length));
      FrameHeader.write(message.tx(), 0, shape.address, ControlByte.read(shape.block()));
      round(message);
      round(message);
      var results = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        results[i] = round(message);
      }
      requireAnswer(message, shape);
      return Figure.of(results);
    }
  }

  private static double round(SpiMessage message) throws IOException {
    long frames = 0;
    long begun = System.nanoTime();
    long nanos;
    do {
      for (int i = 0; i < BATCH; i++) {
        message.submit();
      }
      frames += BATCH;
      nanos = System.nanoTime() - begun;
    } while (nanos < ROUND_NANOS);
    return (double) frames * TimeUnit.SECONDS.toNanos(1) / nanos;
  }

  private static void requireAnswer(SpiMessage message, Shape shape) throws IOException {
    boolean version =
        message.rx().get(ValueLayout.JAVA_BYTE, FrameHeader.SIZE) == ChipLimits.VERSION;
    if (!FrameHeader.isEchoed(message.rx(), 0) || (shape == Shape.VERSION && !version)) {
      throw new IOException("the model has not answered");
    }
  }
}
