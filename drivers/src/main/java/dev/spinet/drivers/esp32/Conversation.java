package dev.spinet.drivers.esp32;

import java.util.concurrent.TimeUnit;

/** Whether a peer has sent so much lately that both sides are talking. With the lock held. */
final class Conversation {

  /** So many bytes from the peer within so long make a conversation. */
  private static final int BYTES = 2048;

  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private int lately;
  private long since;

  Conversation(long now) {
    since = now;
  }

  /** Bytes have come from the peer. */
  void received(int count, long now) {
    if (!isRecent(now)) {
      lately = 0;
      since = now;
    }
    lately += count;
  }

  boolean isGoingOn(long now) {
    return lately >= BYTES && isRecent(now);
  }

  private boolean isRecent(long now) {
    return now - since < WINDOW_NANOS;
  }
}
