package dev.spinet.bench.endtoend;

import java.util.Arrays;
import dev.spinet.bench.endtoend.UdpTransfers.Outcome;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Everything once: the driver is opened, used and closed twice, first with all of the chip's memory
 * for one socket, then with a part of it for each of eight.
 *
 * @param downloadNanos time of a download
 * @param uploadNanos time of an upload
 * @param roundTrips times of 64 bytes there and back
 * @param atOnceNanos time of eight downloads at once
 * @param up datagrams from the chip
 * @param down datagrams to the chip
 * @param paced datagrams to the chip at half the rate
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
record Cycle(
    long downloadNanos,
    long uploadNanos,
    long[] roundTrips,
    long atOnceNanos,
    Outcome up,
    Outcome down,
    Outcome paced) {

  /** Sockets of the chip. */
  static final int SOCKETS = 8;

  /** Bytes of a datagram. */
  static final int DATAGRAM = 512;

  private static final int ALL_KIB = 16;
  private static final int PART_KIB = 2;
  private static final int PING = 64;

  /**
   * Runs it.
   *
   * @param content what bulk transfers carry
   * @param small what each of several transfers at once carries
   * @param trips how often 64 bytes go there and back
   * @param datagrams how many datagrams are sent each time
   * @param steps is told what is measured now
   */
  static Cycle run(
      TestBoard board,
      Content content,
      Content small,
      int trips,
      int datagrams,
      Consumer<String> steps)
      throws IOException, InterruptedException {
    long download;
    long upload;
    try (var eth = board.open(ALL_KIB)) {
      var tcp = new TcpTransfers(eth);
      steps.accept("download");
      download = tcp.download(content);
      steps.accept("upload");
      upload = tcp.upload(content);
    }
    var parts = new int[SOCKETS];
    Arrays.fill(parts, PART_KIB);
    try (var eth = board.open(parts)) {
      var tcp = new TcpTransfers(eth);
      steps.accept("64 bytes there and back");
      long[] roundTrips = tcp.roundTrips(PING, trips / 4, trips);
      steps.accept("eight downloads at once");
      long atOnce = tcp.downloadsAtOnce(SOCKETS, small);
      var udp = new UdpTransfers(eth);
      steps.accept("datagrams from the chip");
      var up = udp.upload(DATAGRAM, datagrams);
      steps.accept("datagrams to the chip");
      var down = udp.download(DATAGRAM, datagrams, 0);
      steps.accept("datagrams to the chip, half as fast");
      var paced = udp.download(DATAGRAM, datagrams, 2 * gap(down));
      return new Cycle(download, upload, roundTrips, atOnce, up, down, paced);
    }
  }

  /** Time between two datagrams that came. */
  private static long gap(Outcome outcome) {
    return outcome.nanos() / Math.max(1, outcome.received() - 1);
  }

  /** Datagrams that came in a second. */
  static double rate(Outcome outcome) {
    return (outcome.received() - 1.0) * TimeUnit.SECONDS.toNanos(1) / Math.max(1, outcome.nanos());
  }

  /** How many of a hundred did not come. */
  static double lost(Outcome outcome) {
    return 100.0 * (outcome.sent() - outcome.received()) / outcome.sent();
  }
}
