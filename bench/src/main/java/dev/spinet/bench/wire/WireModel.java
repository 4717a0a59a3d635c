package dev.spinet.bench.wire;

import dev.spinet.bench.device.BusCost;
import dev.spinet.bench.ledger.SteadyStreams;
import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.bench.traffic.BusSequence;
import dev.spinet.bench.traffic.Job;
import dev.spinet.bench.traffic.Peer;
import dev.spinet.bench.traffic.Peers;
import dev.spinet.bench.traffic.WireTiming;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Records what this driver sends over the bus, and applies the model to it and to the others. */
final class WireModel {

  /** This driver, in results. */
  static final String OURS = "spinet";

  /** The least that a driver could do, in results. */
  static final String FLOOR = "floor";

  /** The point at which drivers are compared. */
  static final double REFERENCE_HZ = 31.25e6;

  static final double REFERENCE_MICROS = 20;

  /** Bytes of a request and of its response. */
  static final int MESSAGE = 64;

  static final List<Double> CLOCKS = List.of(10e6, 25e6, REFERENCE_HZ, 33.3e6);
  static final List<Double> SUBMISSIONS = List.of(10.0, REFERENCE_MICROS, 50.0);
  static final List<Integer> BUFSIZES = List.of(4096, 65536);
  static final List<Integer> SIZES = List.of(64, 536, 1460, 3584, 8192);

  /** What others put into one frame: as much as the smaller of the two buffers takes. */
  static final List<Integer> SIZES_OF_OTHERS = List.of(64, 536, 1460, 3584);

  private static final double SELECT_MICROS = 10;

  private final List<WirePoint> points = new ArrayList<>();
  private final List<WireTiming> timings = new ArrayList<>();

  /**
   * Prepares it.
   *
   * @param more prices to reckon with beside the usual ones
   */
  WireModel(List<WireTiming> more) {
    timings.addAll(usualTimings());
    timings.addAll(more);
  }

  /** The prices that everything is reckoned with on every machine. */
  static List<WireTiming> usualTimings() {
    var usual = new ArrayList<WireTiming>();
    for (double clock : CLOCKS) {
      for (double submission : SUBMISSIONS) {
        usual.add(new WireTiming(clock, submission, SELECT_MICROS));
      }
    }
    return usual;
  }

  /** The prices of a device. */
  static WireTiming timing(BusCost cost) {
    return new WireTiming(
        cost.clockHz(), cost.submissionMicros().median(), cost.selectMicros().median());
  }

  List<WirePoint> run(BenchmarkProgress progress) throws IOException, InterruptedException {
    int total = BUFSIZES.size() * SIZES.size() * 2 + 1;
    int done = 0;
    for (int bufsiz : BUFSIZES) {
      var streams = new SteadyStreams(bufsiz);
      for (int n : SIZES) {
        progress.step("receiving %d bytes a call, bufsiz %d".formatted(n, bufsiz), done++, total);
        add(bufsiz, WirePoint.RECEIVE, n, streams.receive(n));
        progress.step("sending %d bytes a call, bufsiz %d".formatted(n, bufsiz), done++, total);
        add(bufsiz, WirePoint.SEND, n, streams.send(n));
      }
    }
    progress.step("request and response", done, total);
    var streams = new SteadyStreams(BUFSIZES.getFirst());
    addTime(OURS, WirePoint.EXCHANGE, streams.exchange(MESSAGE));
    addTime(OURS, WirePoint.EXCHANGE_WITH_WAIT, streams.exchangeWithWait(MESSAGE));
    addOthers();
    return List.copyOf(points);
  }

  private void addOthers() {
    for (int n : SIZES_OF_OTHERS) {
      for (Peer peer : Peers.all()) {
        add(peer.name(), WirePoint.RECEIVE, n, peer.sequence(Job.TCP_RECV, n));
        add(peer.name(), WirePoint.SEND, n, peer.sequence(Job.TCP_SEND, n));
      }
      add(FLOOR, WirePoint.RECEIVE, n, Peers.floor(Job.TCP_RECV, n));
      add(FLOOR, WirePoint.SEND, n, Peers.floor(Job.TCP_SEND, n));
    }
    for (Peer peer : Peers.all()) {
      addTime(
          peer.name(),
          WirePoint.EXCHANGE,
          peer.sequence(Job.TCP_SEND, MESSAGE).and(peer.sequence(Job.TCP_RECV, MESSAGE)));
    }
    addTime(
        FLOOR,
        WirePoint.EXCHANGE,
        Peers.floor(Job.TCP_SEND, MESSAGE).and(Peers.floor(Job.TCP_RECV, MESSAGE)));
  }

  private void add(int bufsiz, String what, int n, SteadyStreams.Transfer transfer) {
    for (var timing : timings) {
      double goodput = timing.goodput(transfer.sequence(), transfer.payload());
      points.add(new WirePoint(OURS, bufsiz, what, n, timing, goodput));
    }
  }

  private void add(String driver, String what, int n, BusSequence sequence) {
    for (var timing : timings) {
      points.add(new WirePoint(driver, 0, what, n, timing, timing.goodput(sequence, n)));
    }
  }

  private void addTime(String driver, String what, BusSequence sequence) {
    for (var timing : timings) {
      points.add(new WirePoint(driver, 0, what, MESSAGE, timing, timing.micros(sequence)));
    }
  }
}
