package dev.spinet.drivers.esp32;

import dev.spinet.drivers.esp32.at.AtResult;
import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.ConnectionRefusedException;
import dev.spinet.socket.NoFreeSocketException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to connect. The module does nothing else while it tries ({@code AT+CIPSTART}) and
 * cannot be stopped: so it tries for a short time first and for longer ones later, and between two
 * tries all other links get their turn. Guarded by the driver's lock.
 */
final class ConnectAttempt implements Task {

  private static final long FIRST_TRY_MILLIS = 1_000;
  private static final long LONGEST_TRY_MILLIS = 8_000;

  /** How often the module may say OK without a connection. */
  private static final int MOST_UNFOUNDED = 3;

  /** A failure that comes before this part of the time is over was not for want of an answer. */
  private static final double SOON = 0.9;

  private final Core core;
  private final InetSocketAddress peer;
  private final Runnable changed;
  private final Condition decided;
  private final long began;
  private long tryMillis = FIRST_TRY_MILLIS;
  private boolean cancelled;
  private @Nullable StreamLink link;
  private @Nullable IOException failure;
  private boolean established;
  private boolean running;
  private int unfounded;

  /**
   * Begins to connect.
   *
   * @param changed is run when it is decided, with the driver's lock held
   */
  ConnectAttempt(Core core, InetSocketAddress peer, Runnable changed) {
    this.core = core;
    this.peer = peer;
    this.changed = changed;
    began = core.nanoTime();
    decided = core.newCondition();
  }

  InetSocketAddress peer() {
    return peer;
  }

  Condition decided() {
    return decided;
  }

  boolean isDecided() {
    return established || failure != null;
  }

  /** The connection; {@code null} as long as it is being tried. */
  @Nullable StreamLink link() throws IOException {
    if (failure != null) {
      throw Failures.again(failure);
    }
    return established ? link : null;
  }

  /** Nobody wants the connection any more. */
  void cancel() {
    cancelled = true;
    var made = link;
    if (made != null && !running) {
      made.close();
    }
  }

  @Override
  public void run() throws IOException {
    StreamLink own;
    long millis;
    core.lock();
    try {
      if (cancelled) {
        return;
      }
      own = new StreamLink(core);
      if (!core.links().take(own)) {
        own.discard();
        fail(
            new NoFreeSocketException(
                "all links of the %s are in use: peers have connected to its server meanwhile; close a socket first"
                    .formatted(core.name())));
        return;
      }
      link = own;
      running = true;
      millis = Math.min(tryMillis, leftMillis());
    } finally {
      core.unlock();
    }
    long start = core.nanoTime();
    int id = own.id();
    int address = Ipv4Bits.of((Inet4Address) peer.getAddress());
    var result = core.commands().start(id, address, peer.getPort(), millis);
    long tookMillis = TimeUnit.NANOSECONDS.toMillis(core.nanoTime() - start);
    var local = result == AtResult.OK ? core.comparison().localOf(id) : null;
    // An OK that nothing else speaks for was a late one of something before: the module was busy.
    boolean there = result == AtResult.OK && (local != null || own.wasConnectSeen());
    boolean again =
        result == AtResult.OK
            ? !there && ++unfounded < MOST_UNFOUNDED
            : own.wasConnectSeen() || core.comparison().clear(own, id);
    var gone = there || again ? null : core.wifi().askWhetherLost();
    core.lock();
    try {
      running = false;
      if (there) {
        own.open(local, peer);
        core.reports().opened(own, id);
        establish(own);
      } else {
        core.reports().notOpened(own, id);
        own.discard();
        link = null;
        if (gone != null) {
          core.wifi().lost(gone);
          if (!cancelled) {
            fail(gone);
          }
        } else if (again && !cancelled && leftMillis() > 0) {
          // A peer of the server was given the id, or the module had not given it back, or has not
          // heard the command.
          core.submit(this);
        } else {
          refused(!again && tookMillis < millis * SOON);
        }
      }
    } finally {
      core.unlock();
    }
  }

  private void establish(StreamLink own) {
    established = true;
    if (cancelled) {
      own.close();
    }
    tell();
  }

  private void refused(boolean soon) {
    if (cancelled) {
      return;
    }
    if (soon) {
      fail(
          new ConnectionRefusedException(
              "%s:%d refuses the connection, or cannot be reached: the module says no more"
                  .formatted(peer.getHostString(), peer.getPort())));
    } else if (leftMillis() <= 0) {
      fail(
          new SocketTimeoutException(
              "%s:%d has not answered for %d ms"
                  .formatted(
                      peer.getHostString(),
                      peer.getPort(),
                      TimeUnit.NANOSECONDS.toMillis(core.options().connectNanos()))));
    } else {
      tryMillis = Math.min(2 * tryMillis, LONGEST_TRY_MILLIS);
      core.submit(this);
    }
  }

  private long leftMillis() {
    return TimeUnit.NANOSECONDS.toMillis(core.options().connectNanos() - (core.nanoTime() - began));
  }

  @Override
  public void failed(IOException cause) {
    running = false;
    var made = link;
    if (made != null && !established) {
      core.links().free(made);
      made.discard();
      link = null;
    }
    if (!cancelled) {
      fail(cause);
    }
  }

  private void fail(IOException cause) {
    failure = cause;
    tell();
  }

  private void tell() {
    decided.signalAll();
    changed.run();
  }
}
