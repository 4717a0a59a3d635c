package dev.spinet.drivers.w5500.soak;

import java.util.Locale;
import java.util.Random;

/** Scenarios by chance. */
final class Troubles {

  private Troubles() {}

  /**
   * Everything that a driver can find out about, or that TCP repairs. The bytes of the payload have
   * no check on the bus: whether these are right nobody can know, so they are left alone.
   */
  static String noticeable(long seed) {
    var random = new Random(seed);
    var text = new StringBuilder("seed " + (seed & Long.MAX_VALUE) + "\n");
    double[] few = {0.0005, 0.002, 0.01};
    chance(text, random, few, "on frame: flip miso");
    chance(text, random, few, "on read of Sn_RX_RSR: flip miso");
    chance(text, random, few, "on read of Sn_RX_RSR: tear read of Sn_RX_RSR");
    chance(text, random, few, "on read of Sn_TX_FSR: tear read of Sn_TX_FSR");
    chance(text, random, few, "on packet: lose packet");
    chance(text, random, few, "on packet: duplicate packet");
    chance(text, random, few, "on packet: delay packet by 3ms");
    chance(text, random, few, "on command: hold command for 3 reads");
    chance(text, random, few, "on command: hold command for 2ms");
    chance(text, random, few, "on command SEND: delay SENDOK by 20ms");
    double[] some = {0.01, 0.05, 0.2};
    chance(text, random, some, "on interrupt: lose interrupt");
    chance(text, random, some, "on interrupt: lose interrupt edge");
    chance(text, random, some, "on interrupt: delay interrupt by 5ms");
    every(text, random, 100, "spurious interrupt");
    every(text, random, 4_000, "reset connections");
    every(text, random, 5_000, "finish connections");
    every(text, random, 7_000, "link down for 300ms");
    every(text, random, 6_000, "brown-out for 20ms");
    every(text, random, 6_500, "reset chip");
    every(text, random, 8_000, "zero addresses");
    every(text, random, 8_500, "lose SENDOK");
    return text.toString();
  }

  /** Bits flipped anywhere. What is written, and what is payload, may be wrong unnoticed. */
  static String anything(long seed) {
    var random = new Random(seed);
    var text = new StringBuilder(noticeable(seed));
    double[] rare = {0.000_003, 0.000_01, 0.000_03};
    text.append(rule(rare[random.nextInt(rare.length)], "on byte: flip miso"));
    text.append(rule(rare[random.nextInt(rare.length)], "on byte: flip mosi"));
    text.append(rule(rare[random.nextInt(rare.length)], "on frame: stick miso high for 30 bytes"));
    text.append(rule(rare[random.nextInt(rare.length)], "on frame: stick miso low for 300 bytes"));
    return text.toString();
  }

  private static String rule(double rate, String rule) {
    return String.format(Locale.ROOT, "with probability %.6f %s%n", rate, rule);
  }

  private static void chance(StringBuilder text, Random random, double[] rates, String rule) {
    // Not all at once: what one fault hides, another scenario shows.
    if (random.nextInt(3) != 0) {
      text.append(rule(rates[random.nextInt(rates.length)], rule));
    }
  }

  private static void every(StringBuilder text, Random random, int millis, String fault) {
    if (random.nextBoolean()) {
      text.append("every %dms: %s%n".formatted(millis / 2 + random.nextInt(millis), fault));
    }
  }
}
