package dev.spinet.socket.net;

import java.net.DatagramPacket;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * How much each packet may take. Receiving sets the length of a {@link DatagramPacket} to that of
 * the datagram, and programs receive into the same packet again, expecting as much room as at
 * first; the JDK's own sockets know it from a field that others cannot see. So what the length was
 * before is kept here, as long as the packet is as it was left.
 */
final class PacketRooms {

  /** A packet as it was left. */
  private static final class Left {

    private final byte[] data;
    private final int offset;
    private final int length;
    private final int room;

    Left(DatagramPacket packet, int room) {
      data = packet.getData();
      offset = packet.getOffset();
      length = packet.getLength();
      this.room = room;
    }

    @SuppressWarnings("ReferenceEquality") // Another array is another packet.
    boolean is(DatagramPacket packet) {
      return packet.getData() == data
          && packet.getOffset() == offset
          && packet.getLength() == length;
    }
  }

  // By identity, which is how packets compare.
  private final Map<DatagramPacket, Left> packets = new WeakHashMap<>();

  /** The bytes that may be received into a packet from its offset on. */
  synchronized int room(DatagramPacket packet) {
    Left left = packets.get(packet);
    return left != null && left.is(packet) ? left.room : packet.getLength();
  }

  /** Sets the length of what was received. */
  synchronized void setLength(DatagramPacket packet, int length, int room) {
    packet.setLength(length);
    if (length < room) {
      packets.put(packet, new Left(packet, room));
    } else {
      packets.remove(packet);
    }
  }
}
