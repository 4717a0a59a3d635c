package dev.spinet.socket.net;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.DatagramPacket;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * How much each packet may take. Receiving sets the length of a {@link DatagramPacket} to that of
 * the datagram, and programs receive into the same packet again, expecting as much room as at
 * first, also on another socket; the JDK's own sockets know it from a field of the packet that
 * others cannot see. So what the length was before is kept here, for the whole process, as long as
 * the packet is as it was left.
 */
final class PacketRooms {

  /** A packet as it was left. */
  private static final class Left {

    // Not to keep the memory of a packet that is gone.
    private final Reference<byte[]> data;
    private final int offset;
    private final int length;
    private final int room;

    Left(DatagramPacket packet, int room) {
      data = new WeakReference<>(packet.getData());
      offset = packet.getOffset();
      length = packet.getLength();
      this.room = room;
    }

    @SuppressWarnings("ReferenceEquality") // Another array is another packet.
    boolean is(DatagramPacket packet) {
      return packet.getData() == data.get()
          && packet.getOffset() == offset
          && packet.getLength() == length;
    }
  }

  // By identity, which is how packets compare.
  private static final Map<DatagramPacket, Left> PACKETS = new WeakHashMap<>();

  private PacketRooms() {}

  /** The bytes that may be received into a packet from its offset on. */
  static int room(DatagramPacket packet) {
    // The methods of a packet are synchronized: they are not called with the lock of all packets.
    Left left;
    synchronized (PACKETS) {
      left = PACKETS.get(packet);
    }
    return left != null && left.is(packet) ? left.room : packet.getLength();
  }

  /** Sets the length of what was received. */
  static void setLength(DatagramPacket packet, int length, int room) {
    packet.setLength(length);
    Left left = length < room ? new Left(packet, room) : null;
    synchronized (PACKETS) {
      if (left != null) {
        PACKETS.put(packet, left);
      } else {
        PACKETS.remove(packet);
      }
    }
  }
}
