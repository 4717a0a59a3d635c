package dev.spinet.bench.ledger;

import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import java.io.IOException;
import java.lang.foreign.Arena;

/** What receiving and sending on a TCP connection costs, with all of the chip's memory. */
final class TcpOperations {

  private static final int BUFFER_KIB = 16;
  private static final int BUFFER = BUFFER_KIB * 1024;

  private final SimulatedSpiBus.Limits limits;

  TcpOperations(SimulatedSpiBus.Limits limits) {
    this.limits = limits;
  }

  Entry measure(Operation operation, int n) throws IOException, InterruptedException {
    var options =
        new W5500Options()
            .bufferKiB(BUFFER_KIB)
            .deferredReceive(operation != Operation.TCP_RECV_STREAM);
    try (var scene = new Scene(options, true, limits);
        var connection = scene.connect()) {
      if (operation == Operation.TCP_SEND) {
        send(scene, connection, n);
      } else {
        receive(scene, connection, n, operation != Operation.TCP_RECV_COLD);
      }
      return new Entry(operation, n, 1, scene.recorded());
    }
  }

  /** The peer has twice as much to send as fits the chip, so more comes as space is given back. */
  private static void receive(Scene scene, Scene.Connection connection, int n, boolean flowing)
      throws IOException, InterruptedException {
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(BUFFER);
      connection.far().sendAll(arena.allocate(2L * BUFFER));
      scene.awaitReceived(BUFFER);
      if (flowing) {
        connection.near().recvInto(memory, Math.min(n, BUFFER / 4));
      }
      scene.startRecording();
      int count = connection.near().recvInto(memory, n);
      requireAll(count, n);
    }
  }

  private static void send(Scene scene, Scene.Connection connection, int n) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(n);
      scene.startRecording();
      connection.near().sendAll(memory);
      var copy = arena.allocate(n);
      requireAll(connection.far().recvInto(copy, n), n);
    }
  }

  private static void requireAll(int count, int n) throws IOException {
    if (count != n) {
      throw new IOException("only %d of %d bytes were moved".formatted(count, n));
    }
  }
}
