package dev.spinet.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The calls of {@link Socket} that move bytes, for every kind of memory. A part of it, in a file of
 * its own; the rules that all of them follow are in the documentation of {@link Socket}. They are
 * not final so that the compiler repeats them in {@code Socket}, where reflection can reach them.
 */
abstract sealed class StreamCalls permits Socket {

  private final Connector connector;
  private final Receiver receiver;
  private final Sender sender;
  private final DirectView received = new DirectView();
  private final DirectView sent = new DirectView();

  StreamCalls(Connector connector, StreamEndpoint endpoint) {
    this.connector = connector;
    receiver = new Receiver(endpoint);
    sender = new Sender(endpoint);
  }

  /** The time limit of a call that begins now, see {@link TimeLimit}. */
  abstract long limit();

  void closeLanes() {
    connector.close();
    receiver.close();
    sender.close();
  }

  /** Bytes that an earlier call of {@link #recv(int)} had to leave. */
  int keptCount() {
    return receiver.keptCount();
  }

  void shutDownSender(long limit) throws IOException {
    sender.shutDown(limit);
  }

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
    if (n < 0) {
      throw new IllegalArgumentException("cannot receive %d bytes".formatted(n));
    }
    connector.requireOpen();
    if (n == 0) {
      return new byte[0];
    }
    connector.requireConnected();
    return receiver.receive(n, limit());
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
    return Math.max(0, receive(null, buffer, offset, n, true));
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
    return Math.max(0, receive(buffer, null, offset, n, true));
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
    return Math.max(0, receive(buffer, buffer.remaining(), true));
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
    return Math.max(0, receive(buffer, n, true));
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
    return receive(null, buffer, offset, n, false);
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
    return receive(buffer, null, offset, n, false);
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
    return receive(buffer, buffer.remaining(), false);
  }

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
    return send(null, data, offset, n, false);
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
    return send(data, null, offset, n, false);
  }

  /**
   * Sends from a buffer, as {@link #send(byte[])}. The position moves behind the bytes sent.
   *
   * @param data the bytes, from its position to its limit
   * @return how many were sent, at least 1 unless nothing remains in the buffer
   * @throws IOException as said for {@link Socket}; nothing has been sent then
   */
  public int send(ByteBuffer data) throws IOException {
    return send(data, false);
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
    send(null, data, offset, n, true);
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
    send(data, null, offset, n, true);
  }

  /**
   * Sends what remains in a buffer, as {@link #sendAll(byte[])}. The position moves behind the
   * bytes sent, also when a time-out or an interrupt ends the call.
   *
   * @param data the bytes, from its position to its limit
   * @throws IOException as {@link #sendAll(byte[])}
   */
  public void sendAll(ByteBuffer data) throws IOException {
    send(data, true);
  }

  private int receive(ByteBuffer buffer, int n, boolean whole) throws IOException {
    if (buffer.isReadOnly()) {
      throw new IllegalArgumentException(
          "the buffer is read-only: nothing can be received into it");
    }
    int position = buffer.position();
    int done = 0;
    try {
      if (buffer.hasArray()) {
        done = receive(null, buffer.array(), buffer.arrayOffset() + position, n, whole);
      } else {
        MemorySegment segment = received.of(buffer);
        Memory.requireWritable(segment, position, n);
        done = receive(segment, null, position, n, whole);
      }
      return done;
    } catch (InterruptedIOException e) {
      done = e.bytesTransferred;
      throw e;
    } finally {
      buffer.position(position + Math.max(0, done));
    }
  }

  private int receive(
      @Nullable MemorySegment segment, byte @Nullable [] array, long offset, int n, boolean whole)
      throws IOException {
    connector.requireOpen();
    if (n == 0) {
      return 0;
    }
    connector.requireConnected();
    return receiver.receive(segment, array, offset, n, whole, limit());
  }

  private int send(ByteBuffer buffer, boolean all) throws IOException {
    int position = buffer.position();
    int n = buffer.remaining();
    int done = 0;
    try {
      if (buffer.hasArray()) {
        done = send(null, buffer.array(), buffer.arrayOffset() + position, n, all);
      } else {
        MemorySegment segment = sent.of(buffer);
        Memory.requireReadable(segment, position, n);
        done = send(segment, null, position, n, all);
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
      @Nullable MemorySegment segment, byte @Nullable [] array, long offset, int n, boolean all)
      throws IOException {
    connector.requireOpen();
    if (n == 0) {
      return 0;
    }
    connector.requireConnected();
    return sender.send(segment, array, offset, n, all, limit());
  }
}
