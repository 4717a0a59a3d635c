package dev.spinet.drivers.monitor;

import dev.spinet.drivers.monitor.Monitor.Publication;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One who looks at this process. */
final class MonitorClient {

  private static final int VERSION = 1;
  private static final long TICK_MILLIS = 1_000;
  private static final int LONGEST_REQUEST = 256;

  private final SocketChannel channel;
  private final List<Publication> published;
  private final StringBuilder text = new StringBuilder();

  MonitorClient(SocketChannel channel, List<Publication> published) {
    this.channel = channel;
    this.published = published;
  }

  /** Answers until the client leaves. */
  void serve() throws IOException, InterruptedException {
    text.append("spinet ").append(VERSION).append(' ');
    text.append(ProcessHandle.current().pid()).append('\n');
    write();
    var requests = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    for (String request = line(requests); !request.isEmpty(); request = line(requests)) {
      switch (request) {
        case "statistics" -> statistics();
        case "trace" -> trace();
        default -> text.append("error there are: statistics, trace\n");
      }
      write();
    }
  }

  /** A line of a length that a request has; empty at the end. */
  private static String line(BufferedReader requests) throws IOException {
    var line = new StringBuilder();
    for (int next = requests.read(); next >= 0 && next != '\n'; next = requests.read()) {
      line.append((char) next);
      if (line.length() > LONGEST_REQUEST) {
        return "";
      }
    }
    return line.toString();
  }

  private void statistics() {
    for (var publication : published) {
      publication.describe(text);
    }
    text.append("end\n");
  }

  /** Tells frames until the client leaves, or the buses do. */
  private void trace() throws IOException, InterruptedException {
    var ring = new FrameRing();
    var taps = new ArrayList<FrameTap>();
    try {
      for (var publication : published) {
        var tap = publication.tap();
        if (tap != null) {
          text.append("device ").append(taps.size()).append(' ');
          text.append(publication.name()).append('\n');
          tap.add(ring, taps.size());
          taps.add(tap);
        }
      }
      if (taps.isEmpty()) {
        text.append("error no device of this program has an SPI bus\n");
        return;
      }
      write();
      while (true) {
        ring.take(text, TICK_MILLIS);
        if (text.isEmpty()) {
          // Without anything to say one does not notice that nobody is there any more.
          text.append("tick\n");
        }
        write();
      }
    } finally {
      taps.forEach(tap -> tap.remove(ring));
    }
  }

  private void write() throws IOException {
    var bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    text.setLength(0);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
