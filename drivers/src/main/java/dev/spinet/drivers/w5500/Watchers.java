package dev.spinet.drivers.w5500;

import java.util.ArrayList;
import java.util.List;

/**
 * Who wants to be told when an endpoint may have become ready. Every method is called with the
 * chip's lock held; so are the listeners, which only wake threads. Allocates nothing but in {@link
 * #add}.
 */
final class Watchers {

  private record Watcher(int interests, Runnable listener) {}

  private final List<Watcher> watchers = new ArrayList<>();

  boolean isEmpty() {
    return watchers.isEmpty();
  }

  /** Adds a listener, or changes the interests of one that is there. */
  void add(int interests, Runnable listener) {
    remove(listener);
    watchers.add(new Watcher(interests, listener));
  }

  /** Forgets a listener, known or not. */
  void remove(Runnable listener) {
    watchers.removeIf(watcher -> watcher.listener().equals(listener));
  }

  void clear() {
    watchers.clear();
  }

  /** Whether anybody waits for one of these. */
  boolean want(int interests) {
    for (int i = 0; i < watchers.size(); i++) {
      var watcher = watchers.get(i);
      if ((watcher.interests() & interests) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Tells those who wait for one of these. */
  void tell(int interests) {
    for (int i = 0; i < watchers.size(); i++) {
      var watcher = watchers.get(i);
      if ((watcher.interests() & interests) != 0) {
        watcher.listener().run();
      }
    }
  }
}
