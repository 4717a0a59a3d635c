package dev.spinet.bench.ledger;

import dev.spinet.bench.traffic.BusSequence;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.socket.SocketConstants;
import dev.spinet.socket.WouldBlockException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * What goes over the bus in a long transfer with the driver's default options, so that what is paid
 * once in several calls is counted with its share; and in a request with its response.
 */
public final class SteadyStreams {

  private static final int BUFFER_KIB = 16;
  private static final int BUFFER = BUFFER_KIB * 1024;

  /** Bytes of a transfer: some turns of the chip's memory. */
  private static final int LEAST_TOTAL = 8 * BUFFER;

  private final SimulatedSpiBus.Limits limits;

  /**
   * Prepares it.
   *
   * @param bufsiz what spidev takes in one submission, in bytes
   */
  public SteadyStreams(int bufsiz) {
    limits = BusLimits.of(bufsiz);
  }

  /**
   * A transfer.
   *
   * @param sequence what went over the bus
   * @param payload bytes of data in it
   */
  public record Transfer(BusSequence sequence, long payload) {}

  private static W5500Options options() {
    return new W5500Options().bufferKiB(BUFFER_KIB);
  }

  private static int calls(int n) {
    return Math.ceilDiv(LEAST_TOTAL, n);
  }

  /**
   * Receives, with data always waiting.
   *
   * @param n bytes asked for in each call
   * @return the transfer
   * @throws IOException if the driver does not do what it should
   * @throws InterruptedException if the thread is interrupted
   */
  public Transfer receive(int n) throws IOException, InterruptedException {
    try (var arena = Arena.ofConfined();
        var scene = new Scene(options(), true, limits);
        var connection = scene.connect()) {
      var memory = arena.allocate(BUFFER);
      connection.far().sendAll(arena.allocate(2L * BUFFER));
      scene.awaitReceived(BUFFER);
      connection.near().recvInto(memory, Math.min(n, BUFFER / 4));
      scene.startRecording();
      for (int i = 0; i < calls(n); i++) {
        refill(connection, memory);
        if (connection.near().recvInto(memory, n) != n) {
          throw new IOException("the stream has ended early");
        }
      }
      return new Transfer(scene.recorded(), (long) n * calls(n));
    }
  }

  /** Gives the peer as much as it takes. */
  private static void refill(Scene.Connection connection, MemorySegment memory) throws IOException {
    try {
      while (true) {
        connection.far().send(memory, 0, BUFFER, SocketConstants.MSG_DONTWAIT);
      }
    } catch (WouldBlockException e) {
      // It is full.
    }
  }

  /**
   * Sends, to a peer that takes everything at once.
   *
   * @param n bytes handed over in each call
   * @return the transfer
   * @throws IOException if the driver does not do what it should
   */
  public Transfer send(int n) throws IOException {
    try (var arena = Arena.ofConfined();
        var scene = new Scene(options(), true, limits);
        var connection = scene.connect()) {
      var memory = arena.allocate(n);
      var copy = arena.allocate(n);
      scene.startRecording();
      for (int i = 0; i < calls(n); i++) {
        connection.near().sendAll(memory);
        connection.far().recvInto(copy, n);
      }
      return new Transfer(scene.recorded(), (long) n * calls(n));
    }
  }

  /**
   * A request, and the response that has come before anybody asks for it.
   *
   * @param n bytes of each
   * @return what went over the bus for both
   * @throws IOException if the driver does not do what it should
   */
  public BusSequence exchange(int n) throws IOException {
    try (var arena = Arena.ofConfined();
        var scene = new Scene(options(), true, limits);
        var connection = scene.connect()) {
      var memory = arena.allocate(n);
      var copy = arena.allocate(n);
      for (int round = 0; round < 2; round++) {
        scene.startRecording();
        connection.near().sendAll(memory);
        connection.far().recvInto(copy, n);
        connection.far().sendAll(copy);
        connection.near().recvInto(memory, n);
      }
      return scene.recorded();
    }
  }

  /**
   * A request, and the response that an interrupt announces to a caller who waits for it.
   *
   * @param n bytes of each
   * @return what went over the bus for both
   * @throws IOException if the driver does not do what it should
   * @throws InterruptedException if the thread is interrupted
   */
  public BusSequence exchangeWithWait(int n) throws IOException, InterruptedException {
    try (var arena = Arena.ofShared();
        var scene = new Scene(options(), true, limits);
        var connection = scene.connect()) {
      var memory = arena.allocate(n);
      var copy = arena.allocate(n);
      connection.near().setTimeout(TimeUnit.SECONDS.toMillis(20));
      for (int round = 0; round < 2; round++) {
        scene.startRecording();
        try (var caller =
            new Caller(
                "exchange",
                () -> {
                  connection.near().sendAll(memory);
                  connection.near().recvInto(memory, n);
                })) {
          caller.awaitParked();
          connection.far().recvInto(copy, n);
          connection.far().sendAll(copy);
          caller.awaitReturn();
        }
      }
      return scene.recorded();
    }
  }
}
