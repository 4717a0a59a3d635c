package dev.spinet.bench.ledger;

import dev.spinet.bench.traffic.BusSequence;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** What making, accepting and closing a connection costs, with an interrupt line. */
final class ConnectionOperations {

  private static final int PORT = 6000;
  private static final long TIMEOUT_MILLIS = TimeUnit.SECONDS.toMillis(20);

  /** What the driver's statistics call a hardware socket that is free. */
  private static final String FREE = "nobody";

  private final SimulatedSpiBus.Limits limits;

  ConnectionOperations(SimulatedSpiBus.Limits limits) {
    this.limits = limits;
  }

  Entry measure(Operation operation) throws IOException, InterruptedException {
    try (var scene = new Scene(new W5500Options().bufferKiB(4, 4, 4, 4), true, limits)) {
      var sequence =
          switch (operation) {
            case CONNECT -> connect(scene);
            case ACCEPT -> accept(scene);
            default -> close(scene);
          };
      return new Entry(operation, 0, 1, sequence);
    }
  }

  /** The peer's answer takes longer than the driver looks for it, so the caller waits. */
  private static BusSequence connect(Scene scene) throws IOException, InterruptedException {
    try (var listener = new Socket(scene.peer().driver());
        var socket = new Socket(scene.measured().driver())) {
      listener.bind(PORT);
      listener.listen(1);
      socket.setTimeout(TIMEOUT_MILLIS);
      scene.wires().cut();
      scene.startRecording();
      try (var caller = new Caller("connect", () -> socket.connect(scene.peer().address(), PORT))) {
        caller.awaitParked();
        scene.wires().join();
        caller.awaitReturn();
      }
      return scene.recorded();
    }
  }

  /** The connection has come, and another hardware socket listens, when it is accepted. */
  private static BusSequence accept(Scene scene) throws IOException, InterruptedException {
    try (var listener = new Socket(scene.measured().driver());
        var client = new Socket(scene.peer().driver())) {
      listener.bind(PORT);
      listener.listen(1);
      listener.setTimeout(TIMEOUT_MILLIS);
      client.setTimeout(TIMEOUT_MILLIS);
      scene.startRecording();
      client.connect(scene.measured().address(), PORT);
      Scene.await(
          "a socket to listen again",
          () -> scene.hasStatus(SocketStatus.ESTABLISHED) && scene.hasStatus(SocketStatus.LISTEN));
      try (var _ = listener.accept()) {
        return scene.recorded();
      }
    }
  }

  /** The peer has closed its side before; until the hardware socket is free. */
  private static BusSequence close(Scene scene) throws IOException, InterruptedException {
    try (var connection = scene.connect()) {
      connection.far().close();
      Scene.await("the peer's end", () -> scene.hasStatus(SocketStatus.CLOSE_WAIT));
      scene.startRecording();
      connection.near().close();
      Scene.await("a free socket", () -> isFree(scene));
      return scene.recorded();
    }
  }

  private static boolean isFree(Scene scene) {
    return scene.measured().driver().statistics().sockets().stream()
        .allMatch(socket -> socket.user().equals(FREE));
  }
}
