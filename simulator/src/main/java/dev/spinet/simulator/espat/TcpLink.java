package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.LinkRole;
import dev.spinet.simulator.clock.SimulationClock.Scheduled;
import dev.spinet.simulator.espat.stack.TcpSocket;
import dev.spinet.simulator.packet.Ipv4Address;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A TCP connection as a link. */
final class TcpLink extends Link {
  private final TcpSocket socket;
  private @Nullable Runnable writer;
  private @Nullable Scheduled idleTimer;

  /** Bytes that waited when it was looked last. */
  private int known;

  private boolean over;

  TcpLink(Links links, int id, LinkRole role, TcpSocket socket) {
    super(links, id, role);
    this.socket = socket;
  }

  /** Takes over a connection that is there. */
  void begin() {
    socket.setListener(_ -> changed());
    touch();
    changed();
  }

  private void changed() {
    if (over) {
      return;
    }
    boolean arrived = waiting() > known;
    known = waiting();
    if (arrived) {
      touch();
    }
    // What a reader has left is no news.
    if (arrived || !isPassive()) {
      deliver();
    }
    var current = writer;
    if (current != null) {
      current.run();
    }
    settle();
  }

  @Override
  void settle() {
    // What has arrived can be read first, and the host is not told of the end before.
    if (!over && (socket.isOver() || socket.isInputFinished()) && waiting() == 0) {
      links().closed(this);
    }
  }

  @Override
  String type() {
    return "TCP";
  }

  @Override
  Ipv4Address remoteAddress() {
    return socket.remoteAddress();
  }

  @Override
  int remotePort() {
    return socket.remotePort();
  }

  @Override
  int localPort() {
    return socket.localPort();
  }

  @Override
  int waiting() {
    return socket.available();
  }

  @Override
  Piece read(int length, boolean whole) {
    var bytes = socket.read(Math.min(length, waiting()));
    known = waiting();
    return new Piece(bytes, remoteAddress(), remotePort());
  }

  /** Whether nothing can be sent any more. */
  boolean isDead() {
    return over || socket.isOver();
  }

  /** Takes bytes to be sent; how many there was room for. */
  int write(byte[] bytes, int offset, int length) {
    if (links().sendingIsNoSilence()) {
      touch();
    }
    return socket.write(bytes, offset, length);
  }

  /** Says who is told of room and of the end; nobody if it is null. */
  void setWriter(@Nullable Runnable newWriter) {
    writer = newWriter;
  }

  @Override
  void close() {
    end();
    socket.close();
  }

  @Override
  void drop() {
    socket.abort();
    links().closed(this);
  }

  private void end() {
    over = true;
    if (idleTimer != null) {
      idleTimer.cancel();
      idleTimer = null;
    }
    var current = writer;
    if (current != null) {
      writer = null;
      current.run();
    }
  }

  /** Connections of the server end when nothing has happened on them for a while (AT+CIPSTO). */
  private void touch() {
    if (idleTimer != null) {
      idleTimer.cancel();
      idleTimer = null;
    }
    int seconds = links().serverTimeout();
    if (role() == LinkRole.SERVER && seconds > 0 && !over) {
      idleTimer =
          links().clock().schedule(TimeUnit.SECONDS.toNanos(seconds), () -> links().closed(this));
    }
  }
}
