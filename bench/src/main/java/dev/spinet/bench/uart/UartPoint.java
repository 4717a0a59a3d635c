package dev.spinet.bench.uart;

import dev.spinet.bench.suite.Tree;
import dev.spinet.simulator.espat.ModuleTiming;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One transfer over the modelled line.
 *
 * @param what {@link #RECEIVE} or {@link #SEND}
 * @param baud bits per second of the line
 * @param command what the module takes for a command
 * @param flowControl whether RTS and CTS are connected and used
 * @param bytes of payload
 * @param nanos the time it took, in the model's time
 */
record UartPoint(
    String what, int baud, Duration command, boolean flowControl, long bytes, long nanos) {

  static final String RECEIVE = "tcp-recv";
  static final String SEND = "tcp-send";

  /** A start bit, eight data bits, a stop bit. */
  private static final double BITS_PER_BYTE = 10;

  private static final Duration PLAIN = ModuleTiming.LINE.command();
  private static final String COMMAND_MILLIS = "commandMillis";

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double KILO = 1e3;
  private static final double TENTHS = 10;
  private static final double PER_MILLE = 1e4;

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

  /** Whether this is the model that the goals are for. */
  boolean isPlain() {
    return command.equals(PLAIN);
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
    tree.put("shareOfLimit", Math.round(share() * PER_MILLE) / PER_MILLE);
    return tree;
  }

  static String id(Map<String, Object> tree, String where) {
    // Data from before there was a choice have no such member, and mean the plain model.
    long millis =
        tree.containsKey(COMMAND_MILLIS)
            ? Tree.count(tree, COMMAND_MILLIS, where)
            : PLAIN.toMillis();
    return "%s %d baud %s%s"
        .formatted(
            Tree.string(tree, "what", where),
            Tree.count(tree, "baud", where),
            Tree.string(tree, "flowControl", where),
            millis == PLAIN.toMillis() ? "" : " " + millis + " ms commands");
  }
}
