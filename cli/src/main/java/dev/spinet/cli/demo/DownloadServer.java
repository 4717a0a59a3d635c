package dev.spinet.cli.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An HTTP server on this machine, the JDK's own, that serves bytes that look random and computes
 * the SHA-256 of what it has served.
 */
final class DownloadServer implements AutoCloseable {

  /** Where the bytes are. */
  static final String PATH = "/random.bin";

  private static final int BACKLOG = 16;
  private static final int CHUNK = 1 << 16;
  private static final int OK = 200;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int NO_BODY = -1;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final long size;
  private final CompletableFuture<byte[]> digest = new CompletableFuture<>();

  /**
   * Starts to listen.
   *
   * @param address the address of this machine to listen on; the port is a free one
   * @param size bytes to serve, at least 1
   * @throws IOException if that is not possible
   */
  DownloadServer(InetAddress address, long size) throws IOException {
    this.size = size;
    server = HttpServer.create(new InetSocketAddress(address, 0), BACKLOG);
    server.createContext(PATH, this::serve);
    server.setExecutor(threads);
    server.start();
  }

  /** The port it listens on. */
  int port() {
    return server.getAddress().getPort();
  }

  /**
   * The SHA-256 of the bytes that were served, once the last of them has been handed to the
   * operating system.
   *
   * @param patience the longest wait for that
   * @throws IOException if serving failed, or did not end in time
   * @throws InterruptedException if the thread is interrupted
   */
  byte[] served(Duration patience) throws IOException, InterruptedException {
    try {
      return digest.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the HTTP server could not serve to the end", e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the HTTP server did not come to the end of the download", e);
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(METHOD_NOT_ALLOWED, NO_BODY);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
      exchange.sendResponseHeaders(OK, size);
      digest.complete(stream(exchange));
    } catch (IOException e) {
      digest.completeExceptionally(e);
      throw e;
    }
  }

  private byte[] stream(HttpExchange exchange) throws IOException {
    var bytes = new RandomBytes();
    var chunk = new byte[CHUNK];
    MessageDigest sha256 = Sha256.create();
    var body = exchange.getResponseBody();
    for (long left = size; left > 0; left -= CHUNK) {
      int length = (int) Math.min(left, CHUNK);
      bytes.fill(chunk);
      sha256.update(chunk, 0, length);
      body.write(chunk, 0, length);
    }
    body.close();
    return sha256.digest();
  }

  @Override
  public void close() {
    // stop() waits, and forgets that its thread was interrupted; what is closed next must know.
    boolean interrupted = Thread.interrupted();
    server.stop(0);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    // Not close(): that would wait for a connection whose client has stopped reading.
    threads.shutdownNow();
  }
}
