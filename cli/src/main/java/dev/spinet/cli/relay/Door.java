package dev.spinet.cli.relay;

import dev.spinet.cli.terminal.Units;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A port that listens for as long as the relay runs, and passes each connection on. When its
 * network fails it listens again as soon as that is possible.
 */
final class Door implements AutoCloseable {

  private static final int BACKLOG = 4;
  private static final long PAUSE_MIN_MILLIS = 200;
  private static final long PAUSE_MAX_MILLIS = 10_000;

  private final Side side;
  private final HostPort where;
  private final Opening opening;
  private final Rules rules;
  private final RelayState state;
  private final RelayLog log;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private final int port;
  private volatile ServerSocket server;
  private volatile boolean closed;

  /**
   * What holds for all connections.
   *
   * @param access who may connect
   * @param turns how many there may be at a time, of all doors together
   * @param idleNanos how long nothing may move
   */
  record Rules(AccessList access, Turns turns, long idleNanos) {}

  private Door(
      Side side,
      HostPort where,
      Opening opening,
      Rules rules,
      RelayState state,
      RelayLog log,
      ServerSocket server) {
    this.side = side;
    this.where = where;
    this.opening = opening;
    this.rules = rules;
    this.state = state;
    this.log = log;
    this.server = server;
    this.port = server.getLocalPort();
    this.thread = Thread.ofVirtual().name("spinet-door " + where).unstarted(this::serve);
  }

  /** Begins to listen. */
  static Door open(
      Side side, HostPort where, Opening opening, Rules rules, RelayState state, RelayLog log)
      throws IOException {
    var server = side.listen(where, BACKLOG);
    var door = new Door(side, where, opening, rules, state, log, server);
    door.thread.start();
    return door;
  }

  /** What leads where. */
  String describe() {
    return "%s port %s -> %s".formatted(side.name(), address(), opening.name());
  }

  /** The port on which it listens. */
  int port() {
    return port;
  }

  private String address() {
    return where.host().isEmpty() ? Integer.toString(port) : where.host() + ":" + port;
  }

  private void serve() {
    long pause = PAUSE_MIN_MILLIS;
    while (!closed) {
      try {
        var near = server.accept();
        pause = PAUSE_MIN_MILLIS;
        Thread.ofVirtual().name("spinet-tunnel").start(() -> admit(near));
      } catch (IOException e) {
        if (closed) {
          return;
        }
        if (pause == PAUSE_MIN_MILLIS) {
          log.say("%s: %s; trying again".formatted(describe(), e.getMessage()));
        }
        if (!sleep(pause)) {
          return;
        }
        pause = Math.min(2 * pause, PAUSE_MAX_MILLIS);
        listenAgain();
      }
    }
  }

  private static boolean sleep(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** A listener that came back by itself is kept. */
  private void listenAgain() {
    if (!server.isClosed()) {
      return;
    }
    try {
      var again = side.listen(new HostPort(where.host(), port), BACKLOG);
      server = again;
      if (closed) {
        again.close();
      } else {
        log.say(describe() + ": listens again");
      }
    } catch (IOException e) {
      // The loop says so and tries again.
    }
  }

  private void admit(Socket near) {
    String who = near.getInetAddress().getHostAddress() + ":" + near.getPort();
    if (!rules.access.allows(near.getInetAddress())) {
      refuse(near, who, "may not connect; --allow lists who may");
      return;
    }
    open.add(near);
    try {
      if (!rules.turns.await()) {
        refuse(
            near,
            who,
            "is one too many: there are %d, and none has ended in time"
                .formatted(rules.turns.connections()));
        return;
      }
      state.begin();
      try {
        pass(near, who);
      } finally {
        Tunnel.close(near);
        state.end();
        rules.turns.end();
      }
    } finally {
      open.remove(near);
    }
  }

  private void refuse(Socket near, String who, String why) {
    state.refused();
    log.say("%s %s".formatted(who, why));
    Tunnel.abort(near);
  }

  private void pass(Socket near, String who) {
    Opening.@Nullable Far far = null;
    try {
      near.setTcpNoDelay(true);
      far = opening.open(near);
      open.add(far.socket());
      if (closed) {
        return;
      }
      var tunnel = new Tunnel(near, far.socket(), rules.idleNanos);
      pass(tunnel, who, far.target());
    } catch (Opening.Refusal e) {
      state.failed();
      log.say("%s: %s".formatted(who, e.getMessage()));
    } catch (IOException e) {
      state.failed();
      if (!closed) {
        log.say("%s: %s: %s".formatted(who, opening.name(), e.getMessage()));
      }
      Tunnel.abort(near);
    } finally {
      if (far != null) {
        open.remove(far.socket());
        Tunnel.close(far.socket());
      }
    }
  }

  private void pass(Tunnel tunnel, String who, HostPort target) {
    String end = "done";
    try {
      tunnel.run();
    } catch (IOException e) {
      state.failed();
      end = closed ? "ended with the relay" : String.valueOf(e.getMessage());
    } finally {
      state.moved(tunnel.sent(), tunnel.received());
    }
    log.say(
        "%s -> %s: %s there, %s back: %s"
            .formatted(
                who, target, Units.bytes(tunnel.sent()), Units.bytes(tunnel.received()), end));
  }

  /** Stops listening and breaks all connections. */
  @Override
  public void close() throws IOException {
    closed = true;
    thread.interrupt();
    server.close();
    open.forEach(Tunnel::abort);
  }
}
