package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.FrameHeader;
import dev.spinet.bindings.w5500.Register;
import dev.spinet.bindings.w5500.RegisterBurst;
import dev.spinet.drivers.events.BusTrace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A prepared sequence of frames whose headers are in place: only values, addresses and payloads
 * change from one submission to the next. Nothing here allocates after {@link Builder#prepare}.
 */
final class ChipMessage {

  private static final ValueLayout.OfByte OCTET = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort WORD =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final SpiMessage message;
  private final MemorySegment tx;
  private final MemorySegment rx;
  private final boolean[] reading;
  private final BusTrace trace;

  private ChipMessage(SpiMessage message, boolean[] reading, BusTrace trace) {
    this.message = message;
    this.trace = trace;
    this.tx = message.tx();
    this.rx = message.rx();
    this.reading = reading;
  }

  static Builder builder() {
    return new Builder();
  }

  /** Number of frames. */
  int frameCount() {
    return reading.length;
  }

  /** The frame that carries the payload; -1 if there is none. */
  int payloadFrame() {
    return message.payloadFrame();
  }

  /** The longest payload of one submission, in bytes. */
  int maxPayload() {
    return message.maxPayload();
  }

  /** A byte of a frame's data that came in with the last submission, 0 to 255. */
  int octet(int frame, int index) {
    return Byte.toUnsignedInt(rx.get(OCTET, dataOffset(frame) + index));
  }

  /** Two bytes of a frame's data that came in with the last submission, 0 to 65535. */
  int word(int frame, int index) {
    return Short.toUnsignedInt(rx.get(WORD, dataOffset(frame) + index));
  }

  /** Sets a byte of a frame's data to send. */
  void setOctet(int frame, int index, int value) {
    tx.set(OCTET, dataOffset(frame) + index, (byte) value);
  }

  /** Sets two bytes of a frame's data to send. */
  void setWord(int frame, int index, int value) {
    tx.set(WORD, dataOffset(frame) + index, (short) value);
  }

  /** Changes the address within its block at which a frame starts; counts modulo 65536. */
  void setAddress(int frame, int address) {
    tx.set(WORD, message.offset(frame), (short) address);
  }

  /** Changes the whole header of a frame, and whether it is a reading one. */
  void setHeader(int frame, int address, int controlByte) {
    FrameHeader.write(tx, message.offset(frame), address, controlByte);
    reading[frame] = !ControlByte.isWrite(controlByte);
  }

  /**
   * Whether the chip sent its frame header echo in all reading frames of a range: a check of the
   * wires that costs nothing (W5500 datasheet, section 2.3).
   */
  boolean isEchoed(int first, int count) {
    for (int frame = first; frame < first + count; frame++) {
      if (reading[frame] && !FrameHeader.isEchoed(rx, message.offset(frame))) {
        return false;
      }
    }
    return true;
  }

  /** The three bytes that came in during a frame's header, for messages. */
  String echo(int frame) {
    int offset = message.offset(frame);
    return "%02X %02X %02X"
        .formatted(rx.get(OCTET, offset), rx.get(OCTET, offset + 1L), rx.get(OCTET, offset + 2L));
  }

  /** Submits consecutive frames that carry no payload. */
  void submit(int first, int count) throws IOException {
    submit(first, count, MemorySegment.NULL, 0, 0);
  }

  /** Submits consecutive frames, one of which carries a payload. */
  void submit(int first, int count, MemorySegment payload, long offset, int length)
      throws IOException {
    if (!trace.begin()) {
      message.submit(first, count, payload, offset, length);
      return;
    }
    boolean done = false;
    try {
      message.submit(first, count, payload, offset, length);
      done = true;
    } finally {
      long fixed = (long) message.offset(first + count) - message.offset(first);
      trace.end(count, fixed + length, done);
    }
  }

  private long dataOffset(int frame) {
    return message.offset(frame) + (long) FrameHeader.SIZE;
  }

  /** Puts a message together, frame by frame. */
  static final class Builder {

    private record Header(SpiFrame frame, int address, int controlByte) {}

    private final List<Header> headers = new ArrayList<>();

    private Builder() {}

    /** A frame that reads one register. */
    Builder read(Block block, Register register) {
      return add(
          SpiFrame.fixed(FrameHeader.SIZE + register.size()),
          register.address(),
          ControlByte.read(block));
    }

    /** A frame that reads neighbouring registers. */
    Builder read(Block block, RegisterBurst burst) {
      return add(
          SpiFrame.fixed(FrameHeader.SIZE + burst.length()),
          burst.first().address(),
          ControlByte.read(block));
    }

    /** A frame that writes one register, to zero until a value is set. */
    Builder write(Block block, Register register) {
      return add(
          SpiFrame.fixed(FrameHeader.SIZE + register.size()),
          register.address(),
          ControlByte.write(block));
    }

    /** A frame that writes neighbouring registers, to zero until values are set. */
    Builder write(Block block, RegisterBurst burst) {
      return add(
          SpiFrame.fixed(FrameHeader.SIZE + burst.length()),
          burst.first().address(),
          ControlByte.write(block));
    }

    /** A frame that reads buffer memory into the payload, from address 0 until one is set. */
    Builder readPayload(Block block) {
      return add(SpiFrame.reading(FrameHeader.SIZE), 0, ControlByte.read(block));
    }

    /**
     * A frame that reads buffer memory from address 0 until one is set: first some bytes of fixed
     * data, then the payload.
     */
    Builder readPayload(Block block, int dataLength) {
      return add(SpiFrame.reading(FrameHeader.SIZE + dataLength), 0, ControlByte.read(block));
    }

    /** A frame that writes the payload to buffer memory, from address 0 until one is set. */
    Builder writePayload(Block block) {
      return add(SpiFrame.writing(FrameHeader.SIZE), 0, ControlByte.write(block));
    }

    /** A frame of some data bytes whose header is set later. */
    Builder open(int dataLength) {
      return add(
          SpiFrame.fixed(FrameHeader.SIZE + dataLength), 0, ControlByte.read(Block.common()));
    }

    ChipMessage prepare(SpiBus bus) {
      var message = bus.prepare(headers.stream().map(Header::frame).toArray(SpiFrame[]::new));
      var prepared =
          new ChipMessage(message, new boolean[headers.size()], new BusTrace(bus.name()));
      // The chip ignores what is shifted out during a read; zeros keep traces readable.
      message.tx().fill((byte) 0);
      for (int i = 0; i < headers.size(); i++) {
        prepared.setHeader(i, headers.get(i).address(), headers.get(i).controlByte());
      }
      return prepared;
    }

    private Builder add(SpiFrame frame, int address, int controlByte) {
      headers.add(new Header(frame, address, controlByte));
      return this;
    }
  }
}
