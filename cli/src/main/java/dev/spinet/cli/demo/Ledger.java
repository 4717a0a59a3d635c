package dev.spinet.cli.demo;

import dev.spinet.cli.device.BusReading;
import dev.spinet.cli.device.BusReading.Column;
import dev.spinet.cli.json.Json;
import dev.spinet.cli.terminal.Table;
import dev.spinet.cli.terminal.Units;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What crossed a device's bus in each phase, and how much of it was the application's data. */
final class Ledger {

  private final BusReading bus;
  private final List<Phase> phases = new ArrayList<>();
  private List<Long> before;

  /**
   * Begins with the first phase.
   *
   * @param bus the bus, of which nothing was read before
   */
  Ledger(BusReading bus) {
    this.bus = bus;
    before = Collections.nCopies(bus.columns().size(), 0L);
  }

  /**
   * Ends a phase: what was counted since the one before belongs to it.
   *
   * @param name its name, one word
   * @param payload bytes of application data that went through sockets in this phase, both ways
   */
  void end(String name, long payload) {
    var now = bus.counters().get();
    var earlier = before;
    phases.add(
        new Phase(
            name,
            IntStream.range(0, now.size()).mapToObj(i -> now.get(i) - earlier.get(i)).toList(),
            payload));
    before = now;
  }

  private Phase total() {
    return new Phase("total", before, phases.stream().mapToLong(Phase::payload).sum());
  }

  /** What the table is about. */
  String title() {
    return "What crossed " + bus.name();
  }

  /** What a reader of the table should know. */
  String footnote() {
    return bus.footnote();
  }

  /** As a table for people. */
  Table table() {
    var titles = bus.columns().stream().map(Column::title);
    var table = new Table().row(row("", titles, "payload"));
    phases.forEach(phase -> table.row(cells(phase)));
    return table.row(cells(total()));
  }

  private String[] cells(Phase phase) {
    long bytes = bytes(phase);
    return row(
        phase.name,
        phase.counts.stream().map(Units::count),
        phase.payload == 0 ? "-" : Units.share(phase.payload, bytes));
  }

  private static String[] row(String first, Stream<String> middle, String last) {
    return Stream.of(Stream.of(first), middle, Stream.of(last))
        .flatMap(each -> each)
        .toArray(String[]::new);
  }

  /** All bytes on the bus. */
  private long bytes(Phase phase) {
    return IntStream.range(0, phase.counts.size())
        .filter(i -> bus.columns().get(i).bytes())
        .mapToLong(i -> phase.counts.get(i))
        .sum();
  }

  /** As facts for programs: one object per phase, and one for the total. */
  Map<String, Object> json() {
    var json = Json.object();
    phases.forEach(phase -> json.put(phase.name, json(phase)));
    json.put("total", json(total()));
    return json;
  }

  private Map<String, Object> json(Phase phase) {
    var json = Json.object();
    for (int i = 0; i < phase.counts.size(); i++) {
      json.put(bus.columns().get(i).member(), phase.counts.get(i));
    }
    long bytes = bytes(phase);
    json.put("payloadBytes", phase.payload);
    json.put("payloadShare", bytes == 0 ? 0.0 : (double) phase.payload / bytes);
    return json;
  }

  private record Phase(String name, List<Long> counts, long payload) {}
}
