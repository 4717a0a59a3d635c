package dev.spinet.cli.monitor;

import dev.spinet.cli.json.Json;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the driver of a device says of itself.
 *
 * @param name chip and device
 * @param ageNanos how long it has been open
 * @param counters what it counts, by name
 * @param sockets its hardware sockets, if it tells of them
 */
public record DeviceFacts(
    String name, long ageNanos, SortedMap<String, Long> counters, List<SocketFacts> sockets) {

  /** Copies. */
  public DeviceFacts {
    counters = Collections.unmodifiableSortedMap(new TreeMap<>(counters));
    sockets = List.copyOf(sockets);
  }

  /**
   * A hardware socket.
   *
   * @param number its number
   * @param received bytes of payload, by all who have used it
   * @param sent the same
   * @param what who uses it now
   */
  public record SocketFacts(int number, long received, long sent, String what) {}

  /**
   * All of it, for programs.
   *
   * @return a map for {@link Json}
   */
  public Map<String, Object> json() {
    var facts = Json.object();
    facts.put("name", name);
    facts.put("ageSeconds", ageNanos / 1e9);
    facts.put("counters", counters);
    var list = new ArrayList<Map<String, Object>>();
    for (var socket : sockets) {
      var one = Json.object();
      one.put("number", socket.number);
      one.put("what", socket.what);
      one.put("bytesReceived", socket.received);
      one.put("bytesSent", socket.sent);
      list.add(one);
    }
    facts.put("sockets", list);
    return facts;
  }

  /** Puts devices together from lines. */
  static final class Reader {

    private static final int MOST_WORDS = 5;

    private final List<DeviceFacts> devices = new ArrayList<>();
    private String name = "";
    private long age;
    private SortedMap<String, Long> counters = new TreeMap<>();
    private List<SocketFacts> sockets = new ArrayList<>();

    Reader() {}

    void add(String line) throws ProtocolException {
      String[] words = line.split(" ", MOST_WORDS);
      try {
        switch (words[0]) {
          case "device" -> begin(line.substring("device ".length()));
          case "age" -> age = Long.parseLong(words[1]);
          case "counter" -> counters.put(words[1], Long.parseLong(words[2]));
          case "socket" ->
              sockets.add(
                  new SocketFacts(
                      Integer.parseInt(words[1]),
                      Long.parseLong(words[2]),
                      Long.parseLong(words[3]),
                      words[4]));
          default -> {
            // A later version of the program may say more.
          }
        }
      } catch (NumberFormatException | IndexOutOfBoundsException e) {
        var wrong = new ProtocolException("the program says '%s'".formatted(line));
        wrong.initCause(e);
        throw wrong;
      }
    }

    private void begin(String next) {
      finish();
      name = next;
      age = 0;
      counters = new TreeMap<>();
      sockets = new ArrayList<>();
    }

    private void finish() {
      if (!name.isEmpty()) {
        devices.add(new DeviceFacts(name, age, counters, sockets));
      }
    }

    List<DeviceFacts> devices() {
      finish();
      name = "";
      return List.copyOf(devices);
    }
  }
}
