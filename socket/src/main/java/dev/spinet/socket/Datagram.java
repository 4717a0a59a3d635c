package dev.spinet.socket;

import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * One received datagram.
 *
 * @param data its bytes, as many as were asked for
 * @param source who sent it; port 0 for raw IP packets, address and port 0 for Ethernet frames
 * @param length how many bytes it had: more than {@code data} if it was cut
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString look into the array
public record Datagram(byte[] data, InetSocketAddress source, int length) {

  /**
   * Whether bytes of it were dropped because fewer were asked for.
   *
   * @return whether {@link #data} is not all of it
   */
  public boolean isCut() {
    return length > data.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Datagram(var otherData, var otherSource, int otherLength)
        && Arrays.equals(data, otherData)
        && source.equals(otherSource)
        && length == otherLength;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(data) + source.hashCode()) + length;
  }

  /**
   * For messages: the sender and the length.
   *
   * @return a text for people
   */
  @Override
  public String toString() {
    return "Datagram[%d of %d bytes from %s]".formatted(data.length, length, Hosts.text(source));
  }
}
