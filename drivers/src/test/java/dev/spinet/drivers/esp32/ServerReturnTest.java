package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.socket.Socket;
import dev.spinet.socket.WifiSecurity;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server is there again after whatever has taken it away, or its listener is told. */
@Timeout(60)
final class ServerReturnTest {

  private static final String SERVE = "AT+CIPSERVER=1";

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

  /** Counts how often the driver has the module listen. */
  private AtomicInteger countServes() {
    var count = new AtomicInteger();
    wire()
        .before(text -> {
          if (text.startsWith(SERVE)) {
            count.incrementAndGet();
          }
          return true;
        });
    return count;
  }

  private static void assertAccepts(ModuleBoard board, Socket server, int port) throws Exception {
    // Behind the command that has the module listen.
    var _ = board.driver.linkInfo();
    var address = board.forward(port);
    server.setTimeout(20_000);
    try (var peer = new java.net.Socket(address.getAddress(), address.getPort());
        var accepted = server.accept()) {
      peer.getOutputStream().write(7);
      accepted.setTimeout(20_000);
      assertEquals(7, accepted.recv(1)[0]);
    }
  }

  @Test
  void inTheModulesOwnNetwork() throws Exception {
    try (var board = ModuleBoard.builder().linked(false).wires(this::hold).build()) {
      board.driver.softapInit("own", WifiSecurity.WIFI_WPA_WPA2, "secretsecret");
      try (var server = new Socket(board.driver)) {
        server.bind(80);
        server.listen();
        var serves = countServes();
        board.module.reset();
        eventually("it listens again", () -> serves.get() > 0);
      }
    }
  }

  @Test
  void whenTheAnswerIsLost() throws Exception {
    try (var board = ModuleBoard.builder().wires(this::hold).build();
        var server = new Socket(board.driver)) {
      server.bind(80);
      server.listen();
      var lost = new AtomicInteger();
      var serves = new AtomicInteger();
      wire()
          .before(text -> {
            if (text.startsWith(SERVE)) {
              serves.incrementAndGet();
            }
            return !text.startsWith("AT+CIPSERVERMAXCONN=") || lost.getAndIncrement() > 0;
          });
      board.module.reset();
      eventually("it listens again", () -> serves.get() > 0);
      assertAccepts(board, server, 80);
    }
  }

  @Test
  void whenTheAccessPointComesBack() throws Exception {
    try (var board = ModuleBoard.builder().wires(this::hold).build();
        var server = new Socket(board.driver)) {
      server.bind(80);
      server.listen();
      var serves = countServes();
      board.radio.remove(board.accessPoint);
      eventually("the loss is noticed", () -> !isLinked(board));
      board.radio.add(board.accessPoint, board.lan);
      eventually("it listens again", () -> serves.get() > 0);
      assertAccepts(board, server, 80);
    }
  }

  private static boolean isLinked(ModuleBoard board) {
    try {
      return board.driver.isLinked();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aRefusalIsToldToTheListener() throws Exception {
    try (var board = ModuleBoard.builder().wires(this::hold).build();
        var server = new Socket(board.driver)) {
      server.bind(80);
      server.listen();
      server.setTimeout(20_000);
      wire()
          .before(text -> {
            if (!text.startsWith(SERVE)) {
              return true;
            }
            wire().say("\r\nERROR\r\n");
            return false;
          });
      board.module.reset();
      var error = assertThrows(SocketException.class, server::accept);
      assertTrue(String.valueOf(error.getMessage()).contains("cannot listen at port 80"));
    }
  }

  @Test
  void anInterruptedListenLeavesNothingBehind() throws Exception {
    try (var board = ModuleBoard.builder().wires(this::hold).build()) {
      var caller = new CompletableFuture<Thread>();
      var ended = new CompletableFuture<@Nullable Throwable>();
      wire()
          .before(text -> {
            if (text.startsWith(SERVE) && !ended.isDone()) {
              caller.get().interrupt();
              assertTrue(ended.get() instanceof InterruptedIOException);
            }
            return true;
          });
      var thread =
          Thread.ofPlatform()
              .start(() -> {
                try (var server = new Socket(board.driver)) {
                  server.bind(80);
                  caller.complete(Thread.currentThread());
                  server.listen();
                  ended.complete(null);
                } catch (IOException e) {
                  ended.complete(e);
                }
              });
      thread.join();
      wire().throwFailure();
      try (var server = new Socket(board.driver)) {
        server.bind(80);
        server.listen();
        assertAccepts(board, server, 80);
      }
    }
  }

  @Test
  void ofTwoWhoListenAtOnceOneIsRefusedAtOnce() throws Exception {
    try (var board = ModuleBoard.builder().wires(this::hold).build();
        var first = new Socket(board.driver);
        var second = new Socket(board.driver)) {
      first.bind(80);
      second.bind(81);
      var outcomes = new ArrayBlockingQueue<String>(2);
      wire()
          .before(text -> {
            if (text.startsWith("AT+CWJAP?")) {
              // The driver is busy: none of the two has been served when one hears of the other.
              listen(first, outcomes);
              listen(second, outcomes);
              var outcome = String.valueOf(outcomes.poll(10, TimeUnit.SECONDS));
              assertTrue(outcome.contains("BindException"), outcome);
            }
            return true;
          });
      var _ = board.driver.rssi();
      wire().before(null);
      assertEquals("listening", outcomes.poll(20, TimeUnit.SECONDS));
      wire().throwFailure();
    }
  }

  private static void listen(Socket server, BlockingQueue<String> outcomes) {
    Thread.ofPlatform()
        .start(() -> {
          try {
            server.listen();
            outcomes.add("listening");
          } catch (IOException e) {
            outcomes.add(e.toString());
          }
        });
  }
}
