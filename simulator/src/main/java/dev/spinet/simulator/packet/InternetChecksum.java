package dev.spinet.simulator.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The checksum of IPv4, ICMP, UDP and TCP: the one's complement of the one's complement sum of
 * 16-bit words (RFC 1071).
 *
 * <p>A sum is built up from pieces: {@code add} each of them to the running sum, then {@code
 * finish}. All pieces but the last must have an even length.
 */
public final class InternetChecksum {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private InternetChecksum() {}

  /**
   * Adds some bytes to a running sum.
   *
   * @param sum the sum so far; 0 to begin
   * @param bytes where the bytes are
   * @param offset offset of the first of them
   * @param length number of bytes; an odd last byte counts as the high half of a word
   * @return the new sum, not yet folded
   * @throws IndexOutOfBoundsException if the range is not inside the array
   */
  public static long add(long sum, byte[] bytes, int offset, int length) {
    long total = sum;
    int at = offset;
    int left = length;
    // Words wider than 16 bits give the same result, as 2^16 and 2^32 are both 1 modulo 2^16 - 1.
    while (left >= Long.BYTES) {
      long word = (long) LONG.get(bytes, at);
      total += (word >>> 32) + (word & 0xFFFF_FFFFL);
      at += Long.BYTES;
      left -= Long.BYTES;
    }
    while (left >= Short.BYTES) {
      total += NetworkOrder.u16(bytes, at);
      at += Short.BYTES;
      left -= Short.BYTES;
    }
    if (left > 0) {
      total += (long) NetworkOrder.u8(bytes, at) << 8;
    }
    return total;
  }

  /**
   * Ends a sum.
   *
   * @param sum the running sum
   * @return the checksum, 0 to 0xFFFF; 0 if the bytes summed up include a correct checksum
   */
  public static int finish(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xFFFF) + (folded >>> 16);
    }
    return (int) (~folded & 0xFFFF);
  }

  /**
   * The checksum of one run of bytes.
   *
   * @param bytes where the bytes are
   * @param offset offset of the first of them
   * @param length number of bytes
   * @return the checksum, 0 to 0xFFFF
   * @throws IndexOutOfBoundsException if the range is not inside the array
   */
  public static int of(byte[] bytes, int offset, int length) {
    return finish(add(0, bytes, offset, length));
  }

  /**
   * The sum of the pseudo header that UDP and TCP put before their own header (RFC 768, RFC 9293
   * section 3.1).
   *
   * @param source the sender's address
   * @param destination the receiver's address
   * @param protocol the protocol number of IPv4
   * @param length bytes of the transport header and its payload
   * @return a sum to go on with
   */
  public static long pseudoHeader(
      Ipv4Address source, Ipv4Address destination, int protocol, int length) {
    return (source.value() & 0xFFFF_FFFFL)
        + (destination.value() & 0xFFFF_FFFFL)
        + protocol
        + length;
  }
}
