package dev.spinet.bench.ledger;

import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.bindings.w5500.ChipLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Keeps the ledger: every operation with every size that it can have. */
public final class Ledger {

  private static final List<Integer> SIZES = List.of(1, 64, 536, 1460, 4000, 16384);

  private final TcpOperations tcp;
  private final UdpOperations udp;
  private final ConnectionOperations connections;
  private final IdleOperations idle;

  /**
   * Prepares it.
   *
   * @param bufsiz what spidev takes in one submission, in bytes; 4096 unless a board was set up
   *     otherwise
   */
  public Ledger(int bufsiz) {
    var limits = BusLimits.of(bufsiz);
    tcp = new TcpOperations(limits);
    udp = new UdpOperations(limits);
    connections = new ConnectionOperations(limits);
    idle = new IdleOperations(limits);
  }

  /** The ledger of a board that was left as it is. */
  public Ledger() {
    this(BusLimits.defaultBufsiz());
  }

  /**
   * The sizes that are measured of an operation. A datagram has 1472 bytes at most.
   *
   * @param operation the operation
   * @return bytes of payload, in ascending order; 0 alone if it has none
   */
  public static List<Integer> sizes(Operation operation) {
    if (!operation.hasPayload()) {
      return List.of(0);
    }
    return switch (operation) {
      case UDP_RECVFROM, UDP_RECVFROM_BURST, UDP_SENDTO_SAME, UDP_SENDTO_NEW ->
          SIZES.stream().filter(n -> n <= ChipLimits.MSS_UDP_MAX).toList();
      default -> SIZES;
    };
  }

  /**
   * The datagrams of a burst.
   *
   * @param n bytes of each
   * @return how many there are
   */
  public int burst(int n) {
    return udp.burst(n);
  }

  /**
   * Measures everything. Blocks for some seconds.
   *
   * @param progress is told how far it is
   * @return the entries, in the order of the operations and their sizes
   * @throws IOException if the driver does not do what it should
   * @throws InterruptedException if the thread is interrupted
   */
  public List<Entry> measure(BenchmarkProgress progress) throws IOException, InterruptedException {
    var entries = new ArrayList<Entry>();
    int total = 0;
    for (var operation : Operation.values()) {
      total += sizes(operation).size();
    }
    for (var operation : Operation.values()) {
      for (int n : sizes(operation)) {
        progress.step(operation.title(), entries.size(), total);
        entries.add(measure(operation, n));
      }
    }
    return entries;
  }

  /**
   * Measures one operation.
   *
   * @param operation the operation
   * @param n bytes of payload, one of its {@link #sizes}
   * @return its entry
   * @throws IOException if the driver does not do what it should
   * @throws InterruptedException if the thread is interrupted
   */
  public Entry measure(Operation operation, int n) throws IOException, InterruptedException {
    return switch (operation) {
      case TCP_RECV_STREAM, TCP_RECV_DEFERRED, TCP_RECV_COLD, TCP_SEND -> tcp.measure(operation, n);
      case UDP_RECVFROM, UDP_RECVFROM_BURST, UDP_SENDTO_SAME, UDP_SENDTO_NEW ->
          udp.measure(operation, n);
      case IDLE_INT, IDLE_POLL -> idle.measure(operation);
      case CONNECT, ACCEPT, CLOSE -> connections.measure(operation);
    };
  }
}
