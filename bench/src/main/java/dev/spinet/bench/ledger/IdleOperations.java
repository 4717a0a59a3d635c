package dev.spinet.bench.ledger;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;

import dev.spinet.bench.traffic.BusSequence;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What it costs that callers wait and nothing comes; without the health check. */
final class IdleOperations {

  /** How long the wait with an interrupt line is watched. */
  static final Duration WATCHED = Duration.ofMillis(250);

  /** How many looks are watched without one. */
  private static final int LOOKS = 20;

  private static final int FIRST_PORT = 7000;
  private static final long TIMEOUT_MILLIS = TimeUnit.SECONDS.toMillis(60);

  private final SimulatedSpiBus.Limits limits;

  IdleOperations(SimulatedSpiBus.Limits limits) {
    this.limits = limits;
  }

  Entry measure(Operation operation) throws IOException, InterruptedException {
    boolean line = operation == Operation.IDLE_INT;
    try (var scene = new Scene(new W5500Options(), line, limits)) {
      var sockets = new ArrayList<Socket>();
      var callers = new ArrayList<Caller>();
      try {
        for (int i = 0; i < ChipLimits.SOCKET_COUNT; i++) {
          var socket = new Socket(scene.measured().driver(), AF_INET, SOCK_DGRAM);
          sockets.add(socket);
          socket.bind(FIRST_PORT + i);
          socket.setTimeout(TIMEOUT_MILLIS);
          callers.add(new Caller("receive " + i, () -> socket.recvFrom(1)));
        }
        for (var caller : callers) {
          caller.awaitParked();
        }
        return new Entry(operation, 0, 1, line ? silence(scene) : look(scene));
      } finally {
        for (var socket : sockets) {
          socket.close();
        }
        callers.forEach(Caller::close);
      }
    }
  }

  private static BusSequence silence(Scene scene) throws IOException, InterruptedException {
    scene.startRecording();
    Thread.sleep(WATCHED);
    return scene.recorded();
  }

  /** One of some looks that are all alike. The driver goes on looking meanwhile. */
  private static BusSequence look(Scene scene) throws IOException, InterruptedException {
    scene.startRecording();
    Scene.await("some looks", () -> scene.measured().recorded().frames() > LOOKS);
    var looks = scene.measured().recorded().submissions().subList(0, LOOKS);
    var first = looks.getFirst();
    if (!looks.stream().allMatch(first::equals)) {
      throw new IOException("the driver does not poll with equal looks: " + looks);
    }
    return new BusSequence(List.of(first));
  }
}
