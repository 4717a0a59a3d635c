package dev.spinet.cli.demo;

import dev.spinet.bindings.bus.BusCounters.Snapshot;
import dev.spinet.cli.json.Json;
import dev.spinet.cli.terminal.Table;
import dev.spinet.cli.terminal.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What crossed the SPI bus in each phase, and how much of it was the application's data. */
final class Ledger {

  private final List<Phase> phases = new ArrayList<>();
  private Snapshot before = new Snapshot(0, 0, 0);

  /**
   * Ends a phase: what was counted since the one before belongs to it.
   *
   * @param name its name, one word
   * @param now the counters of the bus since it was opened
   * @param payload bytes of application data that went through sockets in this phase, both ways
   */
  void add(String name, Snapshot now, long payload) {
    phases.add(new Phase(name, now.since(before), payload));
    before = now;
  }

  private Phase total() {
    return new Phase("total", before, phases.stream().mapToLong(Phase::payload).sum());
  }

  /** As a table for people. */
  Table table() {
    var table = new Table().row("", "frames", "bus bytes", "calls", "payload");
    phases.forEach(phase -> phase.addTo(table));
    total().addTo(table);
    return table;
  }

  /** As facts for programs: one object per phase, and one for the total. */
  Map<String, Object> json() {
    var json = Json.object();
    phases.forEach(phase -> json.put(phase.name, phase.json()));
    json.put("total", total().json());
    return json;
  }

  private record Phase(String name, Snapshot bus, long payload) {

    void addTo(Table table) {
      table.row(
          name,
          Units.count(bus.frames()),
          Units.count(bus.bytes()),
          Units.count(bus.messages()),
          payload == 0 ? "-" : Units.share(payload, bus.bytes()));
    }

    Map<String, Object> json() {
      var json = Json.object();
      json.put("frames", bus.frames());
      json.put("busBytes", bus.bytes());
      json.put("systemCalls", bus.messages());
      json.put("payloadBytes", payload);
      json.put("payloadShare", bus.bytes() == 0 ? 0.0 : (double) payload / bus.bytes());
      return json;
    }
  }
}
