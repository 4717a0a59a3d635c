package dev.spinet.drivers.monitor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.FrameHeader;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Tells those who listen what crosses a bus. As long as nobody does it costs one look at a field
 * per submission.
 */
final class FrameTap {

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean active;

  /** Only touched under the lock of the bus. */
  private long frames;

  boolean isActive() {
    return active;
  }

  /** Who listens, and by which number it knows this bus. */
  private record Listener(FrameRing ring, int device) {}

  void add(FrameRing ring, int device) {
    synchronized (listeners) {
      listeners.add(new Listener(ring, device));
      active = true;
    }
  }

  void remove(FrameRing ring) {
    synchronized (listeners) {
      listeners.removeIf(listener -> listener.ring == ring);
      active = !listeners.isEmpty();
    }
  }

  /** Counts frames nobody has to hear of, so that those that are told have their right numbers. */
  void skip(int count) {
    frames += count;
  }

  /**
   * Tells what was submitted.
   *
   * @param payloadLength bytes of payload, in the frame that has one
   * @param done whether the bus has taken it
   */
  void tell(SpiMessage message, int first, int count, int payloadLength, boolean done) {
    long now = System.nanoTime();
    for (int i = first; i < first + count; i++) {
      SpiFrame frame = message.frames().get(i);
      long at = message.offset(i);
      int length = frame.length() + (frame.payload() == SpiFrame.Payload.NONE ? 0 : payloadLength);
      int kept = kept(message.tx(), at, frame.length());
      for (var listener : listeners) {
        var tx = message.tx().asSlice(at, kept);
        var rx = message.rx().asSlice(at, kept);
        listener.ring.put(listener.device, now, frames, done, length, tx, rx);
      }
      frames++;
    }
  }

  /** How many bytes may be seen: registers yes, what others have sent through sockets no. */
  private static int kept(MemorySegment tx, long at, int fixed) {
    if (fixed < FrameHeader.SIZE) {
      return fixed;
    }
    int control = tx.get(JAVA_BYTE, at + FrameHeader.SIZE - 1) & 0xFF;
    Block.Kind kind = ControlByte.block(control).kind();
    boolean registers = kind == Block.Kind.COMMON || kind == Block.Kind.SOCKET_REGISTER;
    return registers ? Math.min(fixed, FrameRing.MOST_BYTES) : FrameHeader.SIZE;
  }
}
