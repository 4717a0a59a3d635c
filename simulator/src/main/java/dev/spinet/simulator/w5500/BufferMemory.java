package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The memory behind the TX or the RX buffers (3.3). Each socket has a ring in it, behind those of
 * the sockets before it. A pointer of 16 bits selects the byte at its value modulo the ring's size,
 * so that bursts wrap inside the chip. When the sizes add up to more than there is, rings overlap
 * and corrupt each other, as they do in the chip.
 */
final class BufferMemory {

  private final byte[] bytes;
  private final MemorySegment segment;
  private final int[] base = new int[ChipLimits.SOCKET_COUNT];
  private final int[] size = new int[ChipLimits.SOCKET_COUNT];

  BufferMemory(int length) {
    this.bytes = new byte[length];
    this.segment = MemorySegment.ofArray(bytes);
  }

  /** Sets the size of a socket's ring in the units of the size registers. */
  void resize(int socket, int units) {
    // Of an illegal size only the highest bit counts, so that a ring's size stays a power of two.
    int effective = Math.min(Integer.highestOneBit(units) * ChipLimits.BUFFER_UNIT, bytes.length);
    size[socket] = effective;
    for (int i = 1; i < size.length; i++) {
      base[i] = base[i - 1] + size[i - 1];
    }
  }

  int size(int socket) {
    return size[socket];
  }

  /** Whether all rings together fit the memory. */
  boolean fits() {
    return Arrays.stream(size).sum() <= bytes.length;
  }

  int sum() {
    return Arrays.stream(size).sum();
  }

  /** Reads from a ring into memory; a ring of size 0 reads as zeros. */
  void read(int socket, int pointer, MemorySegment target, long offset, int length) {
    if (size[socket] == 0) {
      target.asSlice(offset, length).fill((byte) 0);
      return;
    }
    for (int done = 0; done < length; ) {
      int at = locate(socket, pointer + done);
      int piece = Math.min(length - done, contiguous(socket, pointer + done, at));
      MemorySegment.copy(segment, at, target, offset + done, piece);
      done += piece;
    }
  }

  /** Writes from memory into a ring; a ring of size 0 swallows everything. */
  void write(int socket, int pointer, MemorySegment source, long offset, int length) {
    if (size[socket] == 0) {
      return;
    }
    for (int done = 0; done < length; ) {
      int at = locate(socket, pointer + done);
      int piece = Math.min(length - done, contiguous(socket, pointer + done, at));
      MemorySegment.copy(source, offset + done, segment, at, piece);
      done += piece;
    }
  }

  /** Writes zeros into a ring. */
  void clear(int socket, int pointer, int length) {
    if (size[socket] == 0) {
      return;
    }
    for (int done = 0; done < length; ) {
      int at = locate(socket, pointer + done);
      int piece = Math.min(length - done, contiguous(socket, pointer + done, at));
      Arrays.fill(bytes, at, at + piece, (byte) 0);
      done += piece;
    }
  }

  void read(int socket, int pointer, byte[] target, int offset, int length) {
    read(socket, pointer, MemorySegment.ofArray(target), offset, length);
  }

  void write(int socket, int pointer, byte[] source, int offset, int length) {
    write(socket, pointer, MemorySegment.ofArray(source), offset, length);
  }

  private int locate(int socket, int pointer) {
    return (base[socket] + (pointer & (size[socket] - 1))) & (bytes.length - 1);
  }

  /** Bytes from a pointer to the end of its ring or of the memory, whichever is nearer. */
  private int contiguous(int socket, int pointer, int at) {
    return Math.min(size[socket] - (pointer & (size[socket] - 1)), bytes.length - at);
  }
}
