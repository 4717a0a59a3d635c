package dev.spinet.simulator.unix;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The socket for a chip's interrupt and reset wires. Clients send lines and get lines, in UTF-8
 * with a line feed at the end; several at a time. The commands are those of {@link
 * ControlConnection}.
 */
final class ControlServer implements AutoCloseable {

  private static final int CONNECTIONS_MAX = 8;
  private static final long JOIN_MILLIS = 5_000;

  private final SocketFile file;
  private final ChipPins chip;
  private final SharedWire reset;
  private final Consumer<String> log;
  private final Set<ControlConnection> connections = ConcurrentHashMap.newKeySet();
  private final Thread acceptor;
  private volatile boolean closed;

  private ControlServer(SocketFile file, ChipPins chip, Consumer<String> log) {
    this.file = file;
    this.chip = chip;
    this.reset = new SharedWire(chip.reset());
    this.log = log;
    this.acceptor =
        Thread.ofPlatform().daemon().name("spinet-control-accept").unstarted(this::accept);
  }

  static ControlServer open(Path path, ChipPins chip, Consumer<String> log) throws IOException {
    var server = new ControlServer(SocketFile.listen(path), chip, log);
    server.acceptor.start();
    return server;
  }

  Path path() {
    return file.path();
  }

  private void accept() {
    var loop = new AcceptLoop(file, log);
    while (true) {
      SocketChannel channel = loop.next();
      if (channel == null) {
        return;
      }
      try {
        admit(new TimedChannel(channel));
      } catch (IOException e) {
        log.accept("a client of " + file.path() + " was lost: " + e.getMessage());
      }
    }
  }

  private void admit(TimedChannel channel) throws IOException {
    if (connections.size() >= CONNECTIONS_MAX) {
      log.accept(
          "a client of %s was refused: %d are connected already"
              .formatted(file.path(), CONNECTIONS_MAX));
      channel.close();
      return;
    }
    var connection =
        new ControlConnection(
            channel,
            chip,
            reset.newDriver(),
            reason -> log.accept("a client of " + file.path() + " was cut off: " + reason),
            connections::remove);
    connections.add(connection);
    connection.start();
    if (closed) {
      connection.close();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    try {
      file.close();
    } finally {
      connections.forEach(ControlConnection::close);
      try {
        acceptor.join(JOIN_MILLIS);
        for (var connection : connections) {
          connection.join(JOIN_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
