package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.WifiException;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.WifiSecurity;
import dev.spinet.socket.WifiStation;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The module's own access point. */
@Timeout(60)
final class SoftApTest {

  private static final String SECRET = "a \"secret\", isn't it";
  private static final String STATION = "02:00:00:00:00:0b";

  private static WifiStation station(String ip) {
    return new WifiStation(Inet4Address.ofLiteral(ip), dev.spinet.socket.MacAddress.parse(STATION));
  }

  /** The module hears of its stations when it hears of them. */
  private static void awaitStations(Esp32 driver, List<WifiStation> expected) throws IOException {
    awaitStations(driver, expected, () -> {});
  }

  private static void awaitStations(Esp32 driver, List<WifiStation> expected, Runnable meanwhile)
      throws IOException {
    long start = System.nanoTime();
    var present = stations(driver);
    while (!expected.equals(present)) {
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(40), String.valueOf(present));
      meanwhile.run();
      LockSupport.parkNanos(1_000_000);
      present = stations(driver);
    }
  }

  /** {@code null} if the module has restarted meanwhile, which some tests have it do. */
  private static @Nullable List<WifiStation> stations(Esp32 driver) throws IOException {
    try {
      return driver.softapStations();
    } catch (ChipResetException e) {
      return null;
    }
  }

  @Test
  void comesAndGoesBesideTheJoinedNetwork() throws Exception {
    try (var board = ModuleBoard.builder().build()) {
      var driver = board.driver;
      assertThrows(LinkDownException.class, driver::softapInfo);
      assertEquals(List.of(), driver.softapStations());
      driver.softapInit("own", WifiSecurity.WIFI_WPA2, SECRET);
      var info = driver.softapInfo();
      assertEquals("192.168.4.1", info.ip().getHostAddress());
      assertEquals(24, info.prefixLength());
      assertEquals("02:53:50:4e:e5:02", info.mac().toString());
      assertTrue(driver.isLinked(), "it has left the network that it had joined");

      board.module.associate(MacAddress.parse(STATION));
      awaitStations(driver, List.of(station("192.168.4.2")));
      board.module.dissociate(MacAddress.parse(STATION));
      awaitStations(driver, List.of());
      driver.softapOff();
      assertThrows(LinkDownException.class, driver::softapInfo);
      assertEquals(List.of(), driver.softapStations());
      driver.softapOff();
      assertTrue(driver.isLinked());
      assertEquals(0, driver.statistics().unknownLines());
    }
  }

  @Test
  void needsNoOtherNetworkAndTakesItsAddresses() throws Exception {
    try (var board = ModuleBoard.builder().linked(false).build()) {
      var driver = board.driver;
      var own = Inet4Address.ofLiteral("192.168.9.1");
      driver.softapConfig(own, own, Inet4Address.ofLiteral("255.255.255.0"));
      driver.softapInit(WifiNetwork.of("own", WifiSecurity.WIFI_OPEN, ""), 11, 2);
      assertEquals(own, driver.softapInfo().ip());
      assertFalse(driver.isLinked());
      try (var server = new Socket(driver)) {
        server.bind(80);
        server.listen();
        assertEquals(own, Objects.requireNonNull(server.localAddress()).getAddress());
      }
      var other = Inet4Address.ofLiteral("192.168.7.1");
      driver.softapConfig(other, other, Inet4Address.ofLiteral("255.255.255.0"));
      assertEquals(other, driver.softapInfo().ip());
    }
  }

  @Test
  void comesBackAfterARestart() throws Exception {
    try (var board = ModuleBoard.builder().linked(false).build()) {
      board.driver.softapInit("own", WifiSecurity.WIFI_WPA_WPA2, SECRET);
      board.module.reset();
      long start = System.nanoTime();
      while (board.driver.statistics().restarts() == 0) {
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(40), "not restarted");
        LockSupport.parkNanos(1_000_000);
      }
      // A station tries until the access point is there, and again when it is set up anew.
      awaitStations(
          board.driver,
          List.of(station("192.168.4.2")),
          () -> board.module.associate(MacAddress.parse(STATION)));
      assertTrue(board.driver.softapInfo().hasAddress());
    }
  }

  @Test
  void whatTheModuleCannotBeIsRefused() throws Exception {
    try (var board = ModuleBoard.builder().linked(false).build()) {
      var driver = board.driver;
      var weak = WifiNetwork.of("own", WifiSecurity.WIFI_WPA3, SECRET);
      assertThrows(UnsupportedOperationException.class, () -> driver.softapInit(weak, 1, 4));
      var good = WifiNetwork.of("own", WifiSecurity.WIFI_WPA2, SECRET);
      assertThrows(IllegalArgumentException.class, () -> driver.softapInit(good, 0, 4));
      assertThrows(IllegalArgumentException.class, () -> driver.softapInit(good, 1, 0));
      var refused = assertThrows(WifiException.class, () -> driver.softapInit(good, 99, 4));
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("channel 99") && !message.contains(SECRET), message);
      assertThrows(LinkDownException.class, driver::softapInfo);
    }
  }
}
