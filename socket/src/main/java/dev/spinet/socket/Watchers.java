package dev.spinet.socket;

import java.util.ArrayList;
import java.util.List;

/**
 * Who wants to know when a socket may have become ready for a reason its endpoint knows nothing of:
 * bytes kept in the socket, a direction shut down, a socket that begins to listen or is closed.
 */
final class Watchers {

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

  /** Tells all of them. Allocates nothing while there are none. */
  void tell() {
    List<Runnable> now = listeners;
    for (int i = 0; i < now.size(); i++) {
      now.get(i).run();
    }
  }
}
