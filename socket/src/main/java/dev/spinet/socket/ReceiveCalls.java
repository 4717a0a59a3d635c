package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.MSG_WAITALL;

import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The calls of {@link Socket} that receive, for every kind of memory. A part of it, in a file of
 * its own as {@link SendCalls}, {@link DatagramCalls}, {@link SettingCalls} and {@link
 * ConnectionCalls} are; the rules that all of them follow are in the documentation of {@link
 * Socket}. They are not final so that the compiler repeats them in {@code Socket}, where reflection
 * can reach them.
 */
abstract sealed class ReceiveCalls permits SendCalls {

  private final DirectView received = new DirectView();

  /** For subclasses. */
  ReceiveCalls() {}

  /** What this socket is now; throws if it is closed. */
  abstract Role role() throws SocketException;

  /** The time limit of a call that begins now, see {@link TimeLimit}. */
  abstract long limit();

  /**
   * Receives bytes into a new array, waiting until all {@code n} are there or the stream ends. If
   * the call ends with a time-out or an interrupt, the bytes that had come are not lost: the next
   * call that receives gets them first.
   *
   * @param n how many bytes, 0 or more; memory is taken as they come
   * @return the bytes; fewer than {@code n} if the stream ended or the connection was lost (then
   *     the next call says which), or, in non-blocking mode, if no more were there; none at the end
   *     of the stream
   * @throws IllegalArgumentException if {@code n} is negative
   * @throws IOException as said for {@link Socket}
   */
  public byte[] recv(int n) throws IOException {
    requireCount(n);
    return role().receive(n, MSG_WAITALL, limit());
  }

  /**
   * Receives bytes into a new array, as {@link #recv(int)} but for the flags.
   *
   * @param n how many bytes, 0 or more
   * @param flags see {@link Socket}
   * @return the bytes
   * @throws IllegalArgumentException if {@code n} is negative or a flag unknown
   * @throws IOException as said for {@link Socket}
   */
  public byte[] recv(int n, int flags) throws IOException {
    requireCount(n);
    int known = Flags.receiving(flags);
    return role().receive(n, known, Flags.limit(known, limit()));
  }

  /**
   * Fills an array with received bytes, waiting as {@link #recvInto(byte[], int, int)}.
   *
   * @param buffer where the bytes go
   * @return how many bytes were received; 0 at the end of the stream
   * @throws IOException as said for {@link Socket}
   */
  public int recvInto(byte[] buffer) throws IOException {
    return recvInto(buffer, 0, buffer.length);
  }

  /**
   * Fills the beginning of an array with received bytes, waiting as {@link #recvInto(byte[], int,
   * int)}.
   *
   * @param buffer where the bytes go
   * @param n how many bytes, 0 to the length of the array
   * @return how many bytes were received; 0 at the end of the stream
   * @throws IndexOutOfBoundsException if {@code n} is outside its range
   * @throws IOException as said for {@link Socket}
   */
  public int recvInto(byte[] buffer, int n) throws IOException {
    return recvInto(buffer, 0, n);
  }

  /**
   * Fills a part of an array with received bytes, waiting until all are there or the stream ends.
   *
   * @param buffer where the bytes go
   * @param offset where the first goes
   * @param n how many bytes
   * @return how many bytes were received; fewer than {@code n} if the stream ended or the
   *     connection was lost (then the next call says which), or, in non-blocking mode, if no more
   *     were there; 0 at the end of the stream
   * @throws IndexOutOfBoundsException if the part is not inside the array
   * @throws InterruptedIOException after a time-out ({@link java.net.SocketTimeoutException}) or an
   *     interrupt; the bytes counted in {@code bytesTransferred} are in the buffer
   * @throws IOException as said for {@link Socket}
   */
  public int recvInto(byte[] buffer, int offset, int n) throws IOException {
    Objects.checkFromIndexSize(offset, n, buffer.length);
    return Math.max(0, receive(null, buffer, offset, n, MSG_WAITALL));
  }

  /**
   * Fills a part of an array with received bytes, as {@link #recvInto(byte[], int, int)} but for
   * the flags.
   *
   * @param buffer where the bytes go
   * @param offset where the first goes
   * @param n how many bytes
   * @param flags see {@link Socket}
   * @return how many bytes were received
   * @throws IndexOutOfBoundsException if the part is not inside the array
   * @throws IllegalArgumentException if a flag is unknown
   * @throws IOException as said for {@link Socket}
   */
  public int recvInto(byte[] buffer, int offset, int n, int flags) throws IOException {
    Objects.checkFromIndexSize(offset, n, buffer.length);
    return Math.max(0, receive(null, buffer, offset, n, Flags.receiving(flags)));
  }

  /**
   * Fills a segment with received bytes, waiting as {@link #recvInto(MemorySegment, long, int)}.
   *
   * @param buffer where the bytes go; at most {@link Integer#MAX_VALUE} bytes long
   * @return how many bytes were received; 0 at the end of the stream
   * @throws IllegalArgumentException if the segment is read-only or longer
   * @throws IOException as said for {@link Socket}
   */
  public int recvInto(MemorySegment buffer) throws IOException {
    return recvInto(buffer, 0, Memory.intSize(buffer));
  }

  /**
   * Fills the beginning of a segment with received bytes, waiting as {@link
   * #recvInto(MemorySegment, long, int)}.
   *
   * @param buffer where the bytes go
   * @param n how many bytes, 0 to the size of the segment
   * @return how many bytes were received; 0 at the end of the stream
   * @throws IndexOutOfBoundsException if {@code n} is outside its range
   * @throws IllegalArgumentException if the segment is read-only
   * @throws IOException as said for {@link Socket}
   */
  public int recvInto(MemorySegment buffer, int n) throws IOException {
    return recvInto(buffer, 0, n);
  }

  /**
   * Fills a part of a segment with received bytes, waiting until all are there or the stream ends.
   * With native memory nothing is copied and nothing allocated: the chip's bytes are read to where
   * the segment lies.
   *
   * @param buffer where the bytes go; its arena must stay open during the call
   * @param offset where the first goes
   * @param n how many bytes
   * @return how many bytes were received; fewer than {@code n} if the stream ended or the
   *     connection was lost (then the next call says which), or, in non-blocking mode, if no more
   *     were there; 0 at the end of the stream
   * @throws IndexOutOfBoundsException if the part is not inside the segment
   * @throws IllegalArgumentException if the segment is read-only
   * @throws IllegalStateException if the segment's arena is closed
   * @throws WrongThreadException if the segment's arena is confined to another thread
   * @throws InterruptedIOException after a time-out ({@link java.net.SocketTimeoutException}) or an
   *     interrupt; the bytes counted in {@code bytesTransferred} are in the buffer
   * @throws IOException as said for {@link Socket}
   */
  public int recvInto(MemorySegment buffer, long offset, int n) throws IOException {
    Memory.requireWritable(buffer, offset, n);
    return Math.max(0, receive(buffer, null, offset, n, MSG_WAITALL));
  }

  /**
   * Fills a part of a segment with received bytes, as {@link #recvInto(MemorySegment, long, int)}
   * but for the flags.
   *
   * @param buffer where the bytes go; its arena must stay open during the call
   * @param offset where the first goes
   * @param n how many bytes
   * @param flags see {@link Socket}
   * @return how many bytes were received
   * @throws IndexOutOfBoundsException if the part is not inside the segment
   * @throws IllegalArgumentException if the segment is read-only or a flag unknown
   * @throws IOException as said for {@link Socket}
   */
  public int recvInto(MemorySegment buffer, long offset, int n, int flags) throws IOException {
    Memory.requireWritable(buffer, offset, n);
    return Math.max(0, receive(buffer, null, offset, n, Flags.receiving(flags)));
  }

  /**
   * Fills a buffer, from its position to its limit, with received bytes, waiting until all are
   * there or the stream ends. The position moves behind the bytes received, also when a time-out or
   * an interrupt ends the call. A direct buffer is filled with no copy in between.
   *
   * @param buffer where the bytes go
   * @return how many bytes were received; fewer than remained if the stream ended or the connection
   *     was lost (then the next call says which), or, in non-blocking mode, if no more were there;
   *     0 at the end of the stream
   * @throws IllegalArgumentException if the buffer is read-only
   * @throws InterruptedIOException after a time-out ({@link java.net.SocketTimeoutException}) or an
   *     interrupt; the bytes counted in {@code bytesTransferred} are in the buffer
   * @throws IOException as said for {@link Socket}
   */
  public int recvInto(ByteBuffer buffer) throws IOException {
    return Math.max(0, receive(buffer, buffer.remaining(), MSG_WAITALL));
  }

  /**
   * Fills the next {@code n} bytes of a buffer, as {@link #recvInto(ByteBuffer)}.
   *
   * @param buffer where the bytes go
   * @param n how many bytes, 0 to what remains in the buffer
   * @return how many bytes were received; 0 at the end of the stream
   * @throws IndexOutOfBoundsException if {@code n} is outside its range
   * @throws IllegalArgumentException if the buffer is read-only
   * @throws IOException as said for {@link Socket}
   */
  public int recvInto(ByteBuffer buffer, int n) throws IOException {
    Objects.checkFromIndexSize(0, n, buffer.remaining());
    return Math.max(0, receive(buffer, n, MSG_WAITALL));
  }

  /**
   * Fills the next {@code n} bytes of a buffer, as {@link #recvInto(ByteBuffer)} but for the flags.
   *
   * @param buffer where the bytes go
   * @param n how many bytes, 0 to what remains in the buffer
   * @param flags see {@link Socket}; the position moves also behind bytes that were only looked at
   * @return how many bytes were received
   * @throws IndexOutOfBoundsException if {@code n} is outside its range
   * @throws IllegalArgumentException if the buffer is read-only or a flag unknown
   * @throws IOException as said for {@link Socket}
   */
  public int recvInto(ByteBuffer buffer, int n, int flags) throws IOException {
    Objects.checkFromIndexSize(0, n, buffer.remaining());
    return Math.max(0, receive(buffer, n, Flags.receiving(flags)));
  }

  /**
   * Receives what is there, waiting only for the first byte.
   *
   * @param buffer where the bytes go
   * @return how many bytes were received, at least 1; 0 if the array is empty; -1 at the end of the
   *     stream
   * @throws IOException as said for {@link Socket}; nothing has been received then
   */
  public int recvSome(byte[] buffer) throws IOException {
    return recvSome(buffer, 0, buffer.length);
  }

  /**
   * Receives what is there, waiting only for the first byte.
   *
   * @param buffer where the bytes go
   * @param offset where the first goes
   * @param n the most bytes to receive
   * @return how many bytes were received, at least 1; 0 if {@code n} is 0; -1 at the end of the
   *     stream
   * @throws IndexOutOfBoundsException if the part is not inside the array
   * @throws IOException as said for {@link Socket}; nothing has been received then
   */
  public int recvSome(byte[] buffer, int offset, int n) throws IOException {
    Objects.checkFromIndexSize(offset, n, buffer.length);
    return receive(null, buffer, offset, n, Flags.SOME);
  }

  /**
   * Receives what is there, waiting only for the first byte. The memory is used as by {@link
   * #recvInto(MemorySegment, long, int)}.
   *
   * @param buffer where the bytes go; no more than {@link Integer#MAX_VALUE} of them in one call
   * @return how many bytes were received, at least 1; 0 if the segment is empty; -1 at the end of
   *     the stream
   * @throws IllegalArgumentException if the segment is read-only
   * @throws IOException as said for {@link Socket}; nothing has been received then
   */
  public int recvSome(MemorySegment buffer) throws IOException {
    return recvSome(buffer, 0, Memory.saturatedSize(buffer));
  }

  /**
   * Receives what is there, waiting only for the first byte. The memory is used as by {@link
   * #recvInto(MemorySegment, long, int)}.
   *
   * @param buffer where the bytes go
   * @param offset where the first goes
   * @param n the most bytes to receive
   * @return how many bytes were received, at least 1; 0 if {@code n} is 0; -1 at the end of the
   *     stream
   * @throws IndexOutOfBoundsException if the part is not inside the segment
   * @throws IllegalArgumentException if the segment is read-only
   * @throws IOException as said for {@link Socket}; nothing has been received then
   */
  public int recvSome(MemorySegment buffer, long offset, int n) throws IOException {
    Memory.requireWritable(buffer, offset, n);
    return receive(buffer, null, offset, n, Flags.SOME);
  }

  /**
   * Receives what is there, waiting only for the first byte. The position of the buffer moves
   * behind the bytes received.
   *
   * @param buffer where the bytes go, from its position to its limit
   * @return how many bytes were received, at least 1; 0 if nothing remains in the buffer; -1 at the
   *     end of the stream
   * @throws IllegalArgumentException if the buffer is read-only
   * @throws IOException as said for {@link Socket}; nothing has been received then
   */
  public int recvSome(ByteBuffer buffer) throws IOException {
    return receive(buffer, buffer.remaining(), Flags.SOME);
  }

  /** Lets go of the callers' memory. */
  void forgetBuffers() {
    received.forget();
  }

  /** Receives into a buffer; with a source, only datagrams. */
  int receive(ByteBuffer buffer, int n, int flags, @Nullable DatagramSource from)
      throws IOException {
    if (buffer.isReadOnly()) {
      throw new IllegalArgumentException(
          "the buffer is read-only: nothing can be received into it");
    }
    int position = buffer.position();
    int done = 0;
    try {
      if (buffer.hasArray()) {
        done = receive(null, buffer.array(), buffer.arrayOffset() + position, n, flags, from);
      } else {
        MemorySegment segment = received.of(buffer);
        Memory.requireWritable(segment, position, n);
        done = receive(segment, null, position, n, flags, from);
      }
      return done;
    } catch (InterruptedIOException e) {
      done = e.bytesTransferred;
      throw e;
    } finally {
      buffer.position(position + Math.max(0, done));
    }
  }

  /** Receives into memory; with a source, only datagrams. */
  int receive(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int n,
      int flags,
      @Nullable DatagramSource from)
      throws IOException {
    Role role = role();
    long limit = Flags.limit(flags, limit());
    return from == null
        ? role.receive(segment, array, offset, n, flags, limit)
        : role.datagrams("recvFrom").receiveFrom(segment, array, offset, n, from, flags, limit);
  }

  static void requireCount(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("cannot receive %d bytes".formatted(n));
    }
  }

  private int receive(ByteBuffer buffer, int n, int flags) throws IOException {
    return receive(buffer, n, flags, null);
  }

  private int receive(
      @Nullable MemorySegment segment, byte @Nullable [] array, long offset, int n, int flags)
      throws IOException {
    return receive(segment, array, offset, n, flags, null);
  }
}
