package dev.spinet.cli.trace;

import dev.spinet.cli.json.Json;
import dev.spinet.cli.terminal.Table;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.cli.terminal.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Prints what is wanted of a trace, or counts it. */
final class TraceSink {

  private static final int GAP = 2;

  private final Terminal terminal;
  private final Wish wish;
  private final Map<String, long[]> kinds = new TreeMap<>();
  private long shown;
  private long bytes;
  private long lost;
  private long notUnderstood;
  private double first = Double.NaN;
  private double last;

  /**
   * What is wanted.
   *
   * @param sockets numbers of sockets; empty for any
   * @param registers registers; empty for any
   * @param count how many frames at most
   * @param summary whether to count instead of printing
   * @param json whether a program reads it
   */
  record Wish(
      List<Integer> sockets,
      List<RegisterFilter> registers,
      long count,
      boolean summary,
      boolean json) {

    private boolean matches(TraceLine line) {
      return line.accesses().stream().anyMatch(this::matches);
    }

    private boolean matches(Access access) {
      return (sockets.isEmpty() || sockets.contains(access.socket()))
          && (registers.isEmpty()
              || registers.stream().anyMatch(register -> register.matches(access)));
    }
  }

  TraceSink(Terminal terminal, Wish wish) {
    this.terminal = terminal;
    this.wish = wish;
  }

  /** Whether nothing more is wanted, or nobody is there any more to have it. */
  boolean isFull() {
    return shown >= wish.count || terminal.out().checkError();
  }

  /** Takes a line of a trace of the bus. */
  void line(String text) {
    var line = TraceLine.parse(text);
    if (line.isEmpty()) {
      notUnderstood++;
      return;
    }
    if (shown < wish.count && wish.matches(line.get())) {
      shown++;
      bytes += line.get().bytes();
      time(line.get().seconds());
      show(line.get());
    }
  }

  private void show(TraceLine line) {
    if (!wish.summary) {
      print(line.text(), line.json());
      return;
    }
    for (var access : line.accesses()) {
      count("%s %s".formatted(access.write() ? "W" : "R", access.kind()), line.bytes());
    }
  }

  /** Takes a packet of a capture. */
  void packet(PacketText packet) {
    if (shown >= wish.count) {
      return;
    }
    shown++;
    bytes += packet.bytes();
    time(packet.seconds());
    if (wish.summary) {
      count(packet.protocol(), packet.bytes());
    } else {
      print(packet.text(), packet.json());
    }
  }

  private void time(double seconds) {
    first = Double.isNaN(first) ? seconds : first;
    last = seconds;
  }

  private void count(String kind, int length) {
    long[] counts = kinds.computeIfAbsent(kind, _ -> new long[2]);
    counts[0]++;
    counts[1] += length;
  }

  private void print(String text, Map<String, Object> json) {
    terminal.out().println(wish.json ? Json.write(json) : text);
  }

  /** So many frames were not told. */
  void lost(long frames) {
    lost += frames;
  }

  /** Says what is to be said in the end. */
  void finish() {
    if (wish.summary) {
      summarise();
    }
    terminal.out().flush();
    if (lost > 0) {
      complain("%s frames were too many to be told".formatted(Units.count(lost)));
    }
    if (notUnderstood > 0) {
      complain("%s lines were none of a trace".formatted(Units.count(notUnderstood)));
    }
  }

  private void complain(String what) {
    terminal.err().println("spinet: " + what);
  }

  private void summarise() {
    double seconds = shown == 0 ? 0 : last - first;
    if (wish.json) {
      var facts = Json.object();
      facts.put("command", "trace");
      facts.put("frames", shown);
      facts.put("bytes", bytes);
      facts.put("seconds", seconds);
      facts.put("lost", lost);
      var list = new ArrayList<Map<String, Object>>();
      kinds.forEach((kind, counts) -> {
        var one = Json.object();
        one.put("what", kind);
        one.put("frames", counts[0]);
        one.put("bytes", counts[1]);
        list.add(one);
      });
      facts.put("kinds", list);
      terminal.out().println(Json.write(facts));
      return;
    }
    var table = new Table().row("", "frames", "bytes");
    kinds.entrySet().stream()
        .sorted((a, b) -> Long.compare(b.getValue()[0], a.getValue()[0]))
        .forEach(kind ->
            table.row(
                kind.getKey(), Units.count(kind.getValue()[0]), Units.count(kind.getValue()[1])));
    table.lines(GAP).forEach(terminal.out()::println);
    terminal
        .out()
        .println(
            "%s frames, %s bytes in %s"
                .formatted(
                    Units.count(shown), Units.count(bytes), Units.time((long) (seconds * 1e9))));
  }
}
