package dev.spinet.drivers.w5500;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands changes of the link to a program, in their order and without the chip's lock. */
final class LinkTeller implements Consumer<Boolean> {

  private static final System.Logger LOG = System.getLogger("dev.spinet.drivers.w5500");

  private final Consumer<Boolean> listener;
  private final Deque<Boolean> changes = new ArrayDeque<>();
  private boolean telling;

  LinkTeller(Consumer<Boolean> listener) {
    this.listener = listener;
  }

  @Override
  public synchronized void accept(Boolean up) {
    changes.add(up);
    if (!telling) {
      telling = true;
      Thread.ofVirtual().name("spinet link listener").start(this::tell);
    }
  }

  private void tell() {
    for (var up = next(); up != null; up = next()) {
      try {
        listener.accept(up);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "a listener to the link failed", e);
      }
    }
  }

  private synchronized @Nullable Boolean next() {
    var up = changes.poll();
    telling = up != null;
    return up;
  }
}
