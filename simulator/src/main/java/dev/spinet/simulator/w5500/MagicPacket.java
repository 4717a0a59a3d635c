package dev.spinet.simulator.w5500;

import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.UdpDatagram;
import java.util.Arrays;

/** Wake on LAN: six bytes of 0xFF and sixteen times the hardware address, in a datagram (4.1). */
final class MagicPacket {

  private static final int REPETITIONS = 16;

  private MagicPacket() {}

  static boolean isFor(MacAddress mac, UdpDatagram datagram) {
    byte[] magic = new byte[(1 + REPETITIONS) * MacAddress.BYTES];
    Arrays.fill(magic, 0, MacAddress.BYTES, (byte) 0xFF);
    for (int i = 1; i <= REPETITIONS; i++) {
      mac.write(magic, i * MacAddress.BYTES);
    }
    byte[] bytes = datagram.ip().ethernet().bytes();
    int end = datagram.payloadOffset() + datagram.payloadLength();
    for (int at = datagram.payloadOffset(); at + magic.length <= end; at++) {
      if (Arrays.equals(bytes, at, at + magic.length, magic, 0, magic.length)) {
        return true;
      }
    }
    return false;
  }
}
