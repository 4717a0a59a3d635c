package dev.spinet.cli.device;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.drivers.esp32.Esp32Statistics;
import java.util.List;
import java.util.function.Supplier;

/**
 * How to read what has crossed the bus of a device: as many numbers as there are columns, which
 * only grow.
 *
 * @param name the bus, as in a sentence
 * @param columns what is counted
 * @param footnote what a reader of the columns should know
 * @param counters reads the numbers, in the order of the columns
 */
public record BusReading(
    String name, List<Column> columns, String footnote, Supplier<List<Long>> counters) {

  /** Copies the columns. */
  public BusReading {
    columns = List.copyOf(columns);
  }

  /**
   * What is counted.
   *
   * @param title for people
   * @param member for programs: the name in JSON
   * @param bytes whether it counts bytes on the bus, of which payload is a part
   */
  public record Column(String title, String member, boolean bytes) {}

  /**
   * An SPI bus.
   *
   * @param counters reads its counters
   * @return frames, bytes and submissions
   */
  public static BusReading spi(Supplier<BusCounters.Snapshot> counters) {
    return new BusReading(
        "the SPI bus",
        List.of(
            new Column("frames", "frames", false),
            new Column("bus bytes", "busBytes", true),
            new Column("calls", "systemCalls", false)),
        "calls: submissions to the bus; on a board, one ioctl(2) each",
        () -> {
          var now = counters.get();
          return List.of(now.frames(), now.bytes(), now.messages());
        });
  }

  /**
   * A serial line to a module with ESP-AT firmware.
   *
   * @param statistics reads the counters of its driver
   * @return commands, and bytes in both directions
   */
  public static BusReading serial(Supplier<Esp32Statistics> statistics) {
    return new BusReading(
        "the serial line",
        List.of(
            new Column("commands", "commands", false),
            new Column("to module", "bytesToModule", true),
            new Column("from module", "bytesFromModule", true)),
        "commands: AT commands, each answered before the next; to and from module: bytes",
        () -> {
          var now = statistics.get();
          return List.of(now.commands(), now.lineBytesSent(), now.lineBytesReceived());
        });
  }
}
