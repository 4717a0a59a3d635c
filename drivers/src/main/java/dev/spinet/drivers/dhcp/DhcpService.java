package dev.spinet.drivers.dhcp;

import dev.spinet.drivers.events.LeaseEvents;
import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.DhcpException;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.NoFreeSocketException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an interface's address: gets it, extends it and gives it back. Has one daemon thread from
 * the first {@link #obtain} to {@link #close}. Safe for use by several threads.
 *
 * <p>A socket is held only while an answer is awaited. If none is free when a lease has to be
 * extended, the service tries again every second.
 */
public final class DhcpService implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("dev.spinet.drivers.dhcp");

  /** How long to leave something alone that has failed. */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long callers wait for the thread to give an address back. */
  private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<LongConsumer> commands = new ArrayDeque<>();
  private final DhcpHost host;
  private final LongSupplier clock;
  private final Thread thread;

  // The thread's own.
  private final DhcpClient client;
  private @Nullable DhcpAction pending;

  // Guarded by the lock.
  private @Nullable DhcpSocket socket;
  private @Nullable Lease lease;
  private @Nullable IOException failure;
  private String explanation = "";
  private boolean off = true;

  /** There was a lease since the start, so that another one is looked for whoever waits. */
  private boolean lasting;

  private int waiters;
  private boolean closed;

  /**
   * A service that does nothing yet.
   *
   * @param host the interface
   * @param hardware its hardware address
   * @param hostName the name to give to the server, or {@code null}
   * @param clock the time in nanoseconds, such as {@link System#nanoTime}
   * @param random makes transactions and intervals hard to guess
   */
  public DhcpService(
      DhcpHost host,
      MacAddress hardware,
      @Nullable String hostName,
      LongSupplier clock,
      RandomGenerator random) {
    this.host = host;
    this.clock = clock;
    this.client = new DhcpClient(hardware, hostName, random);
    this.thread =
        Thread.ofPlatform().daemon().name("spinet dhcp " + host.name()).unstarted(this::run);
  }

  /**
   * Gets an address, unless there is one. From then on it is extended in time, and another one is
   * got if it is lost, until {@link #stop}. If there never was one, the search ends with this call.
   *
   * @param timeoutNanos the longest wait
   * @throws DhcpException if there is no address in time; the message says why
   * @throws InterruptedIOException if the thread is interrupted; its interrupt status is set
   * @throws SocketException if the service is closed or stopped meanwhile
   * @throws IOException if the chip fails
   */
  public void obtain(long timeoutNanos) throws IOException {
    DhcpSocket listening = null;
    lock.lock();
    try {
      if (lease != null) {
        return;
      }
      begin();
      try {
        awaitLease(timeoutNanos);
      } finally {
        waiters--;
        if (lease == null && waiters == 0 && !lasting) {
          listening = submit(_ -> halt(false, "it was not got in time"));
        }
      }
    } finally {
      lock.unlock();
      wake(listening);
    }
  }

  private void begin() throws SocketException {
    ensureOpen();
    if (waiters == 0) {
      failure = null;
      explanation = "";
      off = false;
    }
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
    // A client that is off has no socket to wake.
    var _ = submit(client::start);
    waiters++;
  }

  private void awaitLease(long timeoutNanos) throws IOException {
    long left = timeoutNanos;
    while (lease == null) {
      ensureOpen();
      if (failure != null) {
        throw failure;
      }
      if (off) {
        throw new SocketException(host.name() + ": the interface was taken down");
      }
      if (left <= 0) {
        throw new DhcpException(
            "%s: no address after %d ms: %s"
                .formatted(
                    host.name(),
                    TimeUnit.NANOSECONDS.toMillis(timeoutNanos),
                    explanation.isEmpty() ? "no DHCP server could be asked" : explanation));
      }
      left = park(left);
    }
  }

  @SuppressWarnings("WaitNotInLoop") // Callers look at everything anew.
  private long park(long nanos) throws InterruptedIOException {
    try {
      return changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted while waiting for an address");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private void ensureOpen() throws SocketException {
    if (closed) {
      throw new SocketException(host.name() + ": the driver is closed");
    }
  }

  /**
   * The lease in use.
   *
   * @return the lease, or {@code null}
   */
  public @Nullable Lease lease() {
    lock.lock();
    try {
      return lease;
    } finally {
      lock.unlock();
    }
  }

  /** The cable was out or the chip was reset: has the address confirmed. Does not wait. */
  public void confirm() {
    DhcpSocket listening = null;
    lock.lock();
    try {
      if (!off) {
        listening = submit(client::confirm);
      }
    } finally {
      lock.unlock();
    }
    wake(listening);
  }

  /** Another host uses the address and does not give way: gets another one. Does not wait. */
  public void conflict() {
    DhcpSocket listening = null;
    lock.lock();
    try {
      if (!off) {
        listening = submit(client::conflict);
      }
    } finally {
      lock.unlock();
    }
    wake(listening);
  }

  /**
   * Takes the address away, and waits until that is done, some seconds at most.
   *
   * @param release whether to tell the server
   * @param reason why, as the end of a sentence
   */
  public void stop(boolean release, String reason) {
    DhcpSocket listening;
    lock.lock();
    try {
      if (off) {
        return;
      }
      listening = submit(_ -> halt(release, reason));
    } finally {
      lock.unlock();
    }
    wake(listening);
    lock.lock();
    try {
      long left = STOP_NANOS;
      while (!off && left > 0) {
        left = park(left);
      }
    } catch (InterruptedIOException e) {
      // The interrupt status says it to the caller; the thread does its work all the same.
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread; an address that is still there stays. Closing twice has no effect. */
  @Override
  public void close() {
    boolean running;
    DhcpSocket listening;
    lock.lock();
    try {
      closed = true;
      listening = submit(_ -> {});
      running = thread.getState() != Thread.State.NEW;
    } finally {
      lock.unlock();
    }
    wake(listening);
    if (running) {
      join();
    }
  }

  private void join() {
    try {
      thread.join(TimeUnit.NANOSECONDS.toMillis(STOP_NANOS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Lets the thread do something; called with the lock held. The socket it may wait on is returned
   * to be woken without the lock: who calls may hold the chip's, and closing a socket takes it.
   */
  private @Nullable DhcpSocket submit(LongConsumer command) {
    commands.add(command);
    changed.signalAll();
    return socket;
  }

  private static void wake(@Nullable DhcpSocket listening) {
    if (listening != null) {
      listening.wake();
    }
  }

  private void halt(boolean release, String reason) {
    pending = null;
    client.stop(release, reason);
  }

  private void run() {
    try {
      while (takeCommands()) {
        long pause = step();
        if (pause > 0) {
          sleep(pause);
        }
      }
    } finally {
      closeSocket();
    }
  }

  private boolean takeCommands() {
    lock.lock();
    try {
      for (var command = commands.poll(); command != null; command = commands.poll()) {
        command.accept(clock.getAsLong());
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Does what there is to do; returns for how long to do nothing. */
  private long step() {
    try {
      client.advance(clock.getAsLong());
      perform();
      publish();
      long now = clock.getAsLong();
      if (client.isListening(now)) {
        listen(client.nanosLeft(now));
        return 0;
      }
      closeSocket();
      return client.nanosLeft(now);
    } catch (IOException e) {
      var used = socket;
      boolean woken = used != null && used.isWoken();
      closeSocket();
      return woken ? 0 : failed(e);
    } catch (RuntimeException e) {
      closeSocket();
      return failed(new IOException(host.name() + ": the DHCP client has failed", e));
    }
  }

  /** Does what the client wants; what fails stays pending. */
  private void perform() throws IOException {
    while (true) {
      var next = pending;
      // A message that could not be sent is out of date when there is something else to do.
      if (next == null || next instanceof DhcpAction.Send) {
        var newer = client.nextAction();
        next = newer == null ? next : newer;
      }
      if (next == null) {
        return;
      }
      pending = next;
      perform(next);
      pending = null;
    }
  }

  private void perform(DhcpAction action) throws IOException {
    switch (action) {
      case DhcpAction.Send send -> send(send);
      case DhcpAction.Probe probe -> {
        // The probe may need the only socket that the chip has.
        closeSocket();
        client.probed(host.isTaken(probe.address()), clock.getAsLong());
      }
      case DhcpAction.Configure configure -> {
        closeSocket();
        host.configure(configure.lease());
      }
      case DhcpAction.Remove remove -> {
        closeSocket();
        LOG.log(System.Logger.Level.DEBUG, "{0}: no address: {1}", host.name(), remove.reason());
        try {
          host.remove(remove.reason());
        } catch (IOException e) {
          // A chip that cannot be reached does not use the address either.
          LOG.log(System.Logger.Level.DEBUG, "the address was not taken away", e);
        }
      }
    }
  }

  private void send(DhcpAction.Send send) throws IOException {
    byte[] message = send.message().encode();
    socket().send(message, send.destination());
    if (client.state() == DhcpClient.State.OFF) {
      // The address is taken away next, so the message must have left the chip by then. A socket
      // waits for one message before it takes another, and the server does not mind a second one.
      socket().send(message, send.destination());
    }
  }

  private DhcpSocket socket() throws IOException {
    var open = socket;
    if (open == null) {
      open = DhcpSocket.open(host);
      lock.lock();
      try {
        socket = open;
      } finally {
        lock.unlock();
      }
    }
    return open;
  }

  private void listen(long nanos) throws IOException {
    var open = socket();
    if (hasCommands()) {
      return;
    }
    int length = open.receive(nanos);
    if (length >= 0) {
      client.receive(open.received(), length, open.senderPort(), clock.getAsLong());
    }
  }

  private boolean hasCommands() {
    lock.lock();
    try {
      return !commands.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void publish() {
    lock.lock();
    try {
      Lease before = lease;
      lease = client.lease();
      tellChange(before, lease);
      // What was asked for since is still to be done.
      off = commands.isEmpty() ? client.state() == DhcpClient.State.OFF : off;
      lasting = !off && (lasting || lease != null);
      explanation = waiters > 0 ? client.history().explain() : "";
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void tellChange(@Nullable Lease before, @Nullable Lease now) {
    if (now != null && (before == null || before.since() != now.since())) {
      tell(
          before == null
              ? LeaseEvents.Change.OBTAINED
              : before.isSameConfiguration(now)
                  ? LeaseEvents.Change.EXTENDED
                  : LeaseEvents.Change.CHANGED,
          now);
    } else if (now == null && before != null) {
      tell(LeaseEvents.Change.ENDED, before);
    }
  }

  private void tell(LeaseEvents.Change change, Lease told) {
    LeaseEvents.tell(
        host.name(),
        change,
        Ipv4Bits.address(told.address()).getHostAddress(),
        Ipv4Bits.address(told.server()).getHostAddress(),
        told.seconds());
  }

  /** Tells those who wait for an address, or else tries again after a while. */
  private long failed(IOException cause) {
    lock.lock();
    try {
      if (waiters > 0 && client.lease() == null) {
        failure = cause;
        changed.signalAll();
        if (!lasting) {
          halt(false, "it could not be got");
          off = true;
          return 0;
        }
      }
    } finally {
      lock.unlock();
    }
    if (client.state() == DhcpClient.State.OFF) {
      // The server will notice at the end of the lease.
      pending = null;
      return 0;
    }
    boolean busy = cause instanceof NoFreeSocketException;
    LOG.log(
        busy ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
        "{0}: the address could not be extended now, trying again: {1}",
        host.name(),
        cause.toString());
    return RETRY_NANOS;
  }

  @SuppressWarnings("WaitNotInLoop") // The caller looks at everything anew.
  private void sleep(long nanos) {
    lock.lock();
    try {
      if (commands.isEmpty() && !closed) {
        if (nanos == DhcpClient.NEVER) {
          changed.await();
        } else {
          var _ = changed.awaitNanos(nanos);
        }
      }
    } catch (InterruptedException e) {
      LOG.log(System.Logger.Level.DEBUG, "nobody may interrupt this thread", e);
    } finally {
      lock.unlock();
    }
  }

  private void closeSocket() {
    DhcpSocket old;
    lock.lock();
    try {
      old = socket;
      socket = null;
    } finally {
      lock.unlock();
    }
    if (old != null) {
      old.close();
    }
  }
}
