package dev.spinet.bench.ledger;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;

/** What datagrams cost, with all of the chip's memory for one socket. */
final class UdpOperations {

  private static final int BUFFER_KIB = 16;
  private static final int PORT = 7000;
  private static final int OTHER_PORT = 7001;

  /** The chip's own header before each datagram in its memory. */
  private static final int HEADER = ChipLimits.UDP_HEADER_SIZE;

  /** The most datagrams of a burst. */
  private static final int BURST_MAX = 8;

  /** Room of one submission that is not the data's: the frame's header, as it is aligned. */
  private final SimulatedSpiBus.Limits limits;

  UdpOperations(SimulatedSpiBus.Limits limits) {
    this.limits = limits;
  }

  /** The datagrams of a burst: as many as one submission carries with their headers, at most 8. */
  int burst(int n) {
    int room = limits.bufferSize() - limits.alignment();
    return Math.clamp(room / (n + HEADER), 1, BURST_MAX);
  }

  Entry measure(Operation operation, int n) throws IOException, InterruptedException {
    try (var arena = Arena.ofConfined();
        var scene = new Scene(new W5500Options().bufferKiB(BUFFER_KIB), true, limits);
        var near = socket(scene.measured());
        var far = socket(scene.peer())) {
      var memory = arena.allocate(ChipLimits.MSS_UDP_MAX);
      int calls = operation == Operation.UDP_RECVFROM_BURST ? burst(n) : 1;
      switch (operation) {
        case UDP_RECVFROM, UDP_RECVFROM_BURST -> receive(scene, near, far, memory, n, calls);
        default -> send(scene, near, memory, n, operation == Operation.UDP_SENDTO_NEW);
      }
      return new Entry(operation, n, calls, scene.recorded());
    }
  }

  private static Socket socket(Station station) throws IOException {
    var socket = new Socket(station.driver(), AF_INET, SOCK_DGRAM);
    socket.bind(PORT);
    return socket;
  }

  /** The second time, when the space of the first is still to be given back. */
  private static void receive(
      Scene scene, Socket near, Socket far, MemorySegment memory, int n, int calls)
      throws IOException, InterruptedException {
    var from = new DatagramSource();
    var to = address(scene.measured(), PORT);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < calls; i++) {
        far.sendTo(memory, 0, n, to, 0);
      }
      scene.awaitReceived((round + 1) * calls * (n + HEADER));
      scene.startRecording();
      for (int i = 0; i < calls; i++) {
        int count = near.recvFromInto(memory, 0, n, from, 0);
        if (count != n) {
          throw new IOException("a datagram of %d bytes has come as %d".formatted(n, count));
        }
      }
    }
  }

  /** The chip knows the hardware address of whoever got the last datagram. */
  private static void send(Scene scene, Socket near, MemorySegment memory, int n, boolean other)
      throws IOException {
    near.sendTo(memory, 0, 1, address(scene.peer(), PORT), 0);
    var to = address(scene.peer(), other ? OTHER_PORT : PORT);
    scene.startRecording();
    near.sendTo(memory, 0, n, to, 0);
  }

  private static InetSocketAddress address(Station station, int port) {
    return new InetSocketAddress(Inet4Address.ofLiteral(station.address()), port);
  }
}
