package dev.spinet.simulator.w5500;

import java.nio.ByteBuffer;

/** What the chip puts in front of a packet in the RX buffer, big-endian (4.2). */
final class PacketHeader {

  private final ByteBuffer bytes;

  PacketHeader(int size) {
    this.bytes = ByteBuffer.allocate(size);
  }

  void put16(int value) {
    bytes.putShort((short) value);
  }

  void put32(int value) {
    bytes.putInt(value);
  }

  void appendTo(ReceiveRing ring) {
    ring.append(bytes.array(), 0, bytes.position());
  }
}
