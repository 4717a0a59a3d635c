package dev.spinet.drivers.w5500;

import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The receiving side of an endpoint for packets, and its waits. Every method is called with the
 * chip's lock held, which is given up during waits.
 */
final class PacketReceiver {

  private final PacketEndpoint endpoint;
  private final PacketSources sources;
  private final PacketSender sender;
  private boolean shut;

  PacketReceiver(PacketEndpoint endpoint, PacketSources sources, PacketSender sender) {
    this.endpoint = endpoint;
    this.sources = sources;
    this.sender = sender;
  }

  /** Whether the program has ended receiving. */
  boolean isShut() {
    return shut;
  }

  /** Ends receiving; the caller wakes those who wait. */
  void shut() {
    shut = true;
  }

  /** Whether a packet waits; see {@link PacketSources#find}. The socket must be open. */
  boolean find() throws IOException {
    return !shut && sources.find();
  }

  /**
   * Takes the next packet, and waits for it.
   *
   * @return the number of bytes in the memory, or {@link PacketSources#NONE}
   */
  int receive(MemorySegment target, long offset, int length, DatagramSource from, long timeoutNanos)
      throws IOException {
    long start = System.nanoTime();
    long pause = Waits.PAUSE_MIN_NANOS;
    while (!shut) {
      int count = sources.take(target, offset, length);
      if (count != PacketSources.NONE) {
        var origin = sources.origin();
        from.set(origin.addressBits(), origin.port(), origin.length());
        return count;
      }
      if (endpoint.hasPeer()) {
        sender.ensureAnswered();
      }
      long left = Waits.left(start, timeoutNanos);
      if (left <= 0) {
        return PacketSources.NONE;
      }
      boolean settled = sources.watch(endpoint.events);
      if (settled && sources.hasKnown()) {
        continue;
      }
      if (settled) {
        endpoint.events.await(left);
      } else {
        endpoint.socket.countWait();
        Waits.park(endpoint.changed, Math.min(left, pause));
        pause = Waits.longer(pause);
      }
      endpoint.ensureUsable();
    }
    return PacketSources.NONE;
  }
}
