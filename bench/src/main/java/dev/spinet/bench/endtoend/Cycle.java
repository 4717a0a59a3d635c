package dev.spinet.bench.endtoend;

import dev.spinet.bench.device.Board;
import dev.spinet.bench.endtoend.UdpTransfers.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
 * @param down datagrams to the chip, at each of {@link #RATES}
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
record Cycle(
    long downloadNanos,
    long uploadNanos,
    long[] roundTrips,
    long atOnceNanos,
    Outcome up,
    List<Outcome> down) {

  /** Copies the list. */
  Cycle {
    down = List.copyOf(down);
  }

  /** Sockets of the chip. */
  static final int SOCKETS = 8;

  /** How many datagrams a second the chip is sent. */
  static final List<Integer> RATES = List.of(1_000, 4_000, 16_000);

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
      Board board, Content content, Content small, int trips, int datagrams, Consumer<String> steps)
      throws IOException, InterruptedException {
    long download;
    long upload;
    Outcome up;
    var down = new ArrayList<Outcome>();
    try (var eth = board.open(ALL_KIB)) {
      var tcp = new TcpTransfers(eth, board);
      steps.accept("download");
      download = tcp.download(content);
      steps.accept("upload");
      upload = tcp.upload(content);
      var udp = new UdpTransfers(eth, board);
      steps.accept("datagrams from the chip");
      up = udp.upload(DATAGRAM, datagrams);
      for (int rate : RATES) {
        steps.accept("%,d datagrams a second to the chip".formatted(rate));
        down.add(udp.download(DATAGRAM, Math.min(datagrams, rate), rate));
      }
    }
    var parts = new int[SOCKETS];
    Arrays.fill(parts, PART_KIB);
    try (var eth = board.open(parts)) {
      var tcp = new TcpTransfers(eth, board);
      steps.accept("64 bytes there and back");
      long[] roundTrips = tcp.roundTrips(PING, trips / 4, trips);
      steps.accept("eight downloads at once");
      long atOnce = tcp.downloadsAtOnce(SOCKETS, small);
      return new Cycle(download, upload, roundTrips, atOnce, up, down);
    }
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
