package dev.spinet.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The calls of {@link Socket} that send to its peer, for every kind of memory. */
abstract sealed class SendCalls extends ReceiveCalls permits DatagramCalls {

  private final DirectView sent = new DirectView();

  /** For subclasses. */
  SendCalls() {}

  /**
   * Sends bytes, as many as the chip takes at once; waits only until it takes the first.
   *
   * @param data the bytes
   * @return how many were sent, at least 1 unless there are none to send
   * @throws IOException as said for {@link Socket}; nothing has been sent then
   */
  public int send(byte[] data) throws IOException {
    return send(data, 0, data.length);
  }

  /**
   * Sends a part of an array, as {@link #send(byte[])}.
   *
   * @param data the bytes
   * @param offset where the first is
   * @param n how many
   * @return how many were sent, at least 1 unless {@code n} is 0
   * @throws IndexOutOfBoundsException if the part is not inside the array
   * @throws IOException as said for {@link Socket}; nothing has been sent then
   */
  public int send(byte[] data, int offset, int n) throws IOException {
    Objects.checkFromIndexSize(offset, n, data.length);
    return send(null, data, offset, n, false, 0);
  }

  /**
   * Sends a part of an array, as {@link #send(byte[])} but for the flags.
   *
   * @param data the bytes
   * @param offset where the first is
   * @param n how many
   * @param flags {@link SocketConstants#MSG_DONTWAIT}, or 0
   * @return how many were sent
   * @throws IndexOutOfBoundsException if the part is not inside the array
   * @throws IllegalArgumentException if a flag is unknown
   * @throws IOException as said for {@link Socket}; nothing has been sent then
   */
  public int send(byte[] data, int offset, int n, int flags) throws IOException {
    Objects.checkFromIndexSize(offset, n, data.length);
    return send(null, data, offset, n, false, Flags.sending(flags));
  }

  /**
   * Sends a segment, as {@link #send(byte[])}. With native memory nothing is copied and nothing
   * allocated.
   *
   * @param data the bytes; no more than {@link Integer#MAX_VALUE} of them go in one call
   * @return how many were sent, at least 1 unless the segment is empty
   * @throws IOException as said for {@link Socket}; nothing has been sent then
   */
  public int send(MemorySegment data) throws IOException {
    return send(data, 0, Memory.saturatedSize(data));
  }

  /**
   * Sends a part of a segment, as {@link #send(byte[])}. With native memory nothing is copied and
   * nothing allocated.
   *
   * @param data the bytes; the arena must stay open during the call
   * @param offset where the first is
   * @param n how many
   * @return how many were sent, at least 1 unless {@code n} is 0
   * @throws IndexOutOfBoundsException if the part is not inside the segment
   * @throws IllegalStateException if the segment's arena is closed
   * @throws WrongThreadException if the segment's arena is confined to another thread
   * @throws IOException as said for {@link Socket}; nothing has been sent then
   */
  public int send(MemorySegment data, long offset, int n) throws IOException {
    Memory.requireReadable(data, offset, n);
    return send(data, null, offset, n, false, 0);
  }

  /**
   * Sends a part of a segment, as {@link #send(MemorySegment, long, int)} but for the flags.
   *
   * @param data the bytes; the arena must stay open during the call
   * @param offset where the first is
   * @param n how many
   * @param flags {@link SocketConstants#MSG_DONTWAIT}, or 0
   * @return how many were sent
   * @throws IndexOutOfBoundsException if the part is not inside the segment
   * @throws IllegalArgumentException if a flag is unknown
   * @throws IOException as said for {@link Socket}; nothing has been sent then
   */
  public int send(MemorySegment data, long offset, int n, int flags) throws IOException {
    Memory.requireReadable(data, offset, n);
    return send(data, null, offset, n, false, Flags.sending(flags));
  }

  /**
   * Sends from a buffer, as {@link #send(byte[])}. The position moves behind the bytes sent.
   *
   * @param data the bytes, from its position to its limit
   * @return how many were sent, at least 1 unless nothing remains in the buffer
   * @throws IOException as said for {@link Socket}; nothing has been sent then
   */
  public int send(ByteBuffer data) throws IOException {
    return send(data, false, 0);
  }

  /**
   * Sends from a buffer, as {@link #send(ByteBuffer)} but for the flags.
   *
   * @param data the bytes, from its position to its limit
   * @param flags {@link SocketConstants#MSG_DONTWAIT}, or 0
   * @return how many were sent
   * @throws IllegalArgumentException if a flag is unknown
   * @throws IOException as said for {@link Socket}; nothing has been sent then
   */
  public int send(ByteBuffer data, int flags) throws IOException {
    return send(data, false, Flags.sending(flags));
  }

  /**
   * Sends all bytes, waiting as long as the chip needs to take them.
   *
   * @param data the bytes
   * @throws InterruptedIOException after a time-out ({@link java.net.SocketTimeoutException}) or an
   *     interrupt; {@code bytesTransferred} of the bytes are sent
   * @throws IOException as said for {@link Socket}; how many bytes reached the peer is not known
   */
  public void sendAll(byte[] data) throws IOException {
    sendAll(data, 0, data.length);
  }

  /**
   * Sends all of a part of an array, as {@link #sendAll(byte[])}.
   *
   * @param data the bytes
   * @param offset where the first is
   * @param n how many
   * @throws IndexOutOfBoundsException if the part is not inside the array
   * @throws IOException as {@link #sendAll(byte[])}
   */
  public void sendAll(byte[] data, int offset, int n) throws IOException {
    Objects.checkFromIndexSize(offset, n, data.length);
    send(null, data, offset, n, true, 0);
  }

  /**
   * Sends a text in UTF-8, as {@link #sendAll(byte[])}.
   *
   * @param text the text; half a surrogate pair becomes a question mark
   * @throws IOException as {@link #sendAll(byte[])}
   */
  public void sendAll(String text) throws IOException {
    sendAll(text.getBytes(UTF_8));
  }

  /**
   * Sends all of a segment, as {@link #sendAll(byte[])}. With native memory nothing is copied and
   * nothing allocated.
   *
   * @param data the bytes; at most {@link Integer#MAX_VALUE}
   * @throws IllegalArgumentException if the segment is longer
   * @throws IOException as {@link #sendAll(byte[])}
   */
  public void sendAll(MemorySegment data) throws IOException {
    sendAll(data, 0, Memory.intSize(data));
  }

  /**
   * Sends all of a part of a segment, as {@link #sendAll(byte[])}. With native memory nothing is
   * copied and nothing allocated.
   *
   * @param data the bytes; the arena must stay open during the call
   * @param offset where the first is
   * @param n how many
   * @throws IndexOutOfBoundsException if the part is not inside the segment
   * @throws IllegalStateException if the segment's arena is closed
   * @throws WrongThreadException if the segment's arena is confined to another thread
   * @throws IOException as {@link #sendAll(byte[])}
   */
  public void sendAll(MemorySegment data, long offset, int n) throws IOException {
    Memory.requireReadable(data, offset, n);
    send(data, null, offset, n, true, 0);
  }

  /**
   * Sends what remains in a buffer, as {@link #sendAll(byte[])}. The position moves behind the
   * bytes sent, also when a time-out or an interrupt ends the call.
   *
   * @param data the bytes, from its position to its limit
   * @throws IOException as {@link #sendAll(byte[])}
   */
  public void sendAll(ByteBuffer data) throws IOException {
    send(data, true, 0);
  }

  @Override
  void forgetBuffers() {
    super.forgetBuffers();
    sent.forget();
  }

  /** The memory of a direct buffer to send from. */
  MemorySegment viewToSend(ByteBuffer buffer) {
    return sent.of(buffer);
  }

  private int send(ByteBuffer buffer, boolean all, int flags) throws IOException {
    int position = buffer.position();
    int n = buffer.remaining();
    int done = 0;
    try {
      if (buffer.hasArray()) {
        done = send(null, buffer.array(), buffer.arrayOffset() + position, n, all, flags);
      } else {
        MemorySegment segment = viewToSend(buffer);
        Memory.requireReadable(segment, position, n);
        done = send(segment, null, position, n, all, flags);
      }
      return done;
    } catch (InterruptedIOException e) {
      done = e.bytesTransferred;
      throw e;
    } finally {
      buffer.position(position + done);
    }
  }

  private int send(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int n,
      boolean all,
      int flags)
      throws IOException {
    return role().send(segment, array, offset, n, all, Flags.limit(flags, limit()));
  }
}
