package dev.spinet.bench.endtoend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A TCP server of this machine that serves one connection, and remembers what came out of it. */
final class HostServer implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 60;

  /** What is done with a connection. */
  @FunctionalInterface
  interface Service {
    /**
     * Serves it.
     *
     * @return what to tell, see {@link HostServer#result}
     */
    String serve(Socket connection) throws IOException;
  }

  private final ServerSocket server;
  private final CompletableFuture<String> result = new CompletableFuture<>();

  HostServer(InetAddress address, Service service) throws IOException {
    server = new ServerSocket(0, 1, address);
    Thread.ofPlatform().daemon().name("bench-server").start(() -> run(service));
  }

  private void run(Service service) {
    try (var connection = server.accept()) {
      connection.setTcpNoDelay(true);
      result.complete(service.serve(connection));
    } catch (IOException | RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** Waits until the connection was served. */
  String result() throws IOException, InterruptedException {
    try {
      return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the server of this machine failed: " + e.getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException("the server of this machine waited too long for its client", e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
