package dev.spinet.simulator.fuse;

import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.bus.Wire;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A chip for tests: 64 KiB of memory behind a header of three bytes (command, address), and a log
 * of the frames it has seen, which is read through the same pins.
 */
final class RegisterBank implements SimulatedChip, SpiSlave {

  static final int HEADER = 3;

  /** Command: the bytes after the header go into the memory. */
  static final byte WRITE = 2;

  /** Command: the bytes after the header come from the memory. */
  static final byte READ = 3;

  /** Command: the bytes after the header are lengths of frames, two bytes each, oldest first. */
  static final byte READ_LOG = 4;

  /** Command: forget the log. */
  static final byte CLEAR_LOG = 5;

  /** Writing here sets the interrupt pin: not 0 asserts it. */
  static final int INTERRUPT = 0xFFF0;

  /** Writing n here asserts the interrupt pin n milliseconds later, from another thread. */
  static final int INTERRUPT_LATER = 0xFFF1;

  /** Writing n here toggles the interrupt pin n times: asserted and released again. */
  static final int PULSES = 0xFFF2;

  /** Reads how often the chip was reset. */
  static final int RESETS = 0xFFF3;

  /** What the chip sends while the header comes in. */
  static final byte[] GREETING = {(byte) 0xA1, (byte) 0xA2, (byte) 0xA3};

  private static final int SIZE = 1 << 16;

  private final Wire interrupt = new Wire();
  private final Wire reset = new Wire();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final byte[] memory = new byte[SIZE];
  private final byte[] log = new byte[SIZE];
  private int logged;
  private int position;
  private int command;
  private int address;
  private int resets;
  private boolean inReset;

  RegisterBank() {
    reset.watch(this::resetChanged);
  }

  @Override
  public SpiSlave spi() {
    return this;
  }

  @Override
  public Wire interrupt() {
    return interrupt;
  }

  @Override
  public Wire reset() {
    return reset;
  }

  private synchronized void resetChanged(boolean asserted) {
    if (asserted && !inReset) {
      resets++;
      Arrays.fill(memory, (byte) 0);
      interrupt.set(false);
    }
    inReset = asserted;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  @Override
  public synchronized void select() {
    position = 0;
    command = 0;
  }

  @Override
  public synchronized void deselect() {
    if (command != READ_LOG && command != CLEAR_LOG && logged + 2 <= SIZE) {
      log[logged++] = (byte) (position >> 8);
      log[logged++] = (byte) position;
    }
  }

  @Override
  public synchronized void exchange(
      MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length) {
    for (int i = 0; i < length; i++) {
      byte out = shift(mosi.get(ValueLayout.JAVA_BYTE, mosiOffset + i));
      miso.set(ValueLayout.JAVA_BYTE, misoOffset + i, out);
    }
  }

  @Override
  public synchronized void read(MemorySegment miso, long misoOffset, int length) {
    for (int i = 0; i < length; i++) {
      miso.set(ValueLayout.JAVA_BYTE, misoOffset + i, shift((byte) 0));
    }
  }

  @Override
  public synchronized void write(MemorySegment mosi, long mosiOffset, int length) {
    for (int i = 0; i < length; i++) {
      var _ = shift(mosi.get(ValueLayout.JAVA_BYTE, mosiOffset + i));
    }
  }

  private byte shift(byte in) {
    if (inReset) {
      return (byte) 0xFF;
    }
    int at = position++;
    if (at < HEADER) {
      header(at, in);
      return GREETING[at];
    }
    int target = (address + at - HEADER) & (SIZE - 1);
    return switch (command) {
      case WRITE -> {
        memory[target] = in;
        effect(target, in);
        yield 0;
      }
      case READ -> target == RESETS ? (byte) resets : memory[target];
      case READ_LOG -> at - HEADER < logged ? log[at - HEADER] : 0;
      default -> 0;
    };
  }

  private void header(int at, byte in) {
    switch (at) {
      case 0 -> command = in;
      case 1 -> address = Byte.toUnsignedInt(in) << 8;
      default -> {
        address |= Byte.toUnsignedInt(in);
        if (command == CLEAR_LOG) {
          logged = 0;
        }
      }
    }
  }

  private synchronized void askForAttention() {
    interrupt.set(true);
  }

  private void effect(int target, byte value) {
    switch (target) {
      case INTERRUPT -> interrupt.set(value != 0);
      case INTERRUPT_LATER -> {
        var _ =
            timer.schedule(
                this::askForAttention, Byte.toUnsignedLong(value), TimeUnit.MILLISECONDS);
      }
      case PULSES -> {
        for (int i = 0; i < Byte.toUnsignedInt(value); i++) {
          interrupt.set(true);
          interrupt.set(false);
        }
      }
      default -> {}
    }
  }
}
