package dev.spinet.bindings.bus;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/**
 * A prepared sequence of SPI frames that goes to the bus in one submission: one system call on a
 * Linux device.
 *
 * <p>The bytes to shift out are written into {@link #tx()} beforehand; after a submission {@link
 * #rx()} holds what came in meanwhile, at the same offsets. A payload never passes through either:
 * its address goes to the bus as it is.
 */
public abstract class SpiMessage {

  private final List<SpiFrame> frames;
  private final int[] offsets;
  private final int payloadFrame;
  private final MemorySegment tx;
  private final MemorySegment rx;

  /**
   * Lays out the frames.
   *
   * @param frames the frames, in order
   * @param tx memory for all fixed bytes shifted out, see {@link #fixedLength(List)}
   * @param rx memory of the same size for the bytes shifted in
   * @throws IllegalArgumentException if there is no frame, more than one payload, or the memory is
   *     too small
   */
  protected SpiMessage(List<SpiFrame> frames, MemorySegment tx, MemorySegment rx) {
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("an SPI message has at least one frame");
    }
    this.frames = List.copyOf(frames);
    this.offsets = new int[frames.size() + 1];
    int payload = -1;
    for (int i = 0; i < frames.size(); i++) {
      offsets[i + 1] = offsets[i] + frames.get(i).length();
      if (frames.get(i).payload() != SpiFrame.Payload.NONE) {
        if (payload >= 0) {
          throw new IllegalArgumentException("an SPI message has at most one payload");
        }
        payload = i;
      }
    }
    this.payloadFrame = payload;
    int total = offsets[frames.size()];
    if (tx.byteSize() < total || rx.byteSize() < total) {
      throw new IllegalArgumentException("the message needs " + total + " bytes each way");
    }
    this.tx = tx.asSlice(0, total);
    this.rx = rx.asSlice(0, total);
  }

  /**
   * Bytes that the fixed parts of some frames take in {@link #tx()} and in {@link #rx()}.
   *
   * @param frames the frames
   * @return the sum of their fixed lengths
   */
  public static int fixedLength(List<SpiFrame> frames) {
    return frames.stream().mapToInt(SpiFrame::length).sum();
  }

  /**
   * The frames, in order.
   *
   * @return an unmodifiable list
   */
  public final List<SpiFrame> frames() {
    return frames;
  }

  /**
   * Where the fixed bytes of a frame start in {@link #tx()} and {@link #rx()}.
   *
   * @param frame index of the frame, or the number of frames for the end of the last
   * @return the offset in bytes
   */
  public final int offset(int frame) {
    return offsets[frame];
  }

  /**
   * Index of the frame that has a payload.
   *
   * @return the index, or -1 if no frame has one
   */
  public final int payloadFrame() {
    return payloadFrame;
  }

  /**
   * Fixed bytes to shift out.
   *
   * @return memory that lives as long as the bus
   */
  public final MemorySegment tx() {
    return tx;
  }

  /**
   * Fixed bytes shifted in by the last submission.
   *
   * @return memory that lives as long as the bus
   */
  public final MemorySegment rx() {
    return rx;
  }

  /**
   * The longest payload that one submission of the whole message can carry. A longer one has to be
   * cut by the protocol above: a frame is never split behind the driver's back, because releasing
   * chip select ends the chip's burst.
   *
   * @return the limit in bytes; 0 if no frame has a payload
   */
  public abstract int maxPayload();

  /**
   * Submits all frames of a message that has no payload.
   *
   * @throws BusException if the device reports an error; how much crossed the wire is unknown then
   * @throws IllegalStateException if the bus is closed
   */
  public final void submit() throws IOException {
    submit(0, frames.size(), MemorySegment.NULL, 0, 0);
  }

  /**
   * Submits all frames, with a payload.
   *
   * @param payload native memory to read into or write from
   * @param payloadOffset offset of the payload's first byte in it
   * @param payloadLength bytes of payload, 1 to {@link #maxPayload()}
   * @throws BusException if the device reports an error; how much crossed the wire is unknown then
   * @throws IllegalStateException if the bus or the payload's arena is closed
   */
  public final void submit(MemorySegment payload, long payloadOffset, int payloadLength)
      throws IOException {
    submit(0, frames.size(), payload, payloadOffset, payloadLength);
  }

  /**
   * Submits some consecutive frames.
   *
   * @param first index of the first frame
   * @param count number of frames, at least 1
   * @param payload native memory to read into or write from; not looked at if none of these frames
   *     has a payload
   * @param payloadOffset offset of the payload's first byte in it
   * @param payloadLength bytes of payload, 1 to {@link #maxPayload()} if one of these frames has a
   *     payload, else 0
   * @throws BusException if the device reports an error; how much crossed the wire is unknown then
   * @throws IllegalArgumentException if the payload is not native memory, read-only though it is to
   *     be read into, or longer than the bus takes
   * @throws IndexOutOfBoundsException if the frames or the payload are out of range
   * @throws IllegalStateException if the bus or the payload's arena is closed
   * @throws WrongThreadException if the payload is confined to another thread
   */
  public final void submit(
      int first, int count, MemorySegment payload, long payloadOffset, int payloadLength)
      throws IOException {
    Objects.checkFromIndexSize(first, count, frames.size());
    boolean carriesPayload = payloadFrame >= first && payloadFrame < first + count;
    if (count == 0 || (payloadLength != 0) != carriesPayload) {
      throw new IllegalArgumentException(
          "frames " + first + "+" + count + " do not go with a payload of " + payloadLength);
    }
    if (carriesPayload) {
      checkPayload(payload, payloadOffset, payloadLength);
    }
    transfer(first, count, payload, payloadOffset, payloadLength);
  }

  private void checkPayload(MemorySegment payload, long payloadOffset, int payloadLength) {
    Objects.checkFromIndexSize(payloadOffset, payloadLength, payload.byteSize());
    if (!payload.isNative()) {
      throw new IllegalArgumentException("an SPI payload is native memory, not a heap segment");
    }
    if (payload.isReadOnly() && frames.get(payloadFrame).payload() == SpiFrame.Payload.READ) {
      throw new IllegalArgumentException("cannot read into a read-only segment");
    }
    if (payloadLength > maxPayload()) {
      throw new IllegalArgumentException(
          "a payload of "
              + payloadLength
              + " bytes does not fit one submission; the limit is "
              + maxPayload());
    }
  }

  /**
   * Moves the bytes. The arguments have been checked.
   *
   * @param first index of the first frame
   * @param count number of frames
   * @param payload native memory of the payload
   * @param payloadOffset offset of the payload's first byte in it
   * @param payloadLength bytes of payload; 0 if none of these frames has one
   * @throws IOException if the device reports an error
   */
  protected abstract void transfer(
      int first, int count, MemorySegment payload, long payloadOffset, int payloadLength)
      throws IOException;
}
