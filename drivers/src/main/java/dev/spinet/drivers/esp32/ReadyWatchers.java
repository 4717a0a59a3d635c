package dev.spinet.drivers.esp32;

import java.util.ArrayList;
import java.util.List;

/**
 * Who wants to be told when an endpoint may have become ready. Every method is called with the
 * driver's lock held; the listeners only wake threads.
 */
final class ReadyWatchers {

  private static final System.Logger LOGGER =
      System.getLogger(ReadyWatchers.class.getPackageName());

  private record Watcher(int interests, Runnable listener) {}

  private final List<Watcher> watchers = new ArrayList<>();

  void add(int interests, Runnable listener) {
    remove(listener);
    watchers.add(new Watcher(interests, listener));
  }

  void remove(Runnable listener) {
    watchers.removeIf(watcher -> watcher.listener().equals(listener));
  }

  /** Lets all of them watch something else. */
  void moveTo(ReadyWatchers other) {
    for (var watcher : watchers) {
      other.add(watcher.interests(), watcher.listener());
    }
    clear();
  }

  void clear() {
    watchers.clear();
  }

  void tell(int ready) {
    for (int i = 0; i < watchers.size(); i++) {
      var watcher = watchers.get(i);
      if ((watcher.interests() & ready) != 0) {
        try {
          watcher.listener().run();
        } catch (RuntimeException e) {
          // The others, and who waits on the driver's thread, are to be told all the same.
          LOGGER.log(System.Logger.Level.ERROR, "a listener of an endpoint failed", e);
        }
      }
    }
  }
}
