package dev.spinet.socket.memory;

import java.util.ArrayList;
import java.util.List;

/** Who wants to know when an endpoint may have become ready. */
final class Readiness {

  private volatile List<Runnable> listeners = List.of();

  synchronized void add(Runnable listener) {
    var more = new ArrayList<>(listeners);
    more.add(listener);
    listeners = List.copyOf(more);
  }

  synchronized void remove(Runnable listener) {
    var fewer = new ArrayList<>(listeners);
    fewer.remove(listener);
    listeners = List.copyOf(fewer);
  }

  /** How many listen: none, once nobody waits any more. */
  int count() {
    return listeners.size();
  }

  void tell() {
    List<Runnable> now = listeners;
    for (int i = 0; i < now.size(); i++) {
      now.get(i).run();
    }
  }
}
