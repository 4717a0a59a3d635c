package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.PhyConfiguration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the chip's PHY agrees with the other end on a speed (datasheet, section 4.1, PHYCFGR). */
public enum PhyMode {
  /** As the PMODE pins of the chip say; on nearly all boards that is {@link #NEGOTIATE}. */
  AUTO("auto", PhyConfiguration.OPMDC_ALL_AUTO),
  /** Negotiation, whatever the pins say. */
  NEGOTIATE("negotiate", PhyConfiguration.OPMDC_ALL_AUTO),
  /** 10 Mbit/s, half duplex. */
  FIXED_10_HALF("10half", PhyConfiguration.OPMDC_10_HALF),
  /** 10 Mbit/s, full duplex. */
  FIXED_10_FULL("10full", PhyConfiguration.OPMDC_10_FULL),
  /** 100 Mbit/s, half duplex. */
  FIXED_100_HALF("100half", PhyConfiguration.OPMDC_100_HALF),
  /** 100 Mbit/s, full duplex. */
  FIXED_100_FULL("100full", PhyConfiguration.OPMDC_100_FULL);

  private final String word;
  private final int code;

  PhyMode(String word, int code) {
    this.word = word;
    this.code = code;
  }

  /** The operation mode bits. */
  int code() {
    return code;
  }

  /** Reads the word that stands for a mode in a device URI. */
  static PhyMode parse(String text) {
    return Arrays.stream(values())
        .filter(mode -> mode.word.equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'%s' is none of %s"
                    .formatted(
                        text,
                        Arrays.stream(values())
                            .map(mode -> mode.word)
                            .collect(Collectors.joining(", ")))));
  }
}
