package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.simulator.espat.AccessPoint;
import dev.spinet.simulator.scenario.ModuleScenario;
import dev.spinet.socket.AccessPointNotFoundException;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.WifiException;
import dev.spinet.socket.WifiSecurity;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the driver is in a network, and wants to be, is what it believes. */
@Timeout(60)
final class WifiStateTest {

  private static final String JOIN = "AT+CWJAP=";
  private static final String LOST = "WIFI DISCONNECT\r\n";

  private @Nullable HeldLink held;

  private ByteLink hold(ByteLink link) {
    var made = new HeldLink(link);
    held = made;
    return made;
  }

  private HeldLink wire() {
    return Objects.requireNonNull(held);
  }

  private static void eventually(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30), what);
      LockSupport.parkNanos(2_000_000);
    }
  }

  private static boolean isLinked(ModuleBoard board) {
    try {
      return board.driver.isLinked();
    } catch (IOException e) {
      return false;
    }
  }

  private static CompletableFuture<Optional<IOException>> start(Call call, Thread[] made) {
    var ended = new CompletableFuture<Optional<IOException>>();
    made[0] =
        Thread.ofPlatform()
            .start(() -> {
              try {
                call.run();
                ended.complete(Optional.empty());
              } catch (IOException e) {
                ended.complete(Optional.of(e));
              }
            });
    return ended;
  }

  /** Something a caller does. */
  @FunctionalInterface
  private interface Call {
    void run() throws IOException;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leavingDuringAnOutageIsForGood(boolean back) throws Exception {
    try (var board = ModuleBoard.builder().wires(this::hold).build()) {
      var left = new CompletableFuture<CompletableFuture<Optional<IOException>>>();
      wire()
          .before(text -> {
            if (text.startsWith(JOIN) && !left.isDone()) {
              if (back) {
                board.radio.add(board.accessPoint, board.lan);
              }
              var made = new Thread[1];
              left.complete(start(board.driver::unlink, made));
              eventually("it waits", () -> made[0].getState() == Thread.State.TIMED_WAITING);
            }
            return true;
          });
      board.radio.remove(board.accessPoint);
      assertEquals(Optional.empty(), left.get().get());
      wire().throwFailure();
      assertEquals(Optional.empty(), board.driver.network());
      assertFalse(board.driver.isLinked());
    }
  }

  /** The access point is gone, and the driver does not hear of it. */
  private void loseInSilence(ModuleBoard board) throws Exception {
    wire().hold();
    board.radio.remove(board.accessPoint);
    wire().await(LOST);
    wire().say(wire().take().replace(LOST, ""));
    wire().release();
  }

  @Test
  void anUnheardLossIsFoundByWhoConnects() throws Exception {
    try (var board = ModuleBoard.builder().wires(this::hold).build()) {
      loseInSilence(board);
      assertTrue(board.driver.isLinked());
      try (var socket = new Socket(board.driver)) {
        socket.setTimeout(20_000);
        assertThrows(LinkDownException.class, () -> socket.connect("10.0.2.2", 80));
      }
      assertFalse(board.driver.isLinked());
      board.radio.add(board.accessPoint, board.lan);
      eventually("the network is joined again", () -> isLinked(board));
    }
  }

  @Test
  void anUnheardLossIsFoundWhileAServerWaits() throws Exception {
    try (var board =
            ModuleBoard.builder()
                .options(o -> o.watchdog(Duration.ofMillis(50)))
                .wires(this::hold)
                .build();
        var server = new Socket(board.driver)) {
      server.bind(80);
      server.listen();
      loseInSilence(board);
      eventually("the loss is noticed", () -> !isLinked(board));
      board.radio.add(board.accessPoint, board.lan);
      eventually("the network is joined again", () -> isLinked(board));
    }
  }

  @Test
  void aNetworkLostWhileItIsJoinedIsNotUp() throws Exception {
    try (var board = ModuleBoard.builder().linked(false).wires(this::hold).build()) {
      wire()
          .before(text -> {
            if (text.startsWith("AT+CIPSTAMAC?")) {
              wire().say(LOST);
            }
            return true;
          });
      assertThrows(
          WifiException.class,
          () -> board.driver.link(ModuleBoard.SSID, WifiSecurity.WIFI_WPA2, ModuleBoard.PASSWORD));
      assertFalse(board.driver.isLinked());
    }
  }

  @Test
  void whoIsInterruptedWhileJoiningDoesNotJoin() throws Exception {
    try (var board = ModuleBoard.builder().linked(false).wires(this::hold).build()) {
      var made = new Thread[1];
      var begun = new AtomicBoolean();
      var ended = new CompletableFuture<CompletableFuture<Optional<IOException>>>();
      wire()
          .before(text -> {
            if (text.startsWith(JOIN) && !begun.getAndSet(true)) {
              var outcome = ended.get();
              made[0].interrupt();
              assertTrue(outcome.get().orElseThrow() instanceof InterruptedIOException);
            }
            return true;
          });
      ended.complete(
          start(
              () ->
                  board.driver.link(ModuleBoard.SSID, WifiSecurity.WIFI_WPA2, ModuleBoard.PASSWORD),
              made));
      ended.get().get();
      // Behind the attempt.
      assertThrows(LinkDownException.class, board.driver::rssi);
      wire().throwFailure();
      assertFalse(board.driver.isLinked());
      assertEquals(Optional.empty(), board.driver.network());
    }
  }

  @Test
  void aDeviceThatFailsHasNoNetwork() throws Exception {
    try (var board = ModuleBoard.builder().wires(this::hold).build()) {
      assertEquals(1, board.driver.statistics().linkChanges());
      wire()
          .before(text -> {
            throw new AssertionError("the wires are cut");
          });
      assertThrows(IOException.class, board.driver::rssi);
      eventually("the link is gone", () -> board.driver.statistics().linkChanges() == 2);
      wire().before(null);
    }
  }

  @Test
  void anOpenNetworkOfTheSameNameIsNotJoinedWithAPassword() throws Exception {
    try (var board = ModuleBoard.builder().linked(false).build()) {
      board.radio.remove(board.accessPoint);
      board.radio.add(AccessPoint.of(ModuleBoard.SSID, ""), board.lan);
      assertThrows(
          AccessPointNotFoundException.class,
          () -> board.driver.link(ModuleBoard.SSID, WifiSecurity.WIFI_WPA2, ModuleBoard.PASSWORD));
      assertFalse(isLinked(board));
    }
  }

  /** A line of the module's answer that is lost is asked for again, and no address of 0.0.0.0. */
  @Test
  void addressesAreWholeOrNone() throws Exception {
    try (var board = ModuleBoard.builder().build()) {
      var whole = board.driver.linkInfo();
      start(board, "on command CIPSTA: lose 3 bytes to host");
      assertEquals(whole, board.driver.linkInfo());
      start(board, "on every command CIPSTA: lose 3 bytes to host");
      var error = assertThrows(IOException.class, board.driver::linkInfo);
      assertTrue(String.valueOf(error.getMessage()).contains("AT+CIPSTA?"), error::toString);
    }
  }

  private static void start(ModuleBoard board, String faults) {
    ModuleScenario.parse(faults).start(board.module, board.radio, board.network, _ -> {});
  }
}
