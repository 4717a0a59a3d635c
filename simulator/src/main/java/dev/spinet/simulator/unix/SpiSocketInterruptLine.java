package dev.spinet.simulator.unix;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.simulator.bus.InterruptWait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The interrupt line of a chip behind a {@link SpiSocketServer}. Waits are ended by what the server
 * tells of changes, which arrives a moment after the frame that has caused it; the level is asked
 * for on a connection of its own, so that it is never an old one.
 */
public final class SpiSocketInterruptLine implements InterruptLine {

  private final Path path;
  private final TimedChannel channel;
  private final LineReader lines;
  private final TimedChannel questions;
  private final LineReader answers;
  private final Thread reader;
  private final InterruptWait wait = new InterruptWait();
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable IOException failure;

  /** What is known of the level; replaced by what is known later. */
  private final AtomicReference<Told> told = new AtomicReference<>(new Told(false));

  private volatile boolean closed;

  /** The level at some time; compared by identity, because each time is another one. */
  private static final class Told {
    private final boolean asserted;

    Told(boolean asserted) {
      this.asserted = asserted;
    }
  }

  private SpiSocketInterruptLine(Path path, TimedChannel channel, TimedChannel questions)
      throws IOException {
    this.path = path;
    this.channel = channel;
    this.lines = new LineReader(channel, TimedChannel.FOR_EVER);
    this.questions = questions;
    this.answers = new LineReader(questions, SpiSocketProtocol.PATIENCE_NANOS);
    this.reader = Thread.ofPlatform().daemon().name("spinet-socket-int").unstarted(this::read);
    SpiSocketProtocol.say(channel, SpiSocketProtocol.WATCH);
  }

  /**
   * Connects to a server.
   *
   * @param path the path of its socket for SPI; the control socket is the one beside it
   * @return the line, which the caller closes
   * @throws BusException if there is no server
   */
  public static SpiSocketInterruptLine connect(Path path) throws IOException {
    var controlPath = SpiSocketProtocol.controlPath(path);
    var channel = SpiSocketBus.connection(controlPath);
    try {
      var questions = SpiSocketBus.connection(controlPath);
      try {
        var line = new SpiSocketInterruptLine(controlPath, channel, questions);
        line.reader.start();
        return line;
      } catch (IOException e) {
        questions.close();
        throw e;
      }
    } catch (IOException e) {
      channel.close();
      throw SpiSocketBus.failure(controlPath, "cannot watch", e);
    }
  }

  private void read() {
    try {
      while (true) {
        told.set(new Told(level(lines)));
        wait.levelChanged();
      }
    } catch (IOException e) {
      failure = e;
      wait.levelChanged();
    }
  }

  private static boolean level(LineReader lines) throws IOException {
    var line = lines.next();
    if (line == null) {
      throw new IOException("the server has ended the connection");
    }
    boolean level = line.equals(SpiSocketProtocol.INTERRUPT_ASSERTED);
    if (!level && !line.equals(SpiSocketProtocol.INTERRUPT_RELEASED)) {
      throw new IOException("it answered '" + line + "'");
    }
    return level;
  }

  @Override
  public boolean isAsserted() throws IOException {
    asking.lock();
    try {
      requireAlive();
      var before = told.get();
      SpiSocketProtocol.say(questions, SpiSocketProtocol.INTERRUPT);
      boolean level = level(answers);
      // Who has asked is not woken by older news. If there was any meanwhile, it may be newer.
      told.compareAndSet(before, new Told(level));
      return level;
    } catch (BusException e) {
      throw e;
    } catch (IOException e) {
      requireAlive();
      throw SpiSocketBus.failure(path, "cannot ask for the level", e);
    } finally {
      asking.unlock();
    }
  }

  private void requireAlive() throws BusException {
    if (closed) {
      throw new BusException(path.toString(), "the interrupt line " + path + " is closed", 0);
    }
    var cause = failure;
    if (cause != null) {
      throw SpiSocketBus.failure(path, "cannot watch", cause);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>An interrupt of the waiting thread ends the wait like a time-out and leaves the thread's
   * interrupt status set.
   */
  @Override
  public boolean await(long timeoutNanos) throws IOException {
    return wait.await(
        () -> {
          requireAlive();
          return told.get().asserted;
        },
        timeoutNanos);
  }

  @Override
  public void wakeup() {
    wait.wakeup();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    wait.close();
    channel.close();
    questions.close();
    try {
      reader.join(TimeUnit.NANOSECONDS.toMillis(SpiSocketProtocol.PATIENCE_NANOS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
