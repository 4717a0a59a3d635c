package dev.spinet.socket.contract;

import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Memory of a caller, of any kind that the calls of a socket take. */
sealed interface CallerMemory {

  /** The kinds of memory. */
  enum Kind {
    ARRAY,
    ARRAY_PART,
    HEAP_BUFFER,
    HEAP_BUFFER_SLICE,
    DIRECT_BUFFER,
    NATIVE_SEGMENT,
    NATIVE_SEGMENT_PART,
    HEAP_SEGMENT;

    private static final int MARGIN = 3;

    CallerMemory allocate(int n) {
      return switch (this) {
        case ARRAY -> new ArrayPart(new byte[n], 0, n);
        case ARRAY_PART -> new ArrayPart(new byte[n + 2 * MARGIN], MARGIN, n);
        case HEAP_BUFFER -> new Buffer(ByteBuffer.allocate(n), 0);
        case HEAP_BUFFER_SLICE -> new Buffer(ByteBuffer.allocate(n + MARGIN).slice(MARGIN, n), 0);
        case DIRECT_BUFFER -> new Buffer(ByteBuffer.allocateDirect(n + MARGIN), MARGIN);
        case NATIVE_SEGMENT -> new Segment(Arena.ofAuto().allocate(n), 0, n);
        case NATIVE_SEGMENT_PART ->
            new Segment(Arena.ofAuto().allocate(n + 2L * MARGIN), MARGIN, n);
        case HEAP_SEGMENT -> new Segment(MemorySegment.ofArray(new byte[n + MARGIN]), MARGIN, n);
      };
    }

    CallerMemory holding(byte[] data) {
      CallerMemory memory = allocate(data.length);
      memory.fill(data);
      return memory;
    }
  }

  /** Receives into all of it. */
  int recvInto(Socket socket) throws IOException;

  /** Receives into it what is there. */
  int recvSome(Socket socket) throws IOException;

  /** Receives one datagram into it. */
  int recvFromInto(Socket socket, DatagramSource from) throws IOException;

  /** Receives into all of it with flags. */
  int recvInto(Socket socket, int flags) throws IOException;

  /** Sends it as one datagram. */
  int sendTo(Socket socket, InetSocketAddress to) throws IOException;

  /** Sends some of it. */
  int send(Socket socket) throws IOException;

  /** Sends all of it. */
  void sendAll(Socket socket) throws IOException;

  void fill(byte[] data);

  /** The first bytes of it. */
  byte[] content(int n);

  /** Whether nothing outside was written to. */
  boolean marginsUntouched();

  /** A part of an array. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record ArrayPart(byte[] array, int offset, int n) implements CallerMemory {
    @Override
    public int recvInto(Socket socket) throws IOException {
      return socket.recvInto(array, offset, n);
    }

    @Override
    public int recvSome(Socket socket) throws IOException {
      return socket.recvSome(array, offset, n);
    }

    @Override
    public int recvFromInto(Socket socket, DatagramSource from) throws IOException {
      return socket.recvFromInto(array, offset, n, from, 0);
    }

    @Override
    public int recvInto(Socket socket, int flags) throws IOException {
      return socket.recvInto(array, offset, n, flags);
    }

    @Override
    public int sendTo(Socket socket, InetSocketAddress to) throws IOException {
      return socket.sendTo(array, offset, n, to, 0);
    }

    @Override
    public int send(Socket socket) throws IOException {
      return socket.send(array, offset, n);
    }

    @Override
    public void sendAll(Socket socket) throws IOException {
      socket.sendAll(array, offset, n);
    }

    @Override
    public void fill(byte[] data) {
      System.arraycopy(data, 0, array, offset, n);
    }

    @Override
    public byte[] content(int count) {
      return Arrays.copyOfRange(array, offset, offset + count);
    }

    @Override
    public boolean marginsUntouched() {
      return allZero(MemorySegment.ofArray(array), offset, n);
    }
  }

  /** A byte buffer from a first position to its limit. */
  record Buffer(ByteBuffer buffer, int first) implements CallerMemory {
    public Buffer {
      buffer.position(first);
    }

    @Override
    public int recvInto(Socket socket) throws IOException {
      return socket.recvInto(buffer);
    }

    @Override
    public int recvSome(Socket socket) throws IOException {
      return socket.recvSome(buffer);
    }

    @Override
    public int recvFromInto(Socket socket, DatagramSource from) throws IOException {
      return socket.recvFromInto(buffer, from);
    }

    @Override
    public int recvInto(Socket socket, int flags) throws IOException {
      return socket.recvInto(buffer, buffer.remaining(), flags);
    }

    @Override
    public int sendTo(Socket socket, InetSocketAddress to) throws IOException {
      return socket.sendTo(buffer, to);
    }

    @Override
    public int send(Socket socket) throws IOException {
      return socket.send(buffer);
    }

    @Override
    public void sendAll(Socket socket) throws IOException {
      socket.sendAll(buffer);
    }

    @Override
    public void fill(byte[] data) {
      buffer.put(first, data);
    }

    @Override
    public byte[] content(int count) {
      // The position says how many bytes went; a caller that flips the buffer relies on it.
      var bytes = new byte[buffer.position() - first];
      buffer.get(first, bytes);
      if (bytes.length != count) {
        throw new AssertionError(
            "the position moved by %d bytes, not %d".formatted(bytes.length, count));
      }
      return bytes;
    }

    @Override
    public boolean marginsUntouched() {
      return allZero(
          MemorySegment.ofBuffer(buffer.duplicate().clear()), first, buffer.limit() - first);
    }
  }

  /** A part of a segment. */
  record Segment(MemorySegment segment, long offset, int n) implements CallerMemory {
    @Override
    public int recvInto(Socket socket) throws IOException {
      return socket.recvInto(segment, offset, n);
    }

    @Override
    public int recvSome(Socket socket) throws IOException {
      return socket.recvSome(segment, offset, n);
    }

    @Override
    public int recvFromInto(Socket socket, DatagramSource from) throws IOException {
      return socket.recvFromInto(segment, offset, n, from, 0);
    }

    @Override
    public int recvInto(Socket socket, int flags) throws IOException {
      return socket.recvInto(segment, offset, n, flags);
    }

    @Override
    public int sendTo(Socket socket, InetSocketAddress to) throws IOException {
      return socket.sendTo(segment, offset, n, to, 0);
    }

    @Override
    public int send(Socket socket) throws IOException {
      return socket.send(segment, offset, n);
    }

    @Override
    public void sendAll(Socket socket) throws IOException {
      socket.sendAll(segment, offset, n);
    }

    @Override
    public void fill(byte[] data) {
      MemorySegment.copy(data, 0, segment, ValueLayout.JAVA_BYTE, offset, n);
    }

    @Override
    public byte[] content(int count) {
      return segment.asSlice(offset, count).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public boolean marginsUntouched() {
      return allZero(segment, offset, n);
    }
  }

  private static boolean allZero(MemorySegment segment, long offset, int n) {
    for (long i = 0; i < segment.byteSize(); i++) {
      boolean inside = i >= offset && i < offset + n;
      if (!inside && segment.get(ValueLayout.JAVA_BYTE, i) != 0) {
        return false;
      }
    }
    return true;
  }
}
