package dev.spinet.bench.uart;

import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.bindings.espat.FlowControl;
import dev.spinet.drivers.esp32.Esp32;
import dev.spinet.drivers.esp32.Esp32Options;
import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.espat.ModuleTiming;
import dev.spinet.simulator.lan.VirtualEspAt;
import dev.spinet.socket.WifiSecurity;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Long transfers of the driver over a simulated module whose line and commands take their time, on
 * a clock of their own: nothing in the result depends on this machine. The program's side takes no
 * time: its buffers hold the whole transfer.
 */
final class UartModel {

  /** The speed that a module starts with, and those of the goals. */
  static final List<Integer> BAUDS = List.of(115_200, 921_600, 3_000_000);

  /** What the module takes for a command: what the model reckons with, and the rule of thumb. */
  static final List<Duration> COMMANDS =
      List.of(ModuleTiming.LINE.command(), ModuleTiming.USUAL_COMMAND);

  private static final int BYTES = VirtualEspAt.GENERATED;
  private static final int BUFFER = 2 * BYTES;
  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(1);
  private static final Duration MOMENT = Duration.ofNanos(100_000);
  private static final Inet4Address PEER = Inet4Address.ofLiteral(VirtualEspAt.PEER.toString());

  private UartModel() {}

  /** Runs all transfers. */
  static List<UartPoint> run(BenchmarkProgress progress) throws IOException, InterruptedException {
    var points = new ArrayList<UartPoint>();
    int all = (4 * BAUDS.size() + 1) * COMMANDS.size();
    for (int baud : BAUDS) {
      for (var command : COMMANDS) {
        for (boolean flowControl : new boolean[] {true, false}) {
          progress.step("%d baud".formatted(baud), points.size(), all);
          points.add(receive(baud, command, flowControl, ReadSize.PUBLISHED));
          points.add(send(baud, command, flowControl));
        }
      }
    }
    int fastest = BAUDS.getLast();
    for (var command : COMMANDS) {
      progress.step("own firmware", points.size(), all);
      points.add(receive(fastest, command, true, ReadSize.OWN_BUILD));
    }
    return points;
  }

  /** Receives a stream. */
  static UartPoint receive(int baud, Duration command, boolean flowControl, ReadSize reads)
      throws IOException, InterruptedException {
    try (var board = board(VirtualEspAt.Peer.GENERATE, command, flowControl, reads.window())) {
      var meter = new LineMeter(board.serial(), ReadCeiling.COMMAND);
      meter.arm();
      meter.userIsReady(); // It takes nothing until the end.
      try (var driver = open(meter, baud, flowControl, reads.asked());
          var stream = connect(driver)) {
        await(() -> stream.available() == BYTES);
        long nanos = meter.lastRead() - meter.began();
        return new UartPoint(UartPoint.RECEIVE, baud, command, flowControl, reads, BYTES, nanos);
      }
    }
  }

  /** Sends a stream. */
  static UartPoint send(int baud, Duration command, boolean flowControl)
      throws IOException, InterruptedException {
    var reads = ReadSize.PUBLISHED;
    try (var board = board(VirtualEspAt.Peer.DISCARD, command, flowControl, reads.window());
        var arena = Arena.ofShared()) {
      var meter = new LineMeter(board.serial(), "AT+CIPSEND");
      try (var driver = open(meter, baud, flowControl, reads.asked());
          var stream = connect(driver)) {
        meter.arm();
        try {
          if (stream.send(arena.allocate(BYTES), 0, BYTES, PATIENCE) != BYTES) {
            throw new IOException("the buffer does not hold the transfer");
          }
        } finally {
          meter.userIsReady();
        }
        await(() -> board.taken() == BYTES);
        // Its command is written when the answer to the last bytes has come.
        driver.rssi();
        long nanos = meter.lastReadBeforeWrite() - meter.began();
        return new UartPoint(UartPoint.SEND, baud, command, flowControl, reads, BYTES, nanos);
      }
    }
  }

  private static VirtualEspAt board(
      VirtualEspAt.Peer peer, Duration command, boolean flowControl, int window) {
    var options =
        EspAtOptions.DEFAULT
            .withTiming(ModuleTiming.LINE.withCommand(command))
            .withWindow(window)
            .withFlowControl(FlowControl.NONE, flowControl);
    return new VirtualEspAt(options, peer, MOMENT);
  }

  private static Esp32 open(LineMeter line, int baud, boolean flowControl, int readSize)
      throws IOException {
    var driver =
        Esp32.on(
            line,
            new Esp32Options()
                .baudRate(baud)
                .flowControl(flowControl)
                .bufferSize(BUFFER)
                .readSize(readSize)
                .watchdog(Duration.ofDays(1)));
    try {
      driver.setLinkInfo(
          VirtualEspAt.MODULE.toString(), VirtualEspAt.NETMASK.toString(), "0.0.0.0", "0.0.0.0");
      driver.link(VirtualEspAt.SSID, WifiSecurity.WIFI_WPA2, VirtualEspAt.PASSWORD);
      return driver;
    } catch (IOException | RuntimeException | Error e) {
      driver.close();
      throw e;
    }
  }

  private static StreamEndpoint connect(Esp32 driver) throws IOException {
    var stream = driver.openStream();
    if (!stream.connect(PEER, VirtualEspAt.PORT, PATIENCE)) {
      stream.close();
      throw new IOException("the simulated peer does not answer");
    }
    return stream;
  }

  /** What a transfer comes to. */
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!condition.holds()) {
      if (System.nanoTime() - start > PATIENCE) {
        throw new IOException("the modelled transfer does not end");
      }
      Thread.sleep(1);
    }
  }
}
