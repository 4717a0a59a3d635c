package dev.spinet.simulator.espat;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.espat.UartLimits;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A serial port of Linux with a module behind it, for any program: a pseudo terminal. Its speed and
 * flow control are what the program sets with termios. Parity and character size are not: Linux
 * does not keep them for pseudo terminals.
 */
public final class EspAtPty implements AutoCloseable {
  private static final int CHUNK = 4096;
  private static final long JOIN_MILLIS = 5_000;

  private final EspAtModule module;
  private final PseudoTerminal terminal;
  private final Optional<Path> link;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(CHUNK);
  private final HostPort line = new Line();
  private final Thread watcher;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wanted = lock.newCondition();
  private boolean inputWanted = true;
  private boolean roomWanted;
  private boolean closed;

  private EspAtPty(EspAtModule module, PseudoTerminal terminal, Optional<Path> link) {
    this.module = module;
    this.terminal = terminal;
    this.link = link;
    watcher = Thread.ofPlatform().daemon().name("spinet-pty").unstarted(this::watch);
  }

  /**
   * Connects a module to a new serial port, in place of another host.
   *
   * @param module the module
   * @param link where to make a symbolic link to the port; a link that leads nowhere is replaced
   * @return the port
   * @throws BusException if Linux gives no pseudo terminal
   * @throws IOException if the link cannot be made
   */
  public static EspAtPty open(EspAtModule module, Optional<Path> link) throws IOException {
    var terminal = PseudoTerminal.open();
    try {
      if (link.isPresent()) {
        makeLink(link.get(), Path.of(terminal.path()));
      }
    } catch (IOException | RuntimeException e) {
      terminal.close();
      throw e;
    }
    var pty = new EspAtPty(module, terminal, link);
    pty.watcher.start();
    module.connect(pty.line);
    return pty;
  }

  private static void makeLink(Path link, Path target) throws IOException {
    boolean leftover = Files.isSymbolicLink(link) && !Files.exists(link);
    if (leftover) {
      Files.delete(link);
    } else if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(
          link.toString(), null, "it exists already; name a path that does not, or remove it");
    }
    Files.createSymbolicLink(link, target);
  }

  /**
   * The device file to open.
   *
   * @return a path in {@code /dev/pts}
   */
  public Path path() {
    return Path.of(terminal.path());
  }

  /** Waits for the program. What there is to do is done by the simulation's thread. */
  private void watch() {
    while (true) {
      boolean input;
      boolean room;
      lock.lock();
      try {
        while (!closed && !inputWanted && !roomWanted) {
          wanted.awaitUninterruptibly();
        }
        if (closed) {
          return;
        }
        input = inputWanted;
        room = roomWanted;
      } finally {
        lock.unlock();
      }
      if (terminal.await(input, room)) {
        lock.lock();
        try {
          inputWanted &= !input;
          roomWanted &= !room;
        } finally {
          lock.unlock();
        }
        module.hostChanged();
      }
    }
  }

  private void want(boolean input, boolean room) {
    lock.lock();
    try {
      boolean news = (input && !inputWanted) || (room && !roomWanted);
      inputWanted |= input;
      roomWanted |= room;
      if (!news) {
        return;
      }
      wanted.signal();
    } finally {
      lock.unlock();
    }
    terminal.wakeUp();
  }

  /** The end that the simulated line sees; called with the module's lock held. */
  private final class Line implements HostPort {
    @Override
    public int baud() {
      int baud = terminal.baud();
      return baud > 0 ? baud : UartLimits.BAUD_DEFAULT;
    }

    @Override
    public boolean flowControl() {
      return terminal.flowControl();
    }

    @Override
    public int poll(byte[] target, int length) {
      int taken = terminal.read(buffer, Math.min(length, CHUNK));
      if (taken == 0) {
        want(true, false);
      } else {
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, target, 0, taken);
      }
      return taken;
    }

    @Override
    public int offer(byte[] bytes, int offset, int length) {
      int done = 0;
      while (done < length) {
        int part = Math.min(length - done, CHUNK);
        MemorySegment.copy(bytes, offset + done, buffer, ValueLayout.JAVA_BYTE, 0, part);
        int taken = terminal.write(buffer, part);
        done += taken;
        if (taken < part) {
          want(false, true);
          break;
        }
      }
      return done;
    }
  }

  /** Hangs up, and removes the link. Closing twice has no effect. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      wanted.signal();
    } finally {
      lock.unlock();
    }
    module.disconnect(line);
    terminal.wakeUp();
    joinWatcher();
    if (link.isPresent()
        && Files.isSymbolicLink(link.get())
        && Files.readSymbolicLink(link.get()).equals(path())) {
      Files.delete(link.get());
    }
    if (watcher.isAlive()) {
      // It may be in the middle of a poll on what would be freed.
      throw new IOException("the thread that watches %s does not end".formatted(path()));
    }
    terminal.close();
    arena.close();
  }

  /** Whether somebody still waits for the program. */
  boolean isWatched() {
    return watcher.isAlive();
  }

  /** Waits for the watcher, also if the caller is interrupted: it is about to end. */
  private void joinWatcher() {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(JOIN_MILLIS);
    boolean interrupted = false;
    while (watcher.isAlive() && System.nanoTime() - until < 0) {
      try {
        watcher.join(JOIN_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
