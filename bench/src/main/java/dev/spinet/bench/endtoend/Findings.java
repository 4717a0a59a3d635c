package dev.spinet.bench.endtoend;

import dev.spinet.bench.suite.Spread;
import dev.spinet.bench.suite.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came out.
 *
 * @param cycles how often everything was done
 * @param bytes bytes of each bulk transfer
 * @param download Mbit/s from this machine to the chip
 * @param upload Mbit/s from the chip to this machine
 * @param roundTrips 64 bytes there and back
 * @param atOnce Mbit/s of eight downloads at once, together
 * @param datagramsUp datagrams from the chip, as fast as they go
 * @param datagramsDown datagrams to the chip, at each of {@link Cycle#RATES}
 * @param footprints what this process held, at first and after each cycle
 */
record Findings(
    int cycles,
    long bytes,
    Spread download,
    Spread upload,
    Latencies roundTrips,
    Spread atOnce,
    Datagrams datagramsUp,
    List<Datagrams> datagramsDown,
    List<Footprint> footprints) {

  /**
   * Datagrams one way.
   *
   * @param rate datagrams that came in a second
   * @param lost how many of a hundred did not come
   */
  record Datagrams(Spread rate, Spread lost) {

    private Map<String, Object> tree() {
      var tree = new LinkedHashMap<String, Object>();
      tree.put("per_second", Tree.of(rate));
      tree.put("lost_percent", Tree.of(lost));
      return tree;
    }
  }

  /** Copies the lists. */
  Findings {
    datagramsDown = List.copyOf(datagramsDown);
    footprints = List.copyOf(footprints);
  }

  /** What has stayed, from the first third of the cycles to the last. */
  Growth growth() {
    return Growth.of(footprints);
  }

  /** For programs. */
  Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("cycles", cycles);
    tree.put("bytes", bytes);
    tree.put("download_mbit", Tree.of(download));
    tree.put("upload_mbit", Tree.of(upload));
    tree.put("round_trip_64", roundTrips.tree());
    tree.put("eight_downloads_mbit", Tree.of(atOnce));
    tree.put("udp_upload", datagramsUp.tree());
    var down = new LinkedHashMap<String, Object>();
    for (int i = 0; i < datagramsDown.size(); i++) {
      down.put(Cycle.RATES.get(i).toString(), datagramsDown.get(i).tree());
    }
    tree.put("udp_download", down);
    tree.put("memory", footprints.stream().map(Footprint::tree).toList());
    tree.put("growth", growth().tree());
    return tree;
  }
}
