package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.socket.NoFreeSocketException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which of the chip's sockets are free, and what holds the others. */
final class HardwareSockets {

  private final Chip chip;
  private final List<HardwareSocket> sockets;
  private final Condition freed;
  private Consumer<HardwareSocket> background = socket -> {};
  private final List<Listener> listeners = new ArrayList<>();
  private final LocalPorts ports;
  private int takers;
  private boolean closed;

  /** Makes the sockets that have memory; {@code buffers} is in KiB by socket number. */
  HardwareSockets(Chip chip, List<Integer> buffers, boolean combinedCommand) {
    this.chip = chip;
    this.freed = chip.newCondition();
    this.sockets =
        IntStream.range(0, buffers.size())
            .filter(number -> buffers.get(number) > 0)
            .mapToObj(number -> {
              int size = buffers.get(number) * ChipLimits.BUFFER_UNIT;
              return new HardwareSocket(chip, number, size, size, combinedCommand);
            })
            .toList();
    this.ports = new LocalPorts(chip.name(), sockets, listeners);
  }

  /** Which local ports are in use. */
  LocalPorts ports() {
    return ports;
  }

  /** All sockets that have memory, in the order of their numbers. */
  List<HardwareSocket> all() {
    return sockets;
  }

  /**
   * Finds a free socket, which the caller gives a user before it lets go of the chip's lock. If
   * there is none, a listener with several gives one up. While closed connections are still
   * finishing, one of them will be free in a bounded time, and it is waited for.
   *
   * @throws NoFreeSocketException if all have users that are not finishing
   */
  HardwareSocket take() throws IOException {
    takers++;
    try {
      while (true) {
        ensureOpen();
        chip.awaitRecovery();
        var socket = findFree();
        if (socket == null) {
          socket = findSpare();
        }
        if (socket != null) {
          return socket;
        }
        if (!isFinishing()) {
          throw new NoFreeSocketException(
              "%s: all %d hardware sockets are taken: %s; close one of them first"
                  .formatted(chip.name(), sockets.size(), describeUsers()));
        }
        awaitFreed();
      }
    } finally {
      takers--;
    }
  }

  /**
   * A socket that nobody uses, or {@code null}. Socket 0 is the last to be given away: only it can
   * carry Ethernet frames.
   */
  @Nullable HardwareSocket findFree() {
    HardwareSocket free = null;
    for (var socket : sockets) {
      if (socket.user() == null && (free == null || free.number() == 0)) {
        free = socket;
      }
    }
    return free;
  }

  /**
   * Finds the socket that can carry Ethernet frames, the first (W5500 datasheet, section 4.2,
   * Sn_MR), as {@link #take} finds any.
   *
   * @throws NoFreeSocketException if it has a user that is not finishing, or no memory
   */
  HardwareSocket takeForEthernet() throws IOException {
    ensureOpen();
    chip.awaitRecovery();
    var first = sockets.getFirst();
    if (first.number() != 0) {
      throw new NoFreeSocketException(
          "%s: Ethernet frames need hardware socket 0, which has no buffers; give it some with the option bufferKiB"
              .formatted(chip.name()));
    }
    takers++;
    try {
      var user = first.user();
      while (user != null) {
        if (!user.isFinishing()) {
          throw new NoFreeSocketException(
              "%s: Ethernet frames need hardware socket 0, which is taken by %s; close that first"
                  .formatted(chip.name(), first.description()));
        }
        awaitFreed();
        ensureOpen();
        chip.awaitRecovery();
        user = first.user();
      }
      return first;
    } finally {
      takers--;
    }
  }

  private @Nullable HardwareSocket findSpare() throws IOException {
    for (var listener : listeners) {
      var socket = listener.giveSpare();
      if (socket != null) {
        return socket;
      }
    }
    return null;
  }

  /** Waits until a socket is freed, or the driver fails or is closed; the caller looks again. */
  @SuppressWarnings("WaitNotInLoop")
  void awaitFreed() throws InterruptedIOException {
    try {
      freed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted =
          new InterruptedIOException("interrupted while a hardware socket was finishing");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /** Says who is to look after a socket in the background. */
  void setBackground(Consumer<HardwareSocket> worker) {
    background = worker;
  }

  /**
   * Takes a socket's user away; a listener may want it, or somebody who waits for one. One that
   * hangs is put out of service instead.
   */
  void release(HardwareSocket socket) {
    if (socket.isHung() && chip.failure() == null) {
      socket.setUser(new HungSocket(socket, this));
      background.accept(socket);
      freed.signalAll();
      return;
    }
    socket.setUser(null);
    freed.signalAll();
    if (closed || chip.failure() != null) {
      return;
    }
    for (var listener : listeners) {
      if (listener.isDeaf()) {
        listener.offer(socket);
        return;
      }
    }
    if (takers == 0) {
      for (var listener : listeners) {
        if (listener.missing() > 0) {
          listener.offer(socket);
          return;
        }
      }
    }
  }

  void addListener(Listener listener) {
    listeners.add(listener);
  }

  void removeListener(Listener listener) {
    listeners.remove(listener);
  }

  /** Whether closed connections are still finishing. */
  boolean isFinishing() {
    for (var socket : sockets) {
      var user = socket.user();
      if (user != null && user.isFinishing()) {
        return true;
      }
    }
    return false;
  }

  /** Whether any socket has a user. */
  boolean areUsed() {
    for (var socket : sockets) {
      if (socket.user() != null) {
        return true;
      }
    }
    return false;
  }

  /** Whether the chip can be reset without harm: no socket has a user, but for those that hang. */
  boolean areIdle() {
    return sockets.stream()
        .allMatch(socket -> socket.user() == null || socket.user() instanceof HungSocket);
  }

  /** Refuses new users from now on. */
  void close() {
    closed = true;
    wakeAll();
  }

  /** Wakes everybody who waits for anything. */
  void wakeAll() {
    freed.signalAll();
    for (var socket : sockets) {
      var user = socket.user();
      if (user != null) {
        user.wakeAll();
      }
    }
  }

  /** Fails all users with one cause. */
  void failAll(IOException cause) {
    for (var socket : sockets) {
      var user = socket.user();
      if (user != null) {
        user.fail(cause);
      }
    }
  }

  /** The chip is lost: nobody has a socket on it any more, and what was finishing is finished. */
  void chipLost(IOException cause) {
    for (var socket : sockets) {
      socket.reset();
      var user = socket.user();
      if (user != null) {
        user.chipLost(cause);
        if (user.isFinishing()) {
          socket.setUser(null);
        }
      }
    }
    freed.signalAll();
  }

  /** It turned out later what had happened when the chip was lost. */
  void explain(IOException first, IOException better) {
    for (var socket : sockets) {
      var user = socket.user();
      if (user != null) {
        user.explain(first, better);
      }
    }
  }

  /** The chip works again: those who can go on do. */
  void chipRestarted() {
    for (var socket : sockets) {
      var user = socket.user();
      if (user != null) {
        restart(user);
        user.wakeAll();
      }
    }
    for (var listener : listeners) {
      for (var socket = findFree(); socket != null && listener.missing() > 0; socket = findFree()) {
        listener.offer(socket);
      }
    }
    freed.signalAll();
  }

  private static void restart(SocketUser user) {
    try {
      user.chipRestarted();
    } catch (IOException e) {
      user.fail(e);
    }
  }

  /** Tells all users that nobody listens at a port of a host. */
  void portUnreachable(int address, int port) {
    for (var socket : sockets) {
      var user = socket.user();
      if (user != null) {
        user.portUnreachable(address, port);
      }
    }
  }

  /** Lets all users look after what is overdue. */
  void inspect() {
    for (var socket : sockets) {
      var user = socket.user();
      if (user != null) {
        user.inspect();
      }
    }
  }

  /** Tells all users whether there is a link. */
  void linkChanged(boolean up) {
    for (var socket : sockets) {
      var user = socket.user();
      if (user != null) {
        user.linkChanged(up);
      }
    }
  }

  private void ensureOpen() throws SocketException {
    if (closed) {
      throw new SocketException(chip.name() + ": the driver is closed");
    }
  }

  private String describeUsers() {
    return sockets.stream()
        .map(socket -> "%d by %s".formatted(socket.number(), socket.description()))
        .collect(Collectors.joining(", "));
  }
}
