package dev.spinet.bench.uart;

import dev.spinet.bench.suite.Tree;
import dev.spinet.simulator.espat.ModuleTiming;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One transfer over the modelled line.
 *
 * @param what {@link #RECEIVE} or {@link #SEND}
 * @param baud bits per second of the line
 * @param command what the module takes for a command
 * @param flowControl whether RTS and CTS are connected and used
 * @param reads how the module is read
 * @param bytes of payload
 * @param nanos the time it took, in the model's time
 */
record UartPoint(
    String what,
    int baud,
    Duration command,
    boolean flowControl,
    ReadSize reads,
    long bytes,
    long nanos) {

  static final String RECEIVE = "tcp-recv";
  static final String SEND = "tcp-send";

  /** A start bit, eight data bits, a stop bit. */
  private static final double BITS_PER_BYTE = 10;

  private static final Duration PLAIN = ModuleTiming.LINE.command();
  private static final String COMMAND_MILLIS = "commandMillis";
  private static final String WINDOW = "window";

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double KILO = 1e3;
  private static final double TENTHS = 10;
  private static final double HUNDREDTHS_OF_PER_CENT = 1e4;

  /** Payload, in kB (1000 bytes) per second. */
  double goodput() {
    return bytes / (nanos / NANOS_PER_SECOND) / KILO;
  }

  /** What the line carries if every byte on it is payload, in kB (1000 bytes) per second. */
  double limit() {
    return baud / BITS_PER_BYTE / KILO;
  }

  /** The goodput as a share of the limit. */
  double share() {
    return goodput() / limit();
  }

  /**
   * The largest share that there can be with one read of the module at a time; empty for what is
   * not read.
   */
  OptionalDouble possible() {
    double byteNanos = BITS_PER_BYTE * NANOS_PER_SECOND / baud;
    return what.equals(RECEIVE)
        ? OptionalDouble.of(ReadCeiling.share(bytes, byteNanos, command, reads))
        : OptionalDouble.empty();
  }

  /** Whether this is the model that the goals are for. */
  boolean isPlain() {
    return command.equals(PLAIN) && isPublished();
  }

  /** Whether the module's firmware is one that Espressif publishes. */
  boolean isPublished() {
    return reads.equals(ReadSize.PUBLISHED);
  }

  String wires() {
    return flowControl ? "RTS/CTS" : "none";
  }

  Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("what", what);
    tree.put("baud", baud);
    tree.put(COMMAND_MILLIS, command.toMillis());
    tree.put("flowControl", wires());
    tree.put("bytes", bytes);
    tree.put("kBPerSecond", Math.round(goodput() * TENTHS) / TENTHS);
    tree.put("limit", limit());
    tree.put("shareOfLimit", rounded(share()));
    var possible = possible();
    if (possible.isPresent()) {
      tree.put(WINDOW, reads.window());
      tree.put("readSize", reads.asked());
      tree.put("possibleShare", rounded(possible.getAsDouble()));
      tree.put("shareOfPossible", rounded(share() / possible.getAsDouble()));
    }
    return tree;
  }

  private static double rounded(double share) {
    return Math.round(share * HUNDREDTHS_OF_PER_CENT) / HUNDREDTHS_OF_PER_CENT;
  }

  static String id(Map<String, Object> tree, String where) {
    // Data from before there was a choice have no such members, and mean the plain model.
    long millis =
        tree.containsKey(COMMAND_MILLIS)
            ? Tree.count(tree, COMMAND_MILLIS, where)
            : PLAIN.toMillis();
    long window =
        tree.containsKey(WINDOW) ? Tree.count(tree, WINDOW, where) : ReadSize.PUBLISHED.window();
    return "%s %d baud %s%s%s"
        .formatted(
            Tree.string(tree, "what", where),
            Tree.count(tree, "baud", where),
            Tree.string(tree, "flowControl", where),
            millis == PLAIN.toMillis() ? "" : " " + millis + " ms commands",
            window == ReadSize.PUBLISHED.window() ? "" : " window " + window);
  }
}
