package dev.spinet.simulator.net.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real server on this machine's loopback that gives every connection to a script. */
public final class TestServer implements AutoCloseable {

  /** What the server does with a connection. */
  @FunctionalInterface
  public interface Script {
    /** Runs on a thread of its own; the socket is closed afterwards. */
    void serve(Socket socket) throws Exception;
  }

  private final ServerSocket server;

  /** Platform threads: virtual ones make the JDK open descriptors that would look like leaks. */
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("test-server").factory());

  private final CompletableFuture<Void> firstDone = new CompletableFuture<>();

  /** A server on a port that the system chooses. */
  public TestServer(Script script) throws IOException {
    this(0, script);
  }

  TestServer(int receiveBuffer, Script script) throws IOException {
    server = new ServerSocket();
    if (receiveBuffer > 0) {
      server.setReceiveBufferSize(receiveBuffer);
    }
    server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 300);
    var _ = threads.submit(() -> accept(script));
  }

  /** A server that sends back what it gets. */
  public static TestServer echo() throws IOException {
    return new TestServer(socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
  }

  /** Where it listens. */
  public int port() {
    return server.getLocalPort();
  }

  /** Waits for the first script to end and throws what it has thrown. */
  void awaitScript() throws InterruptedException, ExecutionException, TimeoutException {
    firstDone.get(60, TimeUnit.SECONDS);
  }

  private void accept(Script script) {
    while (true) {
      Socket socket;
      try {
        socket = server.accept();
      } catch (IOException e) {
        // Closed: the end of the test.
        return;
      }
      var _ = threads.submit(() -> serve(script, socket));
    }
  }

  private void serve(Script script, Socket socket) {
    try (socket) {
      script.serve(socket);
      firstDone.complete(null);
    } catch (Throwable e) {
      firstDone.completeExceptionally(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
