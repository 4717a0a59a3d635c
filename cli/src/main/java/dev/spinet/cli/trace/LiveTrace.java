package dev.spinet.cli.trace;

import dev.spinet.cli.monitor.MonitorConnection;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** The frames of a program that runs. */
final class LiveTrace {

  private static final int FRAME_WORDS = 8;

  private final MonitorConnection program;
  private final TraceSink sink;
  private final Map<String, String> devices = new HashMap<>();
  private final Map<String, FrameFeed> feeds = new HashMap<>();

  LiveTrace(MonitorConnection program, TraceSink sink) {
    this.program = program;
    this.sink = sink;
  }

  /**
   * Passes frames on until enough have come.
   *
   * @throws MonitorConnection.ProgramEndedException if the program ends before
   * @throws java.io.InterruptedIOException if this thread is interrupted
   */
  void run() throws IOException {
    program.ask("trace");
    while (!sink.isFull()) {
      String line = program.nextLine();
      String[] words = line.split(" ", FRAME_WORDS);
      try {
        switch (words[0]) {
          case "frame" -> frame(words);
          case "device" -> devices.put(words[1], line);
          case "lost" -> sink.lost(Long.parseLong(words[1]));
          case "error" -> throw new ProtocolException(line.substring("error ".length()));
          default -> {
            // The program says that it lives, or something that a later version knows.
          }
        }
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        var wrong = new ProtocolException("the program says '%s'".formatted(line));
        wrong.initCause(e);
        throw wrong;
      }
    }
  }

  /** {@code frame NANOSECONDS NUMBER DEVICE RESULT LENGTH MOSI MISO}. */
  private void frame(String... words) {
    String device = words[3];
    boolean failed = words[4].equals("failed");
    var hex = HexFormat.of();
    feeds
        .computeIfAbsent(device, this::feed)
        .frame(
            Long.parseLong(words[1]),
            Long.parseLong(words[2]),
            Integer.parseInt(words[5]),
            hex.parseHex(words[6]),
            failed ? null : hex.parseHex(words[7]));
  }

  private FrameFeed feed(String device) {
    String who = devices.size() < 2 ? "" : device + " ";
    return new FrameFeed(line -> sink.line(who + line));
  }
}
