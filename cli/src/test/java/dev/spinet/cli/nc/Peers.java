package dev.spinet.cli.nc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;

/** What this machine does at the other end of a connection. */
final class Peers {

  private Peers() {}

  /** What a peer does. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws Exception;
  }

  /** Listens at any port. */
  static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  /** A port of this machine at which nobody listens. */
  static int closedPort() throws IOException {
    try (var free = listen()) {
      return free.getLocalPort();
    }
  }

  /** Does something while the test goes on. */
  static <T> CompletableFuture<T> later(Work<T> work) {
    var result = new CompletableFuture<T>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            result.complete(work.run());
          } catch (Exception | AssertionError e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** A peer that says something and goes. */
  static CompletableFuture<Boolean> says(ServerSocket server, byte[] data) {
    return later(() -> {
      try (var peer = server.accept()) {
        peer.getOutputStream().write(data);
      }
      return true;
    });
  }
}
