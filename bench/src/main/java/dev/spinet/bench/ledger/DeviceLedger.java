package dev.spinet.bench.ledger;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;

import dev.spinet.bench.device.Board;
import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Counts what calls cost on a chip at hand, with this machine as the peer. Time does not stand
 * still there: a SEND may not be complete when the next one comes, and the health check goes on. So
 * every call is made some times, and the one with the fewest frames counts.
 */
final class DeviceLedger {

  /**
   * What a call cost.
   *
   * @param operation what was done
   * @param n bytes of payload
   * @param cost what the driver has counted
   * @param nanos how long the call took
   */
  record Count(Operation operation, int n, BusCounters.Snapshot cost, long nanos) {

    /** For programs. */
    Map<String, Object> tree() {
      return LedgerSuite.row(operation, n, cost.frames(), cost.bytes(), cost.messages());
    }
  }

  private static final List<Integer> SIZES = List.of(1, 64, 536, 1460, 4000);
  private static final List<Operation> OPERATIONS =
      List.of(
          Operation.TCP_RECV_DEFERRED,
          Operation.TCP_RECV_COLD,
          Operation.TCP_SEND,
          Operation.UDP_RECVFROM,
          Operation.UDP_SENDTO_SAME);

  private static final int ROUNDS = 7;
  private static final int BUFFER_KIB = 8;
  private static final int TIMEOUT_MILLIS = 10_000;

  /** What has not come by then is lost: on a local network all takes milliseconds. */
  private static final int DATAGRAM_MILLIS = 2_000;

  /** Datagrams that a network may lose for each line of the table. */
  private static final int MOST_LOST = 3;

  /** For what is on its way to arrive, and for what was sent to be complete. */
  private static final int SETTLING_MILLIS = 25;

  private final W5500 eth;
  private final Board board;
  private final MemorySegment memory;

  private DeviceLedger(W5500 eth, Board board, MemorySegment memory) {
    this.eth = eth;
    this.board = board;
    this.memory = memory;
  }

  /** Counts everything. Blocks for some seconds. */
  static List<Count> measure(Board board, BenchmarkProgress progress)
      throws IOException, InterruptedException {
    try (var arena = Arena.ofConfined();
        var eth = board.open(BUFFER_KIB, BUFFER_KIB)) {
      var ledger = new DeviceLedger(eth, board, arena.allocate(BUFFER_KIB * 1024L));
      var counts = new ArrayList<Count>();
      int done = 0;
      for (var operation : OPERATIONS) {
        progress.step("on the device: " + operation.title(), done++, OPERATIONS.size());
        boolean datagrams =
            operation == Operation.UDP_RECVFROM || operation == Operation.UDP_SENDTO_SAME;
        var sizes = SIZES.stream().filter(n -> !datagrams || n <= ChipLimits.MSS_UDP_MAX).toList();
        counts.addAll(datagrams ? ledger.udp(operation, sizes) : ledger.tcp(operation, sizes));
      }
      return counts;
    }
  }

  /** What is counted. */
  private interface Call {
    void run() throws IOException;
  }

  /** What has to be done before each time. */
  private interface Preparation {
    void run() throws IOException, InterruptedException;
  }

  private Count least(Operation operation, int n, Preparation preparation, Call call)
      throws IOException, InterruptedException {
    Count least = null;
    var losses = new Losses(MOST_LOST);
    for (int round = 0; round < ROUNDS; ) {
      preparation.run();
      TimeUnit.MILLISECONDS.sleep(SETTLING_MILLIS);
      var before = eth.statistics().bus();
      long begun = System.nanoTime();
      try {
        call.run();
      } catch (LostDatagramException e) {
        losses.count(e);
        continue;
      }
      round++;
      long nanos = System.nanoTime() - begun;
      var count = new Count(operation, n, eth.statistics().bus().since(before), nanos);
      if (least == null || count.cost().frames() < least.cost().frames()) {
        least = count;
      }
    }
    return Objects.requireNonNull(least);
  }

  private List<Count> tcp(Operation operation, List<Integer> sizes)
      throws IOException, InterruptedException {
    var counts = new ArrayList<Count>();
    try (var server = new ServerSocket(0, 1, board.servers());
        var socket = new Socket(eth)) {
      socket.setTimeout(TIMEOUT_MILLIS);
      server.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(board.host(), server.getLocalPort());
      try (var peer = server.accept()) {
        peer.setTcpNoDelay(true);
        for (int n : sizes) {
          counts.add(
              switch (operation) {
                case TCP_SEND ->
                    least(
                        operation,
                        n,
                        () -> peer.getInputStream().skipNBytes(peer.getInputStream().available()),
                        () -> socket.sendAll(memory, 0, n));
                case TCP_RECV_COLD ->
                    least(
                        operation,
                        n,
                        () -> {
                          // Gives the space of the round before back, which is not counted here.
                          requireAll(0, socket.available());
                          peer.getOutputStream().write(new byte[n]);
                        },
                        () -> requireAll(n, socket.recvInto(memory, n)));
                default ->
                    least(
                        operation,
                        n,
                        () -> {
                          peer.getOutputStream().write(new byte[n]);
                          awaitKnown(socket);
                        },
                        () -> requireAll(n, socket.recvInto(memory, n)));
              });
        }
      }
    }
    return counts;
  }

  private List<Count> udp(Operation operation, List<Integer> sizes)
      throws IOException, InterruptedException {
    var counts = new ArrayList<Count>();
    try (var host = new DatagramSocket(0, board.servers());
        var socket = new Socket(eth, AF_INET, SOCK_DGRAM)) {
      socket.setTimeout(DATAGRAM_MILLIS);
      host.setSoTimeout(DATAGRAM_MILLIS);
      var peer = new InetSocketAddress(Inet4Address.ofLiteral(board.host()), host.getLocalPort());
      // A greeting opens the way back through a gateway, and is the datagram before the first.
      var greeting = greet(host, socket, peer);
      for (int n : sizes) {
        var datagram = memory.asSlice(0, n);
        var answer = new DatagramPacket(new byte[n], n, greeting.getSocketAddress());
        counts.add(
            operation == Operation.UDP_SENDTO_SAME
                ? least(operation, n, () -> {}, () -> socket.sendTo(datagram, peer))
                : least(operation, n, () -> host.send(answer), () -> receive(socket, datagram, n)));
      }
    }
    return counts;
  }

  private DatagramPacket greet(DatagramSocket host, Socket socket, InetSocketAddress peer)
      throws IOException {
    var greeting = new DatagramPacket(new byte[ChipLimits.MSS_UDP_MAX], ChipLimits.MSS_UDP_MAX);
    var losses = new Losses(MOST_LOST);
    while (true) {
      socket.sendTo(memory.asSlice(0, 1), peer);
      try {
        host.receive(greeting);
        return greeting;
      } catch (SocketTimeoutException e) {
        losses.count(new LostDatagramException("a datagram of 1 byte from the chip", e));
      }
    }
  }

  private static void receive(Socket socket, MemorySegment datagram, int n) throws IOException {
    String what = "a datagram of %d bytes to the chip".formatted(n);
    try {
      // One of another length is one that was given up, and comes late.
      if (socket.recvInto(datagram, n) != n) {
        throw new LostDatagramException(what, null);
      }
    } catch (SocketTimeoutException e) {
      throw new LostDatagramException(what, e);
    }
  }

  /**
   * Waits until something is known to have come, all of it if it comes within some milliseconds:
   * what is known is not looked for again.
   */
  private static void awaitKnown(Socket socket) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    do {
      if (System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS)) {
        throw new IOException("what this machine has sent does not reach the chip");
      }
      TimeUnit.MILLISECONDS.sleep(SETTLING_MILLIS);
    } while (socket.available() == 0);
  }

  private static void requireAll(int n, int count) throws IOException {
    if (count != n) {
      throw new IOException("%d of %d bytes have come".formatted(count, n));
    }
  }
}
