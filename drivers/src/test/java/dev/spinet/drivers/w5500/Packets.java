package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.IPPROTO_UDP;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import org.jspecify.annotations.Nullable;

/** Packets over endpoints, as arrays. */
final class Packets {

  /** A packet that came, cut to the room there was. */
  static final class Packet {
    final byte[] data;
    final String from;
    final int port;
    final int length;

    Packet(byte[] data, DatagramSource source) {
      this.data = data;
      this.from = Destinations.text(source.addressBits());
      this.port = source.port();
      this.length = source.length();
    }
  }

  private Packets() {}

  static DatagramEndpoint udp(W5500 driver) throws IOException {
    return driver.openDatagram(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
  }

  /** A UDP socket bound to a port. */
  static DatagramEndpoint udp(W5500 driver, int port) throws IOException {
    var endpoint = udp(driver);
    endpoint.bind(W5500Options.anyAddress(), port);
    return endpoint;
  }

  static MemorySegment memory(Arena arena, byte[] data) {
    var memory = arena.allocate(Math.max(1, data.length));
    MemorySegment.copy(data, 0, memory, ValueLayout.JAVA_BYTE, 0, data.length);
    return memory;
  }

  static void send(DatagramEndpoint endpoint, byte[] data, Inet4Address to, int port)
      throws IOException {
    try (var arena = Arena.ofConfined()) {
      assertTrue(
          endpoint.send(
              memory(arena, data), 0, data.length, Destinations.bits(to), port, Board.SECONDS_10));
    }
  }

  static Packet receive(DatagramEndpoint endpoint) throws IOException {
    return Streams.present(receive(endpoint, 2000, Board.SECONDS_10));
  }

  static @Nullable Packet receive(DatagramEndpoint endpoint, int room, long timeoutNanos)
      throws IOException {
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(Math.max(1, room));
      var from = new DatagramSource();
      int count = endpoint.receive(memory, 0, room, from, timeoutNanos);
      return count < 0
          ? null
          : new Packet(memory.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE), from);
    }
  }
}
