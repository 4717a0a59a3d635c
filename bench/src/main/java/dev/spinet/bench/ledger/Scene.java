package dev.spinet.bench.ledger;

import dev.spinet.bench.traffic.BusSequence;
import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Two chips in one network, each with its driver: the one whose bus is measured, and the peer that
 * answers it.
 */
final class Scene implements AutoCloseable {

  /** Port that the peer listens at. */
  static final int PORT = 5000;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long LOOK_MILLIS = 1;
  private static final int PEER_BUFFER_KIB = 16;

  private final Wires wires = new Wires();
  private final Station measured;
  private final Station peer;
  private BusCounters.Snapshot before = new BusCounters.Snapshot(0, 0, 0);

  /**
   * Builds it.
   *
   * @param options of the driver that is measured
   * @param interruptLine whether its interrupt line is wired
   * @param limits what its bus takes in one submission
   */
  Scene(W5500Options options, boolean interruptLine, SimulatedSpiBus.Limits limits)
      throws IOException {
    var lan = new VirtualLan(wires.clock());
    peer =
        new Station(
            wires,
            lan,
            2,
            new W5500Options().bufferKiB(PEER_BUFFER_KIB),
            true,
            SimulatedSpiBus.Limits.UNLIMITED);
    try {
      measured = new Station(wires, lan, 1, options, interruptLine, limits);
    } catch (IOException | RuntimeException e) {
      peer.close();
      throw e;
    }
  }

  Station measured() {
    return measured;
  }

  Station peer() {
    return peer;
  }

  Wires wires() {
    return wires;
  }

  /** From now on what the measured driver does is written down. */
  void startRecording() {
    before = measured.counters();
    measured.startRecording();
  }

  /** What it did, which is also what it has counted itself. */
  BusSequence recorded() throws IOException {
    var sequence = measured.recorded();
    var counted = measured.counters().since(before);
    if (counted.messages() != sequence.ioctls()
        || counted.frames() != sequence.frames()
        || counted.bytes() != sequence.bytes()) {
      throw new IOException(
          "the driver has counted %s, but %d submissions, %d frames and %d bytes were seen"
              .formatted(counted, sequence.ioctls(), sequence.frames(), sequence.bytes()));
    }
    return sequence;
  }

  /** Waits until the measured chip holds some received bytes of its socket 0. */
  void awaitReceived(int count) throws IOException, InterruptedException {
    await(count + " bytes in the chip", () -> measured.peek(0, SocketRegister.RX_RSR) == count);
  }

  /** Whether a hardware socket of the measured chip has a status. */
  boolean hasStatus(int status) {
    for (int socket = 0; socket < ChipLimits.SOCKET_COUNT; socket++) {
      if (measured.peek(socket, SocketRegister.SR) == status) {
        return true;
      }
    }
    return false;
  }

  /** Waits for something that another thread brings about. */
  static void await(String what, BooleanSupplier condition)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begun > PATIENCE_NANOS) {
        throw new IOException("the benchmark waits in vain: " + what);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** A TCP connection from the measured chip to the peer. */
  Connection connect() throws IOException {
    try (var listener = new Socket(peer.driver())) {
      listener.bind(PORT);
      listener.listen(1);
      var near = new Socket(measured.driver());
      near.setTimeout(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
      near.connect(peer.address(), PORT);
      listener.setTimeout(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
      return new Connection(near, listener.accept());
    }
  }

  /**
   * Both ends of a connection.
   *
   * @param near the measured end
   * @param far the peer's
   */
  record Connection(Socket near, Socket far) implements AutoCloseable {

    @Override
    public void close() throws IOException {
      far.close();
      near.close();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      measured.close();
    } finally {
      peer.close();
    }
  }
}
