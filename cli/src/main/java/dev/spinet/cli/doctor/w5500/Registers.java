package dev.spinet.cli.doctor.w5500;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.FrameHeader;
import dev.spinet.bindings.w5500.Register;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The registers of a chip as they are seen on the wires: whatever comes back is shown as it came.
 * For one thread.
 */
final class Registers {

  private static final int ATTEMPTS = 5;
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

  private final SpiBus bus;
  private final Map<Integer, SpiMessage> messages = new HashMap<>();

  Registers(SpiBus bus) {
    this.bus = bus;
  }

  SpiBus bus() {
    return bus;
  }

  /** What came in during one frame, its header included. */
  static final class Answer {

    private final byte[] octets;

    private Answer(byte[] octets) {
      this.octets = octets;
    }

    /** Whether the chip has answered the header as the datasheet says (section 2.3). */
    boolean isEchoed() {
      return FrameHeader.isEchoed(MemorySegment.ofArray(octets), 0);
    }

    /** Whether every byte is this one. */
    boolean isAll(int octet) {
      for (byte each : octets) {
        if (Byte.toUnsignedInt(each) != octet) {
          return false;
        }
      }
      return true;
    }

    byte[] data() {
      return Arrays.copyOfRange(octets, FrameHeader.SIZE, octets.length);
    }

    /** The data as a number, high byte first. */
    long value() {
      long value = 0;
      for (byte octet : data()) {
        value = value << Byte.SIZE | Byte.toUnsignedLong(octet);
      }
      return value;
    }

    /** All bytes as one number: of four bytes at most, to compare bit patterns. */
    int bits() {
      int bits = 0;
      for (byte octet : octets) {
        bits = bits << Byte.SIZE | Byte.toUnsignedInt(octet);
      }
      return bits;
    }

    @Override
    public String toString() {
      return HEX.formatHex(octets);
    }
  }

  /** Reads once, without looking at what comes. */
  Answer ask(Block block, int address, int length) throws IOException {
    return exchange(address, ControlByte.read(block), new byte[length]);
  }

  Answer ask(Block block, Register register) throws IOException {
    return ask(block, register.address(), register.size());
  }

  /** Reads a register, again if the header was not answered; in the end, whatever came. */
  long get(Block block, Register register) throws IOException {
    var answer = ask(block, register);
    for (int attempt = 1; attempt < ATTEMPTS && !answer.isEchoed(); attempt++) {
      answer = ask(block, register);
    }
    return answer.value();
  }

  void set(Block block, Register register, long value) throws IOException {
    var data = new byte[register.size()];
    long rest = value;
    for (int i = data.length - 1; i >= 0; i--) {
      data[i] = (byte) rest;
      rest >>>= Byte.SIZE;
    }
    write(block, register.address(), data);
  }

  void write(Block block, int address, byte[] data) throws IOException {
    exchange(address, ControlByte.write(block), data);
  }

  private Answer exchange(int address, int control, byte[] data) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted");
    }
    int length = FrameHeader.SIZE + data.length;
    var message = messages.computeIfAbsent(length, n -> bus.prepare(SpiFrame.fixed(n)));
    FrameHeader.write(message.tx(), 0, address, control);
    MemorySegment.copy(data, 0, message.tx(), JAVA_BYTE, FrameHeader.SIZE, data.length);
    message.submit();
    return new Answer(message.rx().toArray(JAVA_BYTE));
  }

  /** Waits a little; an interrupt ends it. */
  static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
