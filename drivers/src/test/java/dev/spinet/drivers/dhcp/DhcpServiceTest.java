package dev.spinet.drivers.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.DhcpException;
import dev.spinet.socket.NoFreeSocketException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread that runs the client, and those who wait for it. */
@Timeout(30)
final class DhcpServiceTest {

  private static final long SECONDS_10 = TimeUnit.SECONDS.toNanos(10);

  private final ScriptedHost host = new ScriptedHost();
  private final AtomicLong ahead = new AtomicLong();
  private final DhcpService service =
      new DhcpService(
          host,
          Scene.MAC,
          "spinet-test",
          () -> System.nanoTime() + ahead.get(),
          new SplittableRandom(3));

  @AfterEach
  void close() {
    service.close();
    service.close();
    assertEquals(0, host.open.get());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + SECONDS_10;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "it does not happen");
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  private void obtain() {
    try {
      service.obtain(SECONDS_10);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void getsAndGivesBack() throws Exception {
    assertNull(service.lease());
    service.stop(true, "nothing was there");
    service.confirm();
    service.obtain(SECONDS_10);
    assertNotNull(service.lease());
    await(() -> host.open.get() == 0);
    service.obtain(0);
    service.stop(true, "it was enough");
    assertNull(service.lease());
    assertEquals(
        List.of("DISCOVER", "REQUEST", "probe", "configure", "RELEASE", "remove"), host.events);
    service.obtain(SECONDS_10);
    service.stop(false, "it was enough");
    assertEquals("remove", host.events.getLast());
    assertEquals(1, host.events.stream().filter("RELEASE"::equals).count());
  }

  @Test
  void severalCallersGetTheSame() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all =
          java.util.stream.IntStream.range(0, 20)
              .mapToObj(_ -> CompletableFuture.runAsync(this::obtain, threads))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(all).get(20, TimeUnit.SECONDS);
    }
    assertEquals(List.of("DISCOVER", "REQUEST", "probe", "configure"), host.events);
  }

  @Test
  void oneThatGivesUpDoesNotEndItForTheOthers() throws Exception {
    host.silent = true;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var patient = CompletableFuture.runAsync(this::obtain, threads);
      await(() -> host.events.contains("DISCOVER"));
      assertThrows(DhcpException.class, () -> service.obtain(TimeUnit.MILLISECONDS.toNanos(50)));
      host.silent = false;
      patient.get(20, TimeUnit.SECONDS);
    }
    assertNotNull(service.lease());
  }

  @Test
  void givingUpEndsItAtOnce() throws Exception {
    host.silent = true;
    for (int i = 0; i < 20; i++) {
      assertThrows(DhcpException.class, () -> service.obtain(TimeUnit.MILLISECONDS.toNanos(5)));
    }
    await(() -> host.open.get() == 0);
    host.silent = false;
    service.obtain(SECONDS_10);
    assertEquals(1, host.events.stream().filter("configure"::equals).count());
  }

  @Test
  void stoppedAndClosedWhileSomebodyWaits() throws Exception {
    host.silent = true;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var stopped =
          CompletableFuture.supplyAsync(
              () -> assertThrows(SocketException.class, () -> service.obtain(SECONDS_10)), threads);
      await(() -> host.events.contains("DISCOVER"));
      service.stop(true, "it was taken down");
      assertTrue(message(stopped.get(5, TimeUnit.SECONDS)).contains("taken down"));
      host.events.clear();
      var closed =
          CompletableFuture.supplyAsync(
              () -> assertThrows(SocketException.class, () -> service.obtain(SECONDS_10)), threads);
      await(() -> host.events.contains("DISCOVER"));
      service.close();
      assertTrue(message(closed.get(5, TimeUnit.SECONDS)).contains("closed"));
    }
    assertThrows(SocketException.class, () -> service.obtain(SECONDS_10));
  }

  private static String message(Exception e) {
    return Objects.requireNonNull(e.getMessage());
  }

  @Test
  void failuresReachWhoWaits() throws Exception {
    host.busy = true;
    assertThrows(NoFreeSocketException.class, () -> service.obtain(SECONDS_10));
    host.busy = false;
    host.broken = true;
    var failure = assertThrows(IOException.class, () -> service.obtain(SECONDS_10));
    assertEquals("the chip is broken", failure.getMessage());
    host.broken = false;
    service.obtain(SECONDS_10);
    assertNotNull(service.lease());
  }

  @Test
  void renewalOutlivesFailures() throws Exception {
    service.obtain(SECONDS_10);
    long since = Objects.requireNonNull(service.lease()).since();
    host.broken = true;
    // T1 of an hour is over.
    ahead.addAndGet(TimeUnit.MINUTES.toNanos(31));
    service.confirm();
    TimeUnit.MILLISECONDS.sleep(50);
    assertEquals(since, Objects.requireNonNull(service.lease()).since());
    host.broken = false;
    await(() -> Objects.requireNonNull(service.lease()).since() != since);
    assertEquals(1, host.events.stream().filter("configure"::equals).count());
  }

  @Test
  void releaseThatCannotBeSentDoesNotHoldUp() throws Exception {
    service.obtain(SECONDS_10);
    host.busy = true;
    service.stop(true, "it was enough");
    assertEquals("remove", host.events.getLast());
    assertNull(service.lease());
  }

  @Test
  void confirmationsAtAnyTime() throws Exception {
    service.obtain(SECONDS_10);
    for (int i = 0; i < 200; i++) {
      service.confirm();
      if (i % 10 == 0) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
    await(() -> host.open.get() == 0);
    assertNotNull(service.lease());
    assertEquals(1, host.events.stream().filter("configure"::equals).count());
  }
}
