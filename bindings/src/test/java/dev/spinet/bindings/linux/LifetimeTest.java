package dev.spinet.bindings.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LifetimeTest {
  private final AtomicInteger releases = new AtomicInteger();

  @Test
  void closingAnUnusedDeviceFreesItOnce() throws IOException {
    var lifetime = new Lifetime(() -> {}, releases::incrementAndGet);
    lifetime.close();
    lifetime.close();

    assertEquals(1, releases.get());
    assertTrue(lifetime.isClosing());
    assertFalse(lifetime.enter());
  }

  @Test
  void theLastOneOutFreesTheDevice() throws Exception {
    var woken = new CountDownLatch(1);
    var lifetime = new Lifetime(woken::countDown, releases::incrementAndGet);
    assertTrue(lifetime.enter());
    var closer =
        Background.run(() -> {
          lifetime.close();
          return releases.get();
        });
    woken.await();

    assertFalse(lifetime.enter());
    assertEquals(0, releases.get(), "this thread is still inside");
    lifetime.exit();
    assertEquals(1, closer.result(), "close returns when the device is free");
  }

  @Test
  void aFailureToFreeIsThrownByClose() {
    var failure = new IOException("close failed");
    var lifetime =
        new Lifetime(
            () -> {},
            () -> {
              throw failure;
            });

    assertSame(failure, assertThrows(IOException.class, lifetime::close));
  }

  @Test
  void anInterruptedCloserLeavesTheRestToTheLastOneOut() throws IOException {
    var lifetime = new Lifetime(() -> {}, releases::incrementAndGet);
    assertTrue(lifetime.enter());
    Thread.currentThread().interrupt();
    lifetime.close();

    assertTrue(Thread.interrupted(), "the interrupt is kept");
    assertEquals(0, releases.get());
    lifetime.exit();
    assertEquals(1, releases.get());
  }

  @Test
  void nobodyIsInsideWhenItIsFreed() throws Exception {
    for (int round = 0; round < 200; round++) {
      var inside = new AtomicInteger();
      var freed = new AtomicBoolean();
      var lifetime =
          new Lifetime(
              () -> {},
              () -> {
                assertEquals(0, inside.get());
                assertFalse(freed.getAndSet(true));
              });
      var users = new ArrayList<Background<Boolean>>();
      for (int i = 0; i < 3; i++) {
        users.add(
            Background.run(() -> {
              while (lifetime.enter()) {
                inside.incrementAndGet();
                assertFalse(freed.get());
                inside.decrementAndGet();
                lifetime.exit();
              }
              return true;
            }));
      }
      lifetime.close();
      assertTrue(freed.get());
      for (var user : users) {
        user.result();
      }
    }
  }
}
