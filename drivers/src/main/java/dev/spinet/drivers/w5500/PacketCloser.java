package dev.spinet.drivers.w5500;

import java.io.IOException;
import java.time.Duration;

/**
 * Closes a socket that carries packets. What was sent is sent: the chip may still be asking for a
 * hardware address, and is waited for in the background. Every method is called with the chip's
 * lock held.
 */
final class PacketCloser {

  private final PacketSocket packets;
  private final long lingerNanos;
  private long since;
  private long pause = Waits.PAUSE_MIN_NANOS;

  PacketCloser(PacketSocket packets, Duration linger) {
    this.packets = packets;
    this.lingerNanos = Waits.nanos(linger);
  }

  /** Begins; tells whether there is nothing more to do. */
  boolean close() throws IOException {
    since = System.nanoTime();
    packets.input().close();
    return !packets.output().isSending() && packets.close();
  }

  /** Goes on; see {@link SocketUser#work}. */
  long advance() throws IOException {
    var output = packets.output();
    boolean inTime = System.nanoTime() - since < lingerNanos;
    if (output.isSending() && inTime) {
      output.look();
    }
    if ((output.isSending() && !output.isLost() && inTime) || !packets.close()) {
      pause = Waits.longer(pause);
      return pause;
    }
    return SocketUser.DONE;
  }
}
