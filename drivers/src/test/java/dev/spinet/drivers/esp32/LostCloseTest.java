package dev.spinet.drivers.esp32;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.lan.VirtualEspAt;
import dev.spinet.socket.Socket;
import dev.spinet.socket.WifiSecurity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A module that does not hear that it is to close a connection, once, or every time: none of its
 * links is lost for that. On a clock that the driver moves.
 */
@Timeout(60)
final class LostCloseTest {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final long POLL_NANOS = 1_000_000;
  private static final Duration MOMENT = Duration.ofNanos(30_000);
  private static final int LINKS = 5;

  private static Socket connected(Esp32 driver) throws IOException {
    var socket = new Socket(driver);
    try {
      socket.setTimeout(PATIENCE_MILLIS);
      socket.connect(VirtualEspAt.PEER.toString(), VirtualEspAt.PORT);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** A link is in use until the driver has found out that it is not. */
  private static Socket connectedAfterAll(Esp32 driver) throws IOException {
    long start = System.nanoTime();
    while (true) {
      try {
        return connected(driver);
      } catch (IOException e) {
        if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
          throw e;
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void allLinksCanBeUsedAfterwards(int lost) throws Exception {
    var closes = new AtomicInteger();
    try (var board = new VirtualEspAt(EspAtOptions.DEFAULT, VirtualEspAt.Peer.ECHO, MOMENT)) {
      var wire = new AlteredLink(board.serial());
      wire.alterToModule(
          text -> text.startsWith("AT+CIPCLOSE=4") && closes.getAndIncrement() < lost ? "" : text);
      try (var driver = Esp32.on(wire, new Esp32Options())) {
        driver.setLinkInfo(
            VirtualEspAt.MODULE.toString(), VirtualEspAt.NETMASK.toString(), "0.0.0.0", "0.0.0.0");
        driver.link(VirtualEspAt.SSID, WifiSecurity.WIFI_WPA2, VirtualEspAt.PASSWORD);
        connected(driver).close();
        List<Socket> all = new ArrayList<>();
        try {
          for (int i = 0; i < LINKS; i++) {
            all.add(connectedAfterAll(driver));
          }
          for (var socket : all) {
            socket.sendAll("x");
            assertEquals("x", new String(socket.recv(1), US_ASCII));
          }
        } finally {
          for (var socket : all) {
            socket.close();
          }
        }
      }
    }
  }
}
