package dev.spinet.drivers.esp32;

import java.util.ArrayList;
import java.util.List;

/**
 * Who wants to be told when an endpoint may have become ready. Every method is called with the
 * driver's lock held; the listeners only wake threads.
 */
final class ReadyWatchers {

  private final List<Runnable> listeners = new ArrayList<>();
  private final List<Integer> interests = new ArrayList<>();

  void add(int wanted, Runnable listener) {
    remove(listener);
    listeners.add(listener);
    interests.add(wanted);
  }

  void remove(Runnable listener) {
    int at = listeners.indexOf(listener);
    if (at >= 0) {
      listeners.remove(at);
      interests.remove(at);
    }
  }

  /** Lets all of them watch something else. */
  void moveTo(ReadyWatchers other) {
    for (int i = 0; i < listeners.size(); i++) {
      other.add(interests.get(i), listeners.get(i));
    }
    clear();
  }

  void clear() {
    listeners.clear();
    interests.clear();
  }

  void tell(int ready) {
    for (int i = 0; i < listeners.size(); i++) {
      if ((interests.get(i) & ready) != 0) {
        listeners.get(i).run();
      }
    }
  }
}
