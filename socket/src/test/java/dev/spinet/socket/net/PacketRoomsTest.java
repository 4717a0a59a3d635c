package dev.spinet.socket.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.net.DatagramPacket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PacketRoomsTest {

  private final DatagramPacket packet = new DatagramPacket(new byte[100], 100);

  @Test
  void remembersTheRoomOfAPacketThatIsAsItWasLeft() {
    PacketRooms.setLength(packet, 7, PacketRooms.room(packet));
    assertEquals(7, packet.getLength());
    assertEquals(100, PacketRooms.room(packet));
    packet.setLength(50);
    assertEquals(50, PacketRooms.room(packet));
  }

  /** The methods of a packet are synchronized, and programs may hold its monitor for long. */
  @Test
  void aPacketThatIsLockedHoldsUpNoOther() throws Exception {
    Thread waiting;
    synchronized (packet) {
      waiting = Thread.ofPlatform().daemon().start(() -> PacketRooms.setLength(packet, 1, 100));
      while (waiting.getState() != Thread.State.BLOCKED) {
        Thread.onSpinWait();
      }
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> {
            var other = new DatagramPacket(new byte[10], 10);
            PacketRooms.setLength(other, 3, PacketRooms.room(other));
            assertEquals(10, PacketRooms.room(other));
          });
    }
    waiting.join();
    assertEquals(1, packet.getLength());
  }
}
