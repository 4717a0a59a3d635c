package dev.spinet.simulator.unix;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.bus.BusException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts a chip on a Unix-domain stream socket: a request is the number of bytes, 32 bits with the
 * high byte first, and as many MOSI bytes; the answer is as many MISO bytes. One request is one
 * assertion of chip select. The chip's other wires are on a second socket, whose name has {@code
 * .control} appended, see {@link ControlServer}.
 *
 * <p>Clients are served one after another: who comes while another one is there waits until that
 * one has gone. A client that breaks the protocol is cut off, which is logged, and the next one has
 * its turn.
 */
public final class SpiSocketServer implements AutoCloseable {

  private static final int WAITING_MAX = 8;
  private static final long JOIN_MILLIS = 5_000;

  private final SocketFile file;
  private final ControlServer control;
  private final FrameExchange exchange;
  private final BusCounters counters = new BusCounters();
  private final Consumer<String> log;
  private final BlockingQueue<Client> waiting = new ArrayBlockingQueue<>(WAITING_MAX);

  /** Clients that are served or wait: the one being served is not known as such at once. */
  private final AtomicInteger present = new AtomicInteger();

  private final Thread acceptor;
  private final Thread worker;
  private volatile @Nullable Client served;
  private volatile boolean closed;

  private record Client(int number, TimedChannel channel) {

    void close() {
      try {
        channel.close();
      } catch (IOException e) {
        // Its peer has gone; there is nobody left to tell.
      }
    }
  }

  private SpiSocketServer(
      SocketFile file,
      ControlServer control,
      ChipPins chip,
      Consumer<String> log,
      long patienceNanos) {
    this.file = file;
    this.control = control;
    this.log = log;
    this.exchange = new FrameExchange(chip.spi(), counters, patienceNanos);
    this.acceptor = Thread.ofPlatform().daemon().name("spinet-unix-accept").unstarted(this::accept);
    this.worker = Thread.ofPlatform().daemon().name("spinet-unix-spi").unstarted(this::work);
  }

  /**
   * Listens on both sockets. Files of these names that a killed server has left are replaced.
   *
   * @param path address of the socket for SPI; that of the control socket follows from it
   * @param chip the chip
   * @param log hears in a sentence of each client that is cut off or has to wait; called on the
   *     server's threads
   * @return the server, in operation
   * @throws BusException if a path cannot be used; the message says why and what to do
   * @throws IOException if this machine has no resources left
   */
  public static SpiSocketServer open(Path path, ChipPins chip, Consumer<String> log)
      throws IOException {
    return open(path, chip, log, SpiSocketProtocol.PATIENCE_NANOS);
  }

  static SpiSocketServer open(Path path, ChipPins chip, Consumer<String> log, long patienceNanos)
      throws IOException {
    var file = SocketFile.listen(path);
    try {
      var control = ControlServer.open(SpiSocketProtocol.controlPath(path), chip, log);
      var server = new SpiSocketServer(file, control, chip, log, patienceNanos);
      server.worker.start();
      server.acceptor.start();
      return server;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Where clients find the SPI pins.
   *
   * @return the path of the socket
   */
  public Path path() {
    return file.path();
  }

  /**
   * Where clients find the other wires.
   *
   * @return the path of the socket
   */
  public Path controlPath() {
    return control.path();
  }

  /**
   * What clients have sent: a message is a frame here.
   *
   * @return the live counters
   */
  public BusCounters counters() {
    return counters;
  }

  private void accept() {
    var loop = new AcceptLoop(file, log);
    int number = 0;
    while (true) {
      SocketChannel channel = loop.next();
      if (channel == null) {
        return;
      }
      number++;
      try {
        admit(new Client(number, new TimedChannel(channel)));
      } catch (IOException e) {
        log.accept("client " + number + " of " + file.path() + " was lost: " + e.getMessage());
      }
    }
  }

  private void admit(Client client) {
    boolean alone = present.getAndIncrement() == 0;
    if (!waiting.offer(client)) {
      present.decrementAndGet();
      log.accept(
          "client %d of %s was refused: %d others wait already"
              .formatted(client.number(), file.path(), WAITING_MAX));
      client.close();
    } else if (!alone) {
      log.accept(
          "client %d of %s waits until another one has gone"
              .formatted(client.number(), file.path()));
    }
    if (closed) {
      dismissWaiting();
    }
  }

  private void work() {
    while (!closed) {
      try {
        serve(waiting.take());
      } catch (InterruptedException e) {
        // Only close() interrupts this thread.
        return;
      }
    }
  }

  private void serve(Client client) {
    served = client;
    try {
      if (!closed) {
        exchange.serve(client.channel());
      }
    } catch (IOException | RuntimeException e) {
      if (!closed) {
        log.accept(
            "client %d of %s was cut off: %s"
                .formatted(
                    client.number(),
                    file.path(),
                    Objects.requireNonNullElse(e.getMessage(), e.toString())));
      }
    } finally {
      client.close();
      served = null;
      present.decrementAndGet();
    }
  }

  private void dismissWaiting() {
    for (var client = waiting.poll(); client != null; client = waiting.poll()) {
      client.close();
      present.decrementAndGet();
    }
  }

  /**
   * Cuts off all clients and removes both socket files. Closing twice has no effect.
   *
   * @throws IOException if a file cannot be removed
   */
  @Override
  public void close() throws IOException {
    closed = true;
    try (control) {
      file.close();
    } finally {
      var client = served;
      if (client != null) {
        client.close();
      }
      worker.interrupt();
      dismissWaiting();
      join(acceptor);
      join(worker);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
