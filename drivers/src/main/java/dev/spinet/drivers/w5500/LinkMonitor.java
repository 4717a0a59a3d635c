package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.PhyConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether the cable has a link, as far as is known. The chip has no interrupt for it, so it is
 * noticed when somebody looks, which the health check does. Every method is called with the chip's
 * lock held.
 */
final class LinkMonitor {

  private final List<Consumer<Boolean>> listeners = new ArrayList<>();
  private final Consumer<Boolean> sockets;
  private Consumer<Boolean> bystander = up -> {};
  private @Nullable Boolean up;
  private long changes;

  /** Tells the sockets of each change before it tells anybody else. */
  LinkMonitor(Consumer<Boolean> sockets) {
    this.sockets = sockets;
  }

  /** Times the link came or went. */
  long changes() {
    return changes;
  }

  /** Whether anybody wants to know, even if no socket is open. */
  boolean isWatched() {
    return !listeners.isEmpty();
  }

  /**
   * Calls a listener at every change too that is seen anyway; as {@link #addListener} otherwise.
   */
  void setBystander(Consumer<Boolean> listener) {
    bystander = listener;
  }

  /** Calls a listener at every change, with the chip's lock held: it must not wait. */
  void addListener(Consumer<Boolean> listener) {
    listeners.add(listener);
  }

  void removeListener(Consumer<Boolean> listener) {
    listeners.remove(listener);
  }

  /** Whether PHYCFGR says something else than it did. */
  boolean isNews(int phy) {
    return up != null && up != isUp(phy);
  }

  /** Whether two readings of PHYCFGR say different things about the link. */
  boolean differs(int one, int other) {
    return isUp(one) != isUp(other);
  }

  /** There is a link, which is no news to anybody. */
  void expectUp() {
    if (up == null) {
      up = true;
    }
  }

  /** Takes note of what PHYCFGR holds. */
  void note(int phy) {
    boolean news = isNews(phy);
    up = isUp(phy);
    if (news) {
      changes++;
      sockets.accept(up);
      bystander.accept(up);
      for (var listener : List.copyOf(listeners)) {
        listener.accept(up);
      }
    }
  }

  private static boolean isUp(int phy) {
    return (phy & PhyConfiguration.LNK) != 0;
  }
}
