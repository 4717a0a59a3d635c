package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.MSG_PEEK;
import static java.util.Objects.requireNonNull;

import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The receiving direction of a datagram socket: one datagram per call. Keeps the one that a call
 * has only looked at.
 */
final class DatagramReceiver {

  /** What a call returns when the input is shut down; an empty datagram has 0 bytes. */
  static final int END = -1;

  private static final byte[] NOTHING = {};
  private static final long ANYBODY = -1;

  private final DatagramEndpoint endpoint;
  private final Watchers watchers;
  private final Traffic traffic;
  private final int largest;
  private final Lane lane;
  // For calls that do not ask where a datagram came from; guarded by the lane.
  private final DatagramSource unasked = new DatagramSource();
  private volatile boolean shutDown;
  // Whose datagrams are received. A kept one that no longer counts is dropped by the next call.
  private volatile long wanted = ANYBODY;

  // The datagram that was looked at: written by the call that is in, which writes the flag last.
  private final DatagramSource keptSource = new DatagramSource();
  private byte[] kept = NOTHING;
  private int keptBytes;
  private volatile boolean keeps;

  DatagramReceiver(DatagramEndpoint endpoint, Watchers watchers, Traffic traffic) {
    this.endpoint = endpoint;
    this.watchers = watchers;
    this.traffic = traffic;
    largest = Math.max(1, endpoint.maxPayload());
    lane = new Lane("receiving", largest);
  }

  /**
   * Receives one datagram into memory; what does not fit is dropped.
   *
   * @param segment where the bytes go, or {@code null} if they go into the array
   * @param array where the bytes go if there is no segment
   * @param offset where the first byte goes
   * @param length the most bytes to take
   * @param from gets the sender and the whole length, or {@code null}
   * @param flags with {@code MSG_PEEK} leaves the datagram where it is
   * @param limit the time limit of the call
   * @return how many bytes are in the memory, or {@link #END}
   * @throws IOException if the time is over, the thread interrupted, the socket closed, or the chip
   *     fails; no datagram is lost
   */
  int receive(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int length,
      @Nullable DatagramSource from,
      int flags,
      long limit)
      throws IOException {
    long start = System.nanoTime();
    lane.enter(limit, start);
    try {
      dropUnwanted();
      DatagramSource source = from == null ? unasked : from;
      boolean looks = Flags.has(flags, MSG_PEEK);
      if (shutDown || (looks && !keep(limit, start))) {
        return END;
      }
      if (keeps) {
        return takeKept(segment, array, offset, length, source, looks);
      }
      if (segment != null && segment.isNative()) {
        return ended(endpoint.receive(segment, offset, length, source, left(limit, start)), limit);
      }
      int count = stage(length, source, limit, start);
      if (segment != null) {
        MemorySegment.copy(lane.staging(), 0, segment, offset, Math.max(0, count));
      } else {
        unstage(requireNonNull(array), (int) offset, Math.max(0, count));
      }
      return count;
    } finally {
      // The driver hands on a bare address, which does not keep the memory of an automatic arena.
      Reference.reachabilityFence(segment);
      lane.leave();
    }
  }

  /**
   * Receives one datagram into a new array.
   *
   * @param length the most bytes to take
   * @param from gets the sender and the whole length
   * @param flags with {@code MSG_PEEK} leaves the datagram where it is
   * @param limit the time limit of the call
   * @return the bytes, or {@code null} if the input is shut down
   * @throws IOException as the other way to receive
   */
  byte @Nullable [] receive(int length, DatagramSource from, int flags, long limit)
      throws IOException {
    long start = System.nanoTime();
    lane.enter(limit, start);
    try {
      dropUnwanted();
      boolean looks = Flags.has(flags, MSG_PEEK);
      if (shutDown || (looks && !keep(limit, start))) {
        return null;
      }
      if (keeps) {
        var bytes = new byte[Math.min(length, keptBytes)];
        takeKept(null, bytes, 0, bytes.length, from, looks);
        return bytes;
      }
      int count = stage(length, from, limit, start);
      if (count == END) {
        return null;
      }
      var bytes = new byte[count];
      unstage(bytes, 0, count);
      return bytes;
    } finally {
      lane.leave();
    }
  }

  /** Bytes of the next datagram, 0 if there is none. */
  int available() throws IOException {
    if (shutDown) {
      return 0;
    }
    return keepsWanted() ? keptSource.length() : Math.max(0, endpoint.available());
  }

  /** Whether a call would not wait, whatever the endpoint says. */
  boolean isReady() {
    return keepsWanted() || shutDown;
  }

  /**
   * Ends receiving, also of calls that wait.
   *
   * @throws IOException if the chip fails
   */
  void shutDown() throws IOException {
    if (lane.isClosed()) {
      throw Lane.closedException();
    }
    // First the flag: a call that the endpoint wakes looks at it.
    boolean before = shutDown;
    shutDown = true;
    boolean done = false;
    try {
      endpoint.shutdownInput();
      done = true;
    } finally {
      shutDown = done || before;
    }
    watchers.tell();
  }

  /** From now on a kept datagram of anybody else is dropped; the endpoint drops what it has. */
  void wantOnly(int address, int port) {
    wanted = sender(address, port);
  }

  void wantAll() {
    wanted = ANYBODY;
  }

  void close() {
    lane.close();
  }

  private void dropUnwanted() {
    if (keeps && !keepsWanted()) {
      keeps = false;
    }
  }

  private boolean keepsWanted() {
    long only = wanted;
    return keeps
        && (only == ANYBODY || only == sender(keptSource.addressBits(), keptSource.port()));
  }

  private static long sender(int address, int port) {
    return Integer.toUnsignedLong(address) << Character.SIZE | port;
  }

  // Looks at the next datagram by taking it whole; false if the input is shut down.
  private boolean keep(long limit, long start) throws IOException {
    if (!keeps) {
      int count = stage(largest, keptSource, limit, start);
      if (count == END) {
        return false;
      }
      if (kept.length < count) {
        kept = new byte[largest];
      }
      unstage(kept, 0, count);
      keptBytes = count;
      keeps = true;
      // The endpoint no longer has this datagram and cannot say that there is one.
      watchers.tell();
    }
    return true;
  }

  private int takeKept(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int length,
      DatagramSource source,
      boolean looks) {
    int count = Math.min(length, keptBytes);
    if (segment != null) {
      MemorySegment.copy(kept, 0, segment, ValueLayout.JAVA_BYTE, offset, count);
    } else {
      System.arraycopy(kept, 0, requireNonNull(array), (int) offset, count);
    }
    source.set(keptSource.addressBits(), keptSource.port(), keptSource.length());
    keeps = looks;
    return count;
  }

  private int stage(int length, DatagramSource source, long limit, long start) throws IOException {
    int room = Math.min(length, largest);
    return ended(endpoint.receive(lane.staging(), 0, room, source, left(limit, start)), limit);
  }

  private void unstage(byte[] array, int offset, int count) {
    MemorySegment.copy(lane.staging(), ValueLayout.JAVA_BYTE, 0, array, offset, count);
  }

  private static long left(long limit, long start) {
    return TimeLimit.left(limit, start);
  }

  // To a driver, the end of the wait and the end of the input are the same.
  private int ended(int count, long limit) throws IOException {
    if (count >= 0) {
      traffic.receivedDatagram(count);
      return count;
    }
    if (shutDown) {
      return END;
    }
    traffic.timedOut(limit);
    throw TimeLimit.over(
        limit,
        "no datagram has come yet on this non-blocking socket",
        "receiving",
        ": no datagram came");
  }
}
