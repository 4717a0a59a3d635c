package dev.spinet.cli.stat;

import dev.spinet.cli.monitor.DeviceFacts;
import dev.spinet.cli.terminal.Table;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.cli.terminal.Units;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counters as people look at them: a table that shows what has changed, or a line. */
final class StatView {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final String NOBODY = "nobody";
  private static final int GAP = 2;

  private final Terminal terminal;
  private final boolean all;
  private Map<String, DeviceFacts> before = Map.of();

  /**
   * A view that has seen nothing yet.
   *
   * @param all whether to show counters that are 0, too
   */
  StatView(Terminal terminal, boolean all) {
    this.terminal = terminal;
    this.all = all;
  }

  /** The lines of a table. */
  List<String> table(String process, List<DeviceFacts> devices) {
    var lines = new ArrayList<String>();
    for (var device : devices) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      String title = "process %s, open for %s".formatted(process, Units.time(device.ageNanos()));
      lines.add(terminal.bold(device.name()) + "  " + title);
      counters(device, before.get(device.name()), lines);
      sockets(device, lines);
    }
    if (devices.isEmpty()) {
      lines.add("process %s has no device open".formatted(process));
    }
    remember(devices);
    return lines;
  }

  private void counters(DeviceFacts device, @Nullable DeviceFacts earlier, List<String> lines) {
    var table = new Table().row("", "total", earlier == null ? "" : "per second");
    device
        .counters()
        .forEach((name, value) -> {
          if (all || value != 0) {
            table.row(name, Units.count(value), rate(device, earlier, name, value));
          }
        });
    lines.addAll(table.lines(GAP));
  }

  private static String rate(
      DeviceFacts device, @Nullable DeviceFacts earlier, String name, long value) {
    if (earlier == null) {
      return "";
    }
    long nanos = device.ageNanos() - earlier.ageNanos();
    long added = value - earlier.counters().getOrDefault(name, 0L);
    if (added == 0 || nanos <= 0) {
      return "-";
    }
    double perSecond = added * NANOS_PER_SECOND / nanos;
    return String.format(Locale.ROOT, perSecond < 10 ? "%.1f" : "%,.0f", perSecond);
  }

  private void sockets(DeviceFacts device, List<String> lines) {
    var used =
        device.sockets().stream().filter(socket -> all || !socket.what().equals(NOBODY)).toList();
    if (used.isEmpty()) {
      return;
    }
    var table = new Table().row("socket", "received", "sent");
    used.forEach(socket ->
        table.row(
            "%d %s".formatted(socket.number(), socket.what()),
            Units.bytes(socket.received()),
            Units.bytes(socket.sent())));
    lines.add("");
    lines.addAll(table.lines(GAP));
  }

  /** A line for each device: the time, and what was added since the line before. */
  List<String> line(List<DeviceFacts> devices) {
    String time =
        LocalTime.now(ZoneId.systemDefault())
            .truncatedTo(ChronoUnit.SECONDS)
            .format(DateTimeFormatter.ISO_LOCAL_TIME);
    var lines = new ArrayList<String>();
    for (var device : devices) {
      var earlier = before.get(device.name());
      var line = new StringBuilder(time);
      line.append(devices.size() == 1 ? "" : " " + device.name());
      boolean moved = false;
      for (var counter : device.counters().entrySet()) {
        long was = earlier == null ? 0 : earlier.counters().getOrDefault(counter.getKey(), 0L);
        long added = counter.getValue() - was;
        if (added != 0) {
          moved = true;
          line.append(' ');
          line.append(counter.getKey()).append(earlier == null ? " " : " +").append(added);
        }
      }
      lines.add(line + (moved ? "" : " nothing"));
    }
    remember(devices);
    return lines;
  }

  private void remember(List<DeviceFacts> devices) {
    var seen = new TreeMap<String, DeviceFacts>();
    devices.forEach(device -> seen.put(device.name(), device));
    before = seen;
  }
}
