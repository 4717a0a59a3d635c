package dev.spinet.drivers.w5500;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real TCP server on this machine's loopback; each connection runs a script on a thread. */
final class Peer implements Closeable {

  /** What the server does with a connection. */
  interface Script {
    void run(Socket connection) throws Exception;
  }

  private final ServerSocket server;
  private final Script script;
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  Peer(Script script) throws IOException {
    this.script = script;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("accept", this::accept);
  }

  /** Sends back what comes, until the end of the stream. */
  static Peer echo() throws IOException {
    return new Peer(connection -> {
      connection.getInputStream().transferTo(connection.getOutputStream());
      connection.shutdownOutput();
    });
  }

  /** Keeps the connection open and does nothing. */
  static Peer silent() throws IOException {
    return new Peer(connection -> {});
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() throws IOException {
    while (true) {
      var connection = server.accept();
      connections.add(connection);
      start("serve", () -> script.run(connection));
    }
  }

  private interface Task {
    void run() throws Exception;
  }

  private void start(String name, Task task) {
    threads.add(
        Thread.ofPlatform()
            .daemon()
            .name("peer " + name)
            .start(() -> {
              try {
                task.run();
              } catch (Exception | AssertionError e) {
                if (!closed) {
                  failures.add(e);
                }
              }
            }));
  }

  /** The connections so far. */
  List<Socket> connections() {
    return connections;
  }

  /** Waits for the scripts and fails if one has failed. */
  void finish() throws InterruptedException {
    for (var thread : new ArrayList<>(threads).subList(1, threads.size())) {
      thread.join(10_000);
      if (thread.isAlive()) {
        throw new AssertionError("a peer does not finish");
      }
    }
    for (var failure : failures) {
      throw new AssertionError("a peer has failed", failure);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
    for (var connection : connections) {
      connection.close();
    }
  }
}
