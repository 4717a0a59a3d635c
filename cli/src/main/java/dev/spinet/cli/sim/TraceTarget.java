package dev.spinet.cli.sim;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a trace goes and what it is.
 *
 * @param file the file; null for standard output
 * @param format what is written
 */
record TraceTarget(@Nullable Path file, Format format) {

  /** What a trace is, which the end of its file name says. */
  enum Format {
    /** A line for each frame on the bus. */
    TEXT(""),
    /** Ethernet frames, classic. */
    PCAP(".pcap"),
    /** Ethernet frames, with the names of the stations. */
    PCAPNG(".pcapng"),
    /** The wires of the bus. */
    VCD(".vcd");

    private final String suffix;

    Format(String suffix) {
      this.suffix = suffix;
    }
  }

  static TraceTarget standardOutput() {
    return new TraceTarget(null, Format.TEXT);
  }

  static TraceTarget of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    var found = Format.TEXT;
    for (var format : Format.values()) {
      if (format != Format.TEXT && name.endsWith(format.suffix)) {
        found = format;
      }
    }
    return new TraceTarget(file, found);
  }
}
