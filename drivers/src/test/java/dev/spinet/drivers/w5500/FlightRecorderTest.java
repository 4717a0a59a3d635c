package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.simulator.w5500.Diagnostic;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Java Flight Recorder and the log are told, and that payload is no part of it. */
@Timeout(90)
final class FlightRecorderTest {

  private static final List<String> EVENTS =
      List.of(
          "SpiTransaction",
          "InterruptLatency",
          "SocketOpen",
          "SocketClose",
          "ChipReset",
          "LinkChange",
          "DhcpLease");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String SECRET = "payload that nobody else may see";

  @TempDir Path folder;

  static Recording record() {
    var recording = new Recording();
    for (String event : EVENTS) {
      recording.enable("dev.spinet." + event).withThreshold(Duration.ZERO);
    }
    recording.enable("dev.spinet.InterruptLatency").with("latency", "0 ns");
    recording.start();
    return recording;
  }

  private List<RecordedEvent> stop(Recording recording) throws IOException {
    recording.stop();
    Path file = folder.resolve("recording.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file);
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("dev.spinet." + name))
        .toList();
  }

  /** Sends to an echo when somebody waits for it already, so that there is an interrupt. */
  static void exchange(Socket socket, byte[] data) throws Exception {
    long before = socket.statistics().driver().waits();
    var receiver = new FutureTask<>(() -> socket.recv(data.length));
    Thread.ofVirtual().start(receiver);
    Streams.await("a wait", () -> socket.statistics().driver().waits() > before);
    socket.sendAll(data);
    assertArrayEquals(data, receiver.get(20, TimeUnit.SECONDS));
  }

  private static void converse(Board board, Peer peer) throws Exception {
    try (var socket = new Socket(board.driver, AF_INET, SOCK_STREAM)) {
      socket.setTimeout(10_000);
      socket.connect(Board.HOST.getHostAddress(), peer.port());
      byte[] secret = SECRET.getBytes(StandardCharsets.US_ASCII);
      exchange(socket, secret);
      assertEquals(secret.length, socket.statistics().bytesSent());
      assertTrue(socket.statistics().driver().waits() > 0);
    }
  }

  @Test
  void tellsWhatCrossesTheBusAndWhatBecomesOfSockets() throws Exception {
    List<RecordedEvent> events;
    long frames;
    long bytes;
    long messages;
    int port;
    try (var board = Board.builder().build();
        var peer = Peer.echo();
        var recording = record()) {
      var before = board.count();
      converse(board, peer);
      port = peer.port();
      board.driver.close();
      events = stop(recording);
      var spent = board.count().since(before);
      frames = spent.frames();
      bytes = spent.bytes();
      messages = spent.messages();
    }
    var transactions = named(events, "SpiTransaction");
    assertEquals(messages, transactions.size());
    assertEquals(frames, transactions.stream().mapToLong(e -> e.getLong("frames")).sum());
    assertEquals(bytes, transactions.stream().mapToLong(e -> e.getLong("bytes")).sum());
    assertEquals("sim", transactions.getFirst().getString("device"));
    assertFalse(transactions.getFirst().getBoolean("failed"));
    assertTrue(named(events, "InterruptLatency").stream().anyMatch(e -> e.getBoolean("found")));
    var opened = named(events, "SocketOpen");
    assertEquals(1, opened.size());
    assertEquals("W5500 on sim", opened.getFirst().getString("device"));
    assertEquals("TCP", opened.getFirst().getString("kind"));
    var closed = named(events, "SocketClose");
    assertEquals(1, closed.size());
    assertEquals(SECRET.length(), closed.getFirst().getLong("bytesReceived"));
    assertEquals(SECRET.length(), closed.getFirst().getLong("bytesSent"));
    assertEquals("10.0.2.2:" + port, closed.getFirst().getString("remote"));
    assertTrue(closed.getFirst().getDuration("lifetime").isPositive());
    assertNoSecret(events.stream().map(RecordedEvent::toString).toList());
  }

  /** A line that notes the time, like one of a GPIO chip: each interrupt is noted an hour early. */
  private record NotingLine(InterruptLine line) implements InterruptLine {

    @Override
    public boolean isAsserted() throws IOException {
      return line.isAsserted();
    }

    @Override
    public boolean await(long timeoutNanos) throws IOException {
      return line.await(timeoutNanos);
    }

    @Override
    public long assertedAt() {
      return System.nanoTime() - HOUR.toNanos();
    }

    @Override
    public void wakeup() {
      line.wakeup();
    }

    @Override
    public void close() throws IOException {
      line.close();
    }
  }

  private List<RecordedEvent> interrupts(UnaryOperator<InterruptLine> line, Recording recording)
      throws Exception {
    try (var board = Board.builder().line(line).build();
        var peer = Peer.echo();
        recording) {
      converse(board, peer);
      board.driver.close();
      return named(stop(recording), "InterruptLatency");
    }
  }

  @Test
  void theLatencyOfAnInterruptBeginsWithItsEdge() throws Exception {
    var noted = interrupts(NotingLine::new, record());
    assertFalse(noted.isEmpty());
    for (RecordedEvent event : noted) {
      assertTrue(event.getBoolean("fromEdge"));
      assertTrue(event.getDuration("latency").compareTo(HOUR) >= 0, event.toString());
      assertTrue(event.getDuration().compareTo(HOUR) < 0, event.toString());
    }
    // Without such a line it begins when the driver's thread has woken up.
    var others = interrupts(UnaryOperator.identity(), record());
    assertFalse(others.isEmpty());
    for (RecordedEvent event : others) {
      assertFalse(event.getBoolean("fromEdge"));
      assertFalse(event.getDuration("latency").isNegative());
    }
  }

  /** A recording that says nothing gets those only that took longer than 20 ms. */
  @Test
  void aRecordingChoosesWhichInterruptsItGets() throws Exception {
    for (String least : new String[] {"", "3599 s", "1 us", "nonsense"}) {
      var recording = new Recording();
      var settings = recording.enable("dev.spinet.InterruptLatency");
      if (!least.isEmpty()) {
        settings.with("latency", least);
      }
      recording.start();
      assertFalse(interrupts(NotingLine::new, recording).isEmpty(), least);
    }
    var recording = new Recording();
    recording.enable("dev.spinet.InterruptLatency").with("latency", "7200 s");
    recording.start();
    assertEquals(List.of(), interrupts(NotingLine::new, recording));
  }

  @Test
  void tellsOfResetsLinksAndLeases() throws Exception {
    List<RecordedEvent> events;
    var log = new LogTap();
    try (var board =
            Board.builder().dhcp().options(o -> o.healthCheck(Duration.ofMillis(20))).build();
        var peer = Peer.echo();
        var recording = record();
        log) {
      // The chip loses its supply in the middle of whatever DHCP is doing after the cable is back.
      board.tolerate(Diagnostic.Kind.WRONG_STATE);
      // And the driver asks a chip that starts until it answers.
      board.tolerate(Diagnostic.Kind.NOT_READY);
      board.driver.link();
      converse(board, peer);
      try (var _ = board.driver.onLinkChange(up -> {})) {
        board.cable.setPluggedIn(false);
        Streams.await("link is gone", () -> faults(board).linkChanges() == 1);
        board.cable.setPluggedIn(true);
        Streams.await("link is back", () -> faults(board).linkChanges() == 2);
        board.chip.brownOut();
        Streams.await("recovered", () -> faults(board).recoveries() == 1);
      }
      board.driver.close();
      events = stop(recording);
    }
    var links = named(events, "LinkChange");
    assertEquals(List.of(false, true), links.stream().map(e -> e.getBoolean("up")).toList());
    var reset = named(events, "ChipReset").getLast();
    assertEquals("sim", reset.getString("device"));
    assertTrue(reset.getBoolean("worked"));
    assertTrue(reset.getString("cause").contains("reset"), reset.getString("cause"));
    assertTrue(reset.getDuration("took").isPositive());
    var leases = named(events, "DhcpLease");
    assertEquals("OBTAINED", leases.getFirst().getString("change"));
    assertEquals("10.0.2.15", leases.getFirst().getString("address"));
    assertEquals("10.0.2.2", leases.getFirst().getString("server"));
    assertEquals("ENDED", leases.getLast().getString("change"));
    assertNoSecret(events.stream().map(RecordedEvent::toString).toList());
    assertTrue(log.lines.stream().anyMatch(line -> line.contains("WARNING")));
    assertNoSecret(log.lines);
  }

  private static void assertNoSecret(Iterable<String> texts) {
    for (String text : texts) {
      assertFalse(text.contains(SECRET), text);
    }
  }

  private static W5500Statistics.Faults faults(Board board) {
    return board.driver.statistics().faults();
  }

  /** Everything the project logs, at all levels. */
  private static final class LogTap extends Handler implements AutoCloseable {

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Logger logger = Logger.getLogger("dev.spinet");
    private final SimpleFormatter formatter = new SimpleFormatter();

    LogTap() {
      logger.setLevel(Level.ALL);
      logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
      lines.add(formatter.format(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setLevel(null);
    }
  }
}
