package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.espat.AccessPoint;
import dev.spinet.simulator.net.gateway.DhcpMode;
import dev.spinet.simulator.trace.AtTrace;
import dev.spinet.socket.AccessPointNotFoundException;
import dev.spinet.socket.DhcpException;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.WifiSecurity;
import dev.spinet.socket.WrongPasswordException;
import dev.spinet.socket.driver.DeviceUri;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * However joining a network goes, its password is in no text that the driver makes: exceptions with
 * all that is behind them, log records of every level, events of the flight recorder, statistics,
 * whatever has a {@code toString}, and the simulator's trace.
 */
@Timeout(60)
@Tag("slow")
final class PasswordTextTest {

  private static final String NAME = "secret place";

  /**
   * It has no character that is escaped somewhere: however the rest is written, this would show.
   */
  private static final String SECRET = "Zx9Secret7Q";

  private static final String PASSWORD = SECRET + ",\"\\";
  private static final String WRONG = "x" + PASSWORD;
  private static final Duration SHORT = Duration.ofSeconds(3);
  private static final List<String> EVENTS =
      List.of("AtCommand", "WifiJoin", "SocketOpen", "SocketClose", "ChipReset", "LinkChange");

  @TempDir private Path folder = Path.of("");

  private final Queue<String> texts = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<HeldLink> wires = new CompletableFuture<>();

  /** What becomes of the attempt. */
  enum Ending {
    JOINED,
    WRONG_PASSWORD,
    NO_ACCESS_POINT,
    NO_ADDRESS,
    RESTART_MEANWHILE,
    RESTART_AFTERWARDS,
    DAMAGED_COMMAND,
    LOST_RESULT
  }

  /** Every record, whatever its level. */
  private final class LogTap extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("dev.spinet");
    private final @Nullable Level before = logger.getLevel();

    LogTap() {
      setLevel(Level.ALL);
      logger.setLevel(Level.ALL);
      logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
      texts.add(new SimpleFormatter().format(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setLevel(before);
    }
  }

  private static WifiNetwork network(String password) {
    return WifiNetwork.of(NAME, WifiSecurity.WIFI_WPA2, password);
  }

  /** As a log or a debugger shows it, whether it has a text of its own or not. */
  private static String shown(Object any) {
    return any.toString();
  }

  private ModuleBoard board() throws IOException {
    var board =
        ModuleBoard.builder()
            .linked(false)
            .options(options -> {
              options.network(network(PASSWORD));
              texts.add(shown(options));
            })
            .wires(link -> {
              wires.complete(new HeldLink(link));
              return wires.join();
            })
            .build();
    board.module.listen(new AtTrace(texts::add, board.clock::nanoTime));
    return board;
  }

  @ParameterizedTest
  @EnumSource
  void aPasswordIsInNoText(Ending ending) throws Exception {
    var file = folder.resolve("recording.jfr");
    try (var recording = new Recording();
        var _ = new LogTap()) {
      EVENTS.forEach(event -> recording.enable("dev.spinet." + event).withThreshold(Duration.ZERO));
      recording.start();
      try (var board = board()) {
        board.radio.add(AccessPoint.of(NAME, PASSWORD), board.lan);
        join(board, ending);
        describe(board.driver);
      }
      recording.stop();
      recording.dump(file);
    }
    long joins = 0;
    for (var event : RecordingFile.readAllEvents(file)) {
      joins += event.getEventType().getName().endsWith("WifiJoin") ? 1 : 0;
      texts.add(event.toString());
    }
    assertTrue(joins > 0, "no attempt to join was recorded");
    assertTrue(texts.stream().anyMatch(text -> text.contains("AT+CWJAP=")), "no trace of it");
    for (var text : texts) {
      assertFalse(text.contains(SECRET), text);
    }
  }

  private void join(ModuleBoard board, Ending ending) throws Exception {
    var driver = board.driver;
    switch (ending) {
      case JOINED -> driver.link();
      case WRONG_PASSWORD -> fails(WrongPasswordException.class, driver, network(WRONG));
      case NO_ACCESS_POINT ->
          fails(
              AccessPointNotFoundException.class,
              driver,
              WifiNetwork.of("elsewhere", WifiSecurity.WIFI_WPA2, PASSWORD));
      case NO_ADDRESS -> {
        board.network.setDhcpMode(DhcpMode.SILENT);
        fails(DhcpException.class, driver, network(PASSWORD));
      }
      case RESTART_MEANWHILE -> {
        atFirstJoin(() -> {
          board.module.reset();
          return true;
        });
        tried(driver);
      }
      case RESTART_AFTERWARDS -> {
        driver.link();
        board.module.reset();
        long start = System.nanoTime();
        while (driver.statistics().rejoins() == 0) {
          assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(40), "not joined again");
          LockSupport.parkNanos(1_000_000);
        }
      }
      case DAMAGED_COMMAND -> {
        // All of it but the quote behind the name: the module cannot tell where it ends.
        atFirstJoin(() -> {
          wires.join().pass("AT+CWJAP=\"%s,\"%s\"\r\n".formatted(NAME, PASSWORD.replace("\"", "")));
          return false;
        });
        tried(driver);
      }
      case LOST_RESULT -> {
        board.module.faults().swallowResults(1);
        tried(driver);
      }
    }
  }

  /** What happens in place of the first command to join, if it does not pass. */
  private void atFirstJoin(Callable<Boolean> action) {
    var joins = new AtomicInteger();
    wires
        .join()
        .before(
            text -> !text.startsWith("AT+CWJAP=") || joins.getAndIncrement() > 0 || action.call());
  }

  private void fails(Class<? extends IOException> cause, Esp32 driver, WifiNetwork network) {
    add(assertThrows(cause, () -> driver.link(network, SHORT)));
  }

  /** Whether it works is not the question here. */
  private void tried(Esp32 driver) {
    try {
      driver.link(network(PASSWORD), SHORT);
    } catch (IOException e) {
      add(e);
    }
  }

  /** With its causes, and what was suppressed. */
  private void add(Throwable failure) {
    var text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    texts.add(text.toString());
  }

  private void describe(Esp32 driver) {
    texts.add(driver.toString());
    texts.add(driver.statistics().toString());
    texts.add(driver.statistics().counters().toString());
    texts.add(driver.network().toString());
    texts.add(network(PASSWORD).toString());
    Thread.getAllStackTraces().keySet().forEach(thread -> texts.add(thread.toString()));
  }

  @Test
  void aUriIsShownWithoutIt() {
    var encoded = URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8);
    var uri = DeviceUri.parse("esp32:/dev/ttyUSB0?ssid=home&password=" + encoded);
    assertFalse(uri.toString().contains(SECRET), uri.toString());
    assertFalse(uri.text().contains(SECRET), uri.text());
    var options = Esp32Provider.options(uri);
    assertFalse(shown(options).contains(SECRET), shown(options));
  }

  @Test
  void aPasswordThatCannotBeIsNotRepeated() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> WifiNetwork.of("home", WifiSecurity.WIFI_WPA2, "short"));
    assertFalse(String.valueOf(error.getMessage()).contains("short"));
  }
}
