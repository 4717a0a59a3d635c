package dev.spinet.drivers.w5500;

import java.io.IOException;

/**
 * What the users of the sockets do in the background, and when. Every method is called with the
 * chip's lock held.
 */
final class BackgroundWork {

  private final HardwareSockets sockets;
  private final long[] due = new long[Integer.SIZE];
  private int working;

  BackgroundWork(HardwareSockets sockets) {
    this.sockets = sockets;
  }

  /**
   * Plans to call {@link SocketUser#work}.
   *
   * @param nanos nanoseconds from now, or {@link SocketUser#DONE} for not at all
   * @return whether there is something to do
   */
  boolean plan(HardwareSocket socket, long nanos) {
    if (nanos == SocketUser.DONE) {
      working &= ~socket.bit();
      return false;
    }
    working |= socket.bit();
    due[socket.number()] = System.nanoTime() + nanos;
    return true;
  }

  /** Forgets all plans, because the chip is lost. */
  void forgetAll() {
    working = 0;
  }

  /**
   * Does what is due.
   *
   * @param now {@link System#nanoTime()}
   * @return nanoseconds until there is more to do; {@link Long#MAX_VALUE} for never
   */
  long run(long now) throws IOException {
    for (var socket : sockets.all()) {
      if ((working & socket.bit()) != 0 && due[socket.number()] - now <= 0) {
        // The work may end in a new user of the socket, who has work too.
        working &= ~socket.bit();
        var user = socket.user();
        long next = user == null ? SocketUser.DONE : user.work();
        if (next != SocketUser.DONE) {
          var _ = plan(socket, next);
        }
      }
    }
    long wait = Long.MAX_VALUE;
    // The work of one socket may have made work for another.
    for (var socket : sockets.all()) {
      if ((working & socket.bit()) != 0) {
        wait = Math.min(wait, Math.max(0, due[socket.number()] - System.nanoTime()));
      }
    }
    return wait;
  }
}
