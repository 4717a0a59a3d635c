package dev.spinet.drivers.w5500;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bus with the least that answers like a W5500, for tests of what the driver puts on the wire.
 * Written from the datasheet by hand, numbers and all, so that it agrees with nothing but the
 * datasheet. Connections succeed at once; SENDs are complete and acknowledged at once. Allocates
 * nothing in a submission unless it records.
 */
final class FakeChip implements SpiBus {

  private final Arena arena = Arena.ofShared();
  private final BusCounters counters = new BusCounters();
  private final List<String> frames = new ArrayList<>();
  final int[] common = new int[0x40];
  final int[][] socket = new int[8][0x30];
  boolean recording;
  @Nullable IOException failure;

  /** Where the pointers are when a connection is made. */
  int receivePointer = 0xFFFE;

  int transmitPointer = 0x1234;

  /** A common register that keeps its value, whatever is written. */
  int stuckAddress = -1;

  /** What the header echo is XORed with in the next frames. */
  int echoFlips;

  int echoFlip;

  /** What lies in the receive buffers; read instead of a pattern once a datagram has arrived. */
  private final byte[] memory = new byte[0x10000];

  private boolean hasDatagrams;
  private int @Nullable [] sending;

  FakeChip() {
    common[0x39] = 0x04;
    common[0x2E] = 0xBF;
  }

  /** The frames since the last call: the fixed bytes in hexadecimal and the payload's length. */
  List<String> takeFrames() {
    var taken = List.copyOf(frames);
    frames.clear();
    return taken;
  }

  /** Bytes arrive for a socket. */
  void arrive(int number, int count) {
    setWord(socket[number], 0x2A, word(socket[number], 0x2A) + count);
    setWord(socket[number], 0x26, word(socket[number], 0x26) + count);
    socket[number][0x02] |= 0x04;
  }

  /** A UDP datagram arrives for a socket, from 10.0.2.2 port 9. */
  void arriveDatagram(int number, int length) {
    hasDatagrams = true;
    int at = word(socket[number], 0x2A);
    memory[at & 0xFFFF] = 10;
    memory[at + 1 & 0xFFFF] = 0;
    memory[at + 2 & 0xFFFF] = 2;
    memory[at + 3 & 0xFFFF] = 2;
    memory[at + 4 & 0xFFFF] = 0;
    memory[at + 5 & 0xFFFF] = 9;
    memory[at + 6 & 0xFFFF] = (byte) (length >> 8);
    memory[at + 7 & 0xFFFF] = (byte) length;
    arrive(number, 8 + length);
  }

  static int word(int[] registers, int address) {
    return registers[address] << 8 | registers[address + 1];
  }

  static void setWord(int[] registers, int address, int value) {
    registers[address] = value >> 8 & 0xFF;
    registers[address + 1] = value & 0xFF;
  }

  @Override
  public SpiMessage prepare(SpiFrame... list) {
    int length = SpiMessage.fixedLength(List.of(list));
    return new Message(List.of(list), arena.allocate(length), arena.allocate(length));
  }

  @Override
  public BusCounters counters() {
    return counters;
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public void close() {
    arena.close();
  }

  private final class Message extends SpiMessage {

    Message(List<SpiFrame> frames, MemorySegment tx, MemorySegment rx) {
      super(frames, tx, rx);
    }

    @Override
    public int maxPayload() {
      return 4096;
    }

    @Override
    protected void transfer(
        int first, int count, MemorySegment payload, long payloadOffset, int payloadLength)
        throws IOException {
      if (failure != null) {
        throw new BusException("fake", "fake: the transfer failed", 5);
      }
      for (int i = first; i < first + count; i++) {
        frame(i, payload, payloadOffset, payloadLength);
      }
      counters.count(count, offset(first + count) - offset(first) + payloadLength);
    }

    private void frame(int i, MemorySegment payload, long payloadOffset, int payloadLength) {
      int start = offset(i);
      int length = offset(i + 1) - start - 3;
      int address = in(start) << 8 | in(start + 1);
      int control = in(start + 2);
      if (recording) {
        record(start, length + 3, i == payloadFrame() ? payloadLength : 0);
      }
      for (int k = 0; k < 3; k++) {
        rx().set(JAVA_BYTE, start + k, (byte) (k + 1 ^ (echoFlips > 0 ? echoFlip : 0)));
      }
      echoFlips = Math.max(0, echoFlips - 1);
      int block = control >> 3;
      boolean write = (control & 0x04) != 0;
      for (int k = 0; k < length; k++) {
        if ((block & 3) == 3) {
          rx().set(JAVA_BYTE, start + 3L + k, memory[address + k & 0xFFFF]);
          continue;
        }
        int[] registers = block == 0 ? common : socket[block >> 2];
        if (write) {
          write(block, registers, address + k, in(start + 3 + k));
        } else {
          rx().set(JAVA_BYTE, start + 3L + k, (byte) registers[address + k]);
        }
      }
      completeSend();
      if (i == payloadFrame() && !write) {
        for (int k = 0; k < payloadLength; k++) {
          int at = address + length + k & 0xFFFF;
          payload.set(JAVA_BYTE, payloadOffset + k, hasDatagrams ? memory[at] : (byte) at);
        }
      }
    }

    private int in(int offset) {
      return tx().get(JAVA_BYTE, offset) & 0xFF;
    }

    private void record(int start, int length, int payloadLength) {
      var text = new StringBuilder();
      for (int k = 0; k < length; k++) {
        text.append(k == 0 ? "" : " ").append("%02X".formatted(in(start + k)));
      }
      frames.add(text + (payloadLength == 0 ? "" : " +" + payloadLength));
    }
  }

  private void write(int block, int[] registers, int address, int value) {
    if (block == 0 && (address == 0x00 || address == stuckAddress)) {
      return;
    }
    if (block == 0 || address > 0x02) {
      registers[address] = value;
    } else if (address == 0x00) {
      registers[address] = value;
    } else if (address == 0x01) {
      command(registers, value);
    } else {
      registers[address] &= ~value;
    }
    common[0x17] = 0;
    for (int number = 0; number < socket.length; number++) {
      common[0x17] |= socket[number][0x02] == 0 ? 0 : 1 << number;
    }
  }

  private void command(int[] registers, int command) {
    switch (command) {
      case 0x01 -> registers[0x03] = (registers[0x00] & 0x0F) == 2 ? 0x22 : 0x13;
      case 0x04 -> {
        registers[0x03] = 0x17;
        registers[0x02] |= 0x01;
        setWord(registers, 0x20, registers[0x1F] << 10);
        setWord(registers, 0x22, transmitPointer);
        setWord(registers, 0x24, transmitPointer);
        setWord(registers, 0x26, 0);
        setWord(registers, 0x28, receivePointer);
        setWord(registers, 0x2A, receivePointer);
      }
      case 0x08, 0x10 -> registers[0x03] = 0x00;
      case 0x20, 0x21 -> sending = registers;
      case 0x40 -> setWord(registers, 0x26, word(registers, 0x2A) - word(registers, 0x28) & 0xFFFF);
      default -> throw new AssertionError("command " + command);
    }
  }

  /** A SEND is complete after the frame that gave it. */
  private void completeSend() {
    var registers = sending;
    if (registers != null) {
      setWord(registers, 0x22, word(registers, 0x24));
      registers[0x02] |= 0x10;
      sending = null;
    }
  }
}
