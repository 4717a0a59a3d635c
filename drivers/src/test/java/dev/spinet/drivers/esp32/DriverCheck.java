package dev.spinet.drivers.esp32;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.IPPROTO_UDP;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.espat.FlowControl;
import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.espat.FirmwareProfile;
import dev.spinet.simulator.espat.ModuleTiming;
import dev.spinet.simulator.lan.VirtualEspAt;
import dev.spinet.socket.WifiSecurity;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the whole driver on a simulated module whose words are disturbed on their way, and checks
 * what must hold whatever arrives: calls end with a result or an error that has a name, no byte is
 * delivered that was not sent where bytes were only lost, and once the line is good the driver
 * works again within a bounded time.
 *
 * <p>An input is: one byte for the firmware and for when the disturbance begins, one byte with how
 * many calls follow, the calls, and the plan of {@link DisturbedLink}.
 */
final class DriverCheck {

  /** By their numbers in inputs, of which many are kept; 2.3 is as 2.4. */
  private static final List<FirmwareProfile> PROFILES =
      List.of(
          FirmwareProfile.V2_4, FirmwareProfile.V3_4, FirmwareProfile.V4_1, FirmwareProfile.V5_0);

  private static final Duration MOMENT = Duration.ofNanos(30_000);
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long AMPLE = TimeUnit.SECONDS.toNanos(10);

  /** Between two attempts to use the driver again, in the module's time. */
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(2);

  /** Longer than several restarts, and the longest pauses between attempts to join. */
  private static final int ATTEMPTS = 300;

  private static final int MOST_CALLS = 12;
  private static final int CHUNK = 700;
  private static final int BULK = 9000;

  /** After so many bytes what is sent begins anew. */
  private static final int PERIOD = 26 * 26;

  private static final Inet4Address PEER = Inet4Address.ofLiteral(VirtualEspAt.PEER.toString());

  /** When the disturbance begins. */
  private enum Begin {
    BEFORE_OPEN,
    BEFORE_JOIN,
    BEFORE_CALLS
  }

  private final byte[] input;
  private final VirtualEspAt board;
  private final DisturbedLink line;
  private final MemorySegment out;
  private final MemorySegment in;
  private @Nullable IOException lastFailure;
  private final List<Talk> talks = new ArrayList<>();

  private DriverCheck(byte[] input, Arena arena) {
    this.input = input;
    var options =
        EspAtOptions.DEFAULT
            .withProfile(PROFILES.get((input[0] & 0xff) % PROFILES.size()))
            .withTiming(ModuleTiming.LINE)
            .withFlowControl(FlowControl.NONE, true);
    board = new VirtualEspAt(options, VirtualEspAt.Peer.ECHO, MOMENT);
    line = new DisturbedLink(board.serial(), input, 2 + calls());
    out = arena.allocate(PERIOD + BULK);
    in = arena.allocate(BULK);
    for (int i = 0; i < PERIOD + BULK; i++) {
      out.set(JAVA_BYTE, i, VirtualEspAt.letter(i));
    }
  }

  /** Runs, and throws an {@link AssertionError} if something does not hold. */
  static void run(byte[] input) {
    if (input.length < 2) {
      return;
    }
    try (var arena = Arena.ofShared()) {
      var check = new DriverCheck(input, arena);
      try (var _ = check.board) {
        check.run();
      }
    }
  }

  private int calls() {
    return Math.min((input[1] & 0xff) % (MOST_CALLS + 1), input.length - 2);
  }

  private void run() {
    var begin = Begin.values()[(input[0] >> 2 & 0x3f) % Begin.values().length];
    if (begin == Begin.BEFORE_OPEN) {
      line.begin();
    }
    try (var driver = open()) {
      if (begin == Begin.BEFORE_JOIN) {
        line.begin();
      }
      attempt(() -> join(driver));
      line.begin();
      for (int i = 0; i < calls(); i++) {
        int code = input[2 + i];
        attempt(() -> call(driver, code));
      }
      line.end();
      recover(driver);
    } catch (IOException e) {
      named(e);
      // What could not be set up can be set up later: nobody else has the line now.
    }
  }

  private Esp32 open() throws IOException {
    var options = new Esp32Options();
    // Writing to a module that hears nothing is bounded, too.
    options.flowControl((input[0] & 0x80) != 0);
    return Esp32.on(line, options);
  }

  private static void join(Esp32 driver) throws IOException {
    driver.setLinkInfo(
        VirtualEspAt.MODULE.toString(), VirtualEspAt.NETMASK.toString(), "0.0.0.0", "0.0.0.0");
    driver.link(VirtualEspAt.SSID, WifiSecurity.WIFI_WPA2, VirtualEspAt.PASSWORD);
  }

  // ---- calls

  /** A call of a user. */
  private interface Call {
    void run() throws IOException;
  }

  private static void attempt(Call call) {
    try {
      call.run();
    } catch (IOException e) {
      named(e);
    }
  }

  /** An error that a user can tell from others, and whose causes are no faults of the driver. */
  static void named(IOException e) {
    String message = String.valueOf(e.getMessage());
    // A speed that the module refuses is the one thing that has no class of its own.
    boolean named = e.getClass() != IOException.class || message.contains("baud");
    check(named && message.length() > 5, "an error without a name: " + e);
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      check(cause instanceof IOException, "a failure of the driver itself: " + cause);
    }
  }

  private void call(Esp32 driver, int code) throws IOException {
    switch (code & 0xf) {
      case 0 -> connect(driver);
      case 1, 2 -> talk().send(1 + (code >> 4 & 0xf) * CHUNK / 16);
      case 3, 4 -> talk().receive(CHUNK);
      case 5 -> talk().send(BULK);
      case 6 -> talk().receive(BULK);
      case 7 -> closeOne();
      case 8 -> driver.rssi();
      case 9 -> driver.scan(Duration.ofSeconds(1));
      case 10 -> driver.linkInfo();
      case 11 -> datagram(driver);
      case 12 -> listen(driver);
      case 13 -> board.module().reset();
      case 14 -> driver.ping(PEER.getHostAddress(), Duration.ofMillis(50));
      default -> join(driver);
    }
  }

  private void connect(Esp32 driver) throws IOException {
    var stream = driver.openStream();
    talks.add(new Talk(stream));
    stream.connect(PEER, VirtualEspAt.PORT, AMPLE);
  }

  private Talk talk() throws IOException {
    if (talks.isEmpty()) {
      throw new SocketException("no socket is open");
    }
    return talks.getFirst();
  }

  private void closeOne() throws IOException {
    talk().stream.close();
    talks.removeFirst();
  }

  /** A connection, and what has gone over it. */
  private final class Talk {
    private final StreamEndpoint stream;
    private long sent;
    private long received;

    Talk(StreamEndpoint stream) {
      this.stream = stream;
    }

    void send(int length) throws IOException {
      sent += stream.send(out, sent % PERIOD, length, SHORT);
    }

    void receive(int length) throws IOException {
      int n = stream.receive(in, 0, length, SHORT);
      check(n <= length, "more bytes than there is room for");
      if (n > 0 && line.onlyLosses()) {
        check(received + n <= sent, "bytes that were never sent");
        long difference = out.asSlice(received % PERIOD, n).mismatch(in.asSlice(0, n));
        check(difference < 0, "other bytes than those that were sent");
      }
      received += Math.max(0, n);
    }
  }

  private void datagram(Esp32 driver) throws IOException {
    if (driver.supports(AF_INET, SOCK_DGRAM, IPPROTO_UDP)) {
      try (var endpoint = driver.openDatagram(AF_INET, SOCK_DGRAM, IPPROTO_UDP)) {
        endpoint.bind(Inet4Address.ofLiteral("0.0.0.0"), 4000);
      }
    }
  }

  private static void listen(Esp32 driver) throws IOException {
    var stream = driver.openStream();
    try {
      stream.bind(Inet4Address.ofLiteral("0.0.0.0"), 80);
      try (var listener = stream.listen(1)) {
        var accepted = listener.accept(SHORT);
        if (accepted != null) {
          accepted.close();
        }
      }
    } finally {
      stream.close();
    }
  }

  // ---- afterwards

  private void recover(Esp32 driver) throws IOException {
    for (var talk : talks) {
      talk.stream.close();
    }
    for (int i = 0; !works(driver); i++) {
      if (i == ATTEMPTS) {
        throw new AssertionError(
            "the driver does not come back:\n" + line.transcript(), lastFailure);
      }
      pause();
    }
  }

  private void pause() {
    long real = System.nanoTime();
    long start = line.nanoTime();
    while (line.nanoTime() - start < PAUSE) {
      check(System.nanoTime() - real < 2 * AMPLE, "the driver's thread does nothing any more");
      LockSupport.parkNanos(100_000);
    }
  }

  private boolean works(Esp32 driver) {
    try (var stream = driver.openStream()) {
      if (!driver.isLinked()) {
        join(driver);
      }
      lastFailure = null;
      if (!stream.connect(PEER, VirtualEspAt.PORT, AMPLE)) {
        return false;
      }
      check(stream.send(out, 0, CHUNK, AMPLE) == CHUNK, "an empty buffer has room");
      int got = 0;
      while (got < CHUNK) {
        int n = stream.receive(in, got, CHUNK - got, AMPLE);
        if (n <= 0) {
          return false;
        }
        got += n;
      }
      check(out.asSlice(0, CHUNK).mismatch(in.asSlice(0, CHUNK)) < 0, "data that were changed");
      return true;
    } catch (IOException e) {
      named(e);
      lastFailure = e;
      return false;
    }
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
