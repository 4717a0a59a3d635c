package dev.spinet.drivers.esp32;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.espat.FlowControl;
import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.espat.ModuleTiming;
import dev.spinet.simulator.espat.SerialDirection;
import dev.spinet.simulator.espat.SerialFault;
import dev.spinet.simulator.lan.VirtualEspAt;
import dev.spinet.socket.Socket;
import dev.spinet.socket.WifiSecurity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every byte of a conversation, from connecting to closing, is lost in turn: the data are what they
 * were, or there is an error with a name; and the driver works again. On a clock that the driver
 * moves, so that a module without an answer costs no real time.
 */
@Timeout(180)
@Tag("slow")
final class LostByteTest {

  private static final String TEXT = "ping";

  /** What a peer may have got of it by several connections, some of which have failed. */
  private static final Pattern BEGINNINGS = Pattern.compile("(?:p(?:i(?:ng?)?)?)*");

  private static final int PATIENCE_MILLIS = 20_000;
  private static final long POLL_NANOS = 200_000;
  private static final Duration MOMENT = Duration.ofNanos(30_000);

  /** The driver of each has moments in which it waits for its user. */
  private static final int AT_ONCE = 3;

  /** A driver that has joined, on a board whose peer sends back what it gets. */
  private static final class Scene implements AutoCloseable {
    private final VirtualEspAt board =
        new VirtualEspAt(
            EspAtOptions.DEFAULT
                .withTiming(ModuleTiming.LINE)
                .withFlowControl(FlowControl.NONE, false),
            VirtualEspAt.Peer.ECHO,
            MOMENT);
    private final Esp32 driver;
    private final ByteArrayOutputStream peerGot = new ByteArrayOutputStream();

    Scene() throws IOException {
      driver = Esp32.on(board.serial(), new Esp32Options());
      driver.setLinkInfo(
          VirtualEspAt.MODULE.toString(), VirtualEspAt.NETMASK.toString(), "0.0.0.0", "0.0.0.0");
      driver.link(VirtualEspAt.SSID, WifiSecurity.WIFI_WPA2, VirtualEspAt.PASSWORD);
      board.listen(peerGot::writeBytes);
    }

    /** All goes to the peer and back, exactly, or this throws. */
    void exchange() throws IOException {
      try (var socket = new Socket(driver)) {
        socket.setTimeout(PATIENCE_MILLIS);
        socket.connect(VirtualEspAt.PEER.toString(), VirtualEspAt.PORT);
        socket.sendAll(TEXT);
        var received = new StringBuilder();
        while (received.length() < TEXT.length()) {
          var more = new String(socket.recv(TEXT.length() - received.length()), US_ASCII);
          // The peer ends nothing, so there is no end of the stream either.
          assertTrue(!more.isEmpty(), "an end after '%s'".formatted(received));
          received.append(more);
        }
        assertEquals(TEXT, received.toString());
      }
    }

    /** What the peer has got since the last time. */
    String peerGot() {
      String text = peerGot.toString(US_ASCII);
      peerGot.reset();
      return text;
    }

    long passed(SerialDirection direction) {
      var serial = board.module().counters().serial();
      return direction == SerialDirection.TO_MODULE ? serial.bytesToModule() : serial.bytesToHost();
    }

    @Override
    public void close() throws IOException {
      driver.close();
      board.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLostByteChangesNoDataAndIsSurvived(SerialDirection direction) throws Exception {
    long length = length(direction);
    assertTrue(length > 4L * TEXT.length(), () -> "only " + length);
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (long i = 0; i < length; i++) {
        long at = i;
        all.add(threads.submit(() -> lose(direction, at)));
      }
      for (int i = 0; i < length; i++) {
        try {
          assertTrue(all.get(i).get());
        } catch (ExecutionException e) {
          threads.shutdownNow();
          throw new AssertionError(
              "byte %d of %d was lost %s".formatted(i, length, direction), e.getCause());
        }
      }
    }
  }

  /** The bytes of an undisturbed conversation. */
  private static long length(SerialDirection direction) throws IOException {
    try (var scene = new Scene()) {
      long before = scene.passed(direction);
      scene.exchange();
      return scene.passed(direction) - before;
    }
  }

  private static boolean lose(SerialDirection direction, long at) throws IOException {
    try (var scene = new Scene()) {
      scene.board.module().faults().arm(new SerialFault.Lose(direction, at, 1));
      try {
        scene.exchange();
        assertEquals(TEXT, scene.peerGot());
      } catch (IOException e) {
        DriverCheck.named(e);
      }
      comesBack(scene);
      String got = scene.peerGot();
      assertTrue(BEGINNINGS.matcher(got).matches(), got);
      return true;
    }
  }

  private static void comesBack(Scene scene) throws IOException {
    long start = System.nanoTime();
    while (true) {
      try {
        scene.exchange();
        return;
      } catch (IOException e) {
        DriverCheck.named(e);
        if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
          throw e;
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }
}
