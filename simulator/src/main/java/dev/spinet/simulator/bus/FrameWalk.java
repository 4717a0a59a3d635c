package dev.spinet.simulator.bus;

import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import java.lang.foreign.MemorySegment;

/** Takes the frames of a message to a chip one by one, as every simulated bus does. */
public final class FrameWalk {

  private final SpiMessage message;
  private final SpiFrame[] shapes;

  /**
   * Prepares the walk.
   *
   * @param message the message
   */
  public FrameWalk(SpiMessage message) {
    this.message = message;
    this.shapes = message.frames().toArray(SpiFrame[]::new);
  }

  /**
   * Takes some frames to a chip. Allocates nothing.
   *
   * @param chip the chip
   * @param first index of the first frame
   * @param count number of frames
   * @param payload memory of the payload
   * @param payloadOffset offset of its first byte in it
   * @param payloadLength bytes of payload; 0 if none of these frames has one
   * @return bytes of these frames
   */
  public int run(
      SpiSlave chip,
      int first,
      int count,
      MemorySegment payload,
      long payloadOffset,
      int payloadLength) {
    chip.submission();
    for (int i = first; i < first + count; i++) {
      int at = message.offset(i);
      chip.select();
      chip.exchange(message.tx(), at, message.rx(), at, shapes[i].length());
      switch (shapes[i].payload()) {
        case READ -> chip.read(payload, payloadOffset, payloadLength);
        case WRITE -> chip.write(payload, payloadOffset, payloadLength);
        case NONE -> {}
      }
      chip.deselect();
    }
    return message.offset(first + count) - message.offset(first) + payloadLength;
  }
}
