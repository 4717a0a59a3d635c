package dev.spinet.socket;

import dev.spinet.socket.driver.NetworkDriver;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The open sockets of all drivers by their numbers. As Unix does, it gives each the lowest number
 * that is free. Holds them weakly: that a socket can be found here must not keep it, or its driver,
 * in memory.
 */
final class OpenSockets {

  private static final Map<NetworkDriver, List<WeakReference<Socket>>> SOCKETS =
      new WeakHashMap<>();

  private static final WeakReference<Socket> NOBODY = new WeakReference<>(null);

  private OpenSockets() {}

  /** Gives a socket its number. */
  static synchronized int add(Socket socket) {
    List<WeakReference<Socket>> sockets =
        SOCKETS.computeIfAbsent(socket.driver(), _ -> new ArrayList<>());
    int number = 0;
    while (number < sockets.size() && !sockets.get(number).refersTo(null)) {
      number++;
    }
    if (number == sockets.size()) {
      sockets.add(NOBODY);
    }
    sockets.set(number, new WeakReference<>(socket));
    return number;
  }

  /** Takes the number back. */
  static synchronized void remove(NetworkDriver driver, int number) {
    List<WeakReference<Socket>> sockets = SOCKETS.get(driver);
    if (sockets == null) {
      return;
    }
    sockets.set(number, NOBODY);
    while (!sockets.isEmpty() && sockets.getLast().refersTo(null)) {
      sockets.removeLast();
    }
    if (sockets.isEmpty()) {
      SOCKETS.remove(driver);
    }
  }

  static synchronized @Nullable Socket find(NetworkDriver driver, int number) {
    List<WeakReference<Socket>> sockets = SOCKETS.get(driver);
    return sockets == null || number < 0 || number >= sockets.size()
        ? null
        : sockets.get(number).get();
  }
}
