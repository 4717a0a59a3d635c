package dev.spinet.socket;

import static java.util.Objects.requireNonNull;

import dev.spinet.socket.driver.Endpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits until one of many sockets can be used without waiting, as {@code select} of BSD does. The
 * sockets may belong to different chips. One thread waits for all of them, parked; it does not
 * poll, and may be virtual.
 *
 * {@snippet :
 * Select.Selection ready = Select.select(List.of(server, client), List.of(), List.of(), 5_000);
 * for (Socket socket : ready.readable()) {
 *   // accepts or receives without waiting
 * }
 * }
 */
public final class Select {

  private Select() {}

  /**
   * The sockets that are ready: each of the collections given, in its order, without those that are
   * not.
   *
   * @param readable those that can accept or receive at once, if only to find an end or an error
   * @param writable those that can send at once or whose attempt to connect is decided
   * @param failed those that have met an error
   */
  public record Selection(List<Socket> readable, List<Socket> writable, List<Socket> failed) {

    /** Copies the lists. */
    public Selection {
      readable = List.copyOf(readable);
      writable = List.copyOf(writable);
      failed = List.copyOf(failed);
    }

    /**
     * Whether the time was over before any socket was ready.
     *
     * @return whether all lists are empty
     */
    public boolean isEmpty() {
      return readable.isEmpty() && writable.isEmpty() && failed.isEmpty();
    }
  }

  /**
   * Waits for sockets, as {@link #select(Collection, Collection, Collection, Duration)}.
   *
   * @param read sockets to receive from or to accept at
   * @param write sockets to send to or to finish connecting
   * @param except sockets to watch for errors
   * @param millis the longest wait in milliseconds; 0 to look only
   * @return the ready ones; none if the time was over before
   * @throws IllegalArgumentException if the time is negative
   * @throws IOException as {@link #select(Collection, Collection, Collection, Duration)}
   */
  public static Selection select(
      Collection<Socket> read, Collection<Socket> write, Collection<Socket> except, long millis)
      throws IOException {
    return within(read, write, except, TimeLimit.ofMillis(millis));
  }

  /**
   * Waits until at least one socket is ready. A socket may be in several collections, and several
   * times in one. If all are empty the call just waits, for ever if there is no time-out; an
   * interrupt ends it.
   *
   * @param read sockets to receive from or to accept at
   * @param write sockets to send to or to finish connecting
   * @param except sockets to watch for errors
   * @param timeout the longest wait; zero to look only, {@code null} for no limit
   * @return the ready ones; none if the time was over before
   * @throws IllegalArgumentException if the time-out is negative
   * @throws UnsupportedOperationException if a driver cannot tell when its sockets are ready
   * @throws java.net.SocketException "Socket closed" if one of the sockets is closed, or is closed
   *     by another thread during the wait
   * @throws InterruptedIOException if the thread is interrupted while it waits, its interrupt
   *     status set
   * @throws IOException if a chip fails
   */
  public static Selection select(
      Collection<Socket> read,
      Collection<Socket> write,
      Collection<Socket> except,
      @Nullable Duration timeout)
      throws IOException {
    return within(read, write, except, TimeLimit.of(timeout));
  }

  private static Selection within(
      Collection<Socket> read, Collection<Socket> write, Collection<Socket> except, long limit)
      throws IOException {
    long start = System.nanoTime();
    Map<Socket, Watch> watches = new LinkedHashMap<>();
    Thread waiter = Thread.currentThread();
    Runnable wake = () -> LockSupport.unpark(waiter);
    add(watches, read, Endpoint.READABLE, wake);
    add(watches, write, Endpoint.WRITABLE, wake);
    add(watches, except, Endpoint.FAILED, wake);
    if (!look(watches.values()) && limit != TimeLimit.NO_WAIT) {
      await(watches.values(), limit, start);
    }
    return new Selection(
        ready(watches, read, Endpoint.READABLE),
        ready(watches, write, Endpoint.WRITABLE),
        ready(watches, except, Endpoint.FAILED));
  }

  private static void add(
      Map<Socket, Watch> watches, Collection<Socket> sockets, int interest, Runnable wake) {
    for (Socket socket : sockets) {
      Objects.requireNonNull(socket, "a socket to select is null");
      watches.computeIfAbsent(socket, chosen -> new Watch(chosen, wake)).add(interest);
    }
  }

  private static List<Socket> ready(
      Map<Socket, Watch> watches, Collection<Socket> sockets, int interest) {
    return sockets.stream()
        .filter(socket -> requireNonNull(watches.get(socket)).isReadyFor(interest))
        .toList();
  }

  // All are looked at even if the first is ready: the answer is about all of them.
  private static boolean look(Collection<Watch> watches) throws IOException {
    boolean any = false;
    for (Watch watch : watches) {
      any |= watch.look();
    }
    return any;
  }

  private static void await(Collection<Watch> watches, long limit, long start) throws IOException {
    IOException failure = null;
    try {
      for (Watch watch : watches) {
        watch.begin();
      }
      boolean inTime = true;
      while (inTime && !look(watches)) {
        inTime = park(watches, limit, start);
      }
    } catch (IOException e) {
      failure = e;
    } finally {
      // Every watch has to end, whatever the others say.
      for (Watch watch : watches) {
        try {
          watch.end();
        } catch (IOException e) {
          if (failure == null) {
            failure = e;
          } else {
            failure.addSuppressed(e);
          }
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  // Parks until one of the watches is told something; false if the time is over before. The time
  // and
  // the interrupt come first: a driver may tell for nothing again and again.
  private static boolean park(Collection<Watch> watches, long limit, long start)
      throws InterruptedIOException {
    while (true) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("waiting for sockets was interrupted");
      }
      long left = TimeLimit.left(limit, start);
      if (left == TimeLimit.NO_WAIT) {
        return false;
      }
      if (isAnyTold(watches)) {
        return true;
      }
      if (limit == TimeLimit.FOREVER) {
        LockSupport.park(Select.class);
      } else {
        LockSupport.parkNanos(Select.class, left);
      }
    }
  }

  private static boolean isAnyTold(Collection<Watch> watches) {
    for (Watch watch : watches) {
      if (watch.isTold()) {
        return true;
      }
    }
    return false;
  }
}
