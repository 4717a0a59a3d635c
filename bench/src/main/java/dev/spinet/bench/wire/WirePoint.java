package dev.spinet.bench.wire;

import dev.spinet.bench.suite.Tree;
import dev.spinet.bench.traffic.WireTiming;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One modelled value.
 *
 * @param driver whose sequence it is
 * @param bufsiz what spidev takes in one submission; 0 where it does not matter
 * @param what what was done
 * @param n bytes of payload of one call
 * @param timing the model's prices
 * @param value Mbit/s of payload, or µs of a round trip
 */
record WirePoint(String driver, int bufsiz, String what, int n, WireTiming timing, double value) {

  /** What was done. */
  static final String RECEIVE = "tcp-recv";

  static final String SEND = "tcp-send";

  /** A request and its response, which is there when it is asked for. */
  static final String EXCHANGE = "exchange";

  /** A request and its response, which an interrupt announces to a waiting caller. */
  static final String EXCHANGE_WITH_WAIT = "exchange-wait";

  private static final double MEGA = 1e6;
  private static final double HUNDRED = 100;

  boolean isGoodput() {
    return what.equals(RECEIVE) || what.equals(SEND);
  }

  /** Of goodput: what share of the wire limit it is. */
  double share() {
    return value / timing.limit();
  }

  boolean isAt(double clockHz, double submissionMicros) {
    return timing.clockHz() == clockHz && timing.submissionMicros() == submissionMicros;
  }

  Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("driver", driver);
    tree.put("what", what);
    tree.put("n", n);
    tree.put("bufsiz", bufsiz);
    tree.put("clockMHz", timing.clockHz() / MEGA);
    tree.put("ioctlMicros", timing.submissionMicros());
    tree.put("selectMicros", timing.selectMicros());
    if (isGoodput()) {
      tree.put("mbitPerSecond", rounded(value));
      tree.put("shareOfLimit", rounded(share() * HUNDRED) / HUNDRED);
    } else {
      tree.put("micros", rounded(value));
    }
    return tree;
  }

  private static double rounded(double value) {
    return Math.round(value * HUNDRED) / HUNDRED;
  }

  /** The prices, from a tree. */
  static WireTiming timing(Map<String, Object> tree, String where) {
    return new WireTiming(
        Tree.number(tree, "clockMHz", where) * MEGA,
        Tree.number(tree, "ioctlMicros", where),
        Tree.number(tree, "selectMicros", where));
  }

  /** What it is, from its tree. */
  static String id(Map<String, Object> tree, String where) {
    return "%s %s n=%d bufsiz=%d %.2f MHz %.0f us"
        .formatted(
            Tree.string(tree, "driver", where),
            Tree.string(tree, "what", where),
            Tree.count(tree, "n", where),
            Tree.count(tree, "bufsiz", where),
            Tree.number(tree, "clockMHz", where),
            Tree.number(tree, "ioctlMicros", where));
  }
}
