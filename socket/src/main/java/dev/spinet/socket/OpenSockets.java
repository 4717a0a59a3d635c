package dev.spinet.socket;

import dev.spinet.socket.driver.NetworkDriver;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The open sockets of all drivers by their numbers. Holds them weakly: that a socket can be found
 * here must not keep it, or its driver, in memory.
 */
final class OpenSockets {

  private static final Map<NetworkDriver, Map<Integer, WeakReference<Socket>>> SOCKETS =
      new WeakHashMap<>();

  private OpenSockets() {}

  static synchronized void add(Socket socket) {
    SOCKETS
        .computeIfAbsent(socket.driver(), _ -> new HashMap<>())
        .put(socket.fileno(), new WeakReference<>(socket));
  }

  static synchronized void remove(Socket socket) {
    Map<Integer, WeakReference<Socket>> sockets = SOCKETS.get(socket.driver());
    if (sockets != null) {
      sockets
          .values()
          .removeIf(reference -> reference.refersTo(socket) || reference.refersTo(null));
      if (sockets.isEmpty()) {
        SOCKETS.remove(socket.driver());
      }
    }
  }

  static synchronized @Nullable Socket find(NetworkDriver driver, int fileno) {
    Map<Integer, WeakReference<Socket>> sockets = SOCKETS.get(driver);
    WeakReference<Socket> reference = sockets == null ? null : sockets.get(fileno);
    return reference == null ? null : reference.get();
  }
}
