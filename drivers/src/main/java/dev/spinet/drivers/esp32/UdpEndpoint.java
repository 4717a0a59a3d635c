package dev.spinet.drivers.esp32;

import static dev.spinet.socket.SocketConstants.SOL_SOCKET;
import static dev.spinet.socket.SocketConstants.SO_BROADCAST;
import static dev.spinet.socket.SocketConstants.SO_RCVBUF;
import static dev.spinet.socket.SocketConstants.SO_REUSEADDR;
import static dev.spinet.socket.SocketConstants.SO_SNDBUF;

import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.bindings.espat.SendLimits;
import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.DatagramSource;
import dev.spinet.socket.driver.EndpointStatistics;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** A UDP socket. */
final class UdpEndpoint implements DatagramEndpoint {

  private final Core core;
  private final Condition changed;
  private final ReadyWatchers watchers = new ReadyWatchers();
  private @Nullable DatagramLink link;
  private int port;
  private @Nullable InetSocketAddress peer;
  private boolean inputShut;
  private boolean broadcast;
  private boolean reuseAddress;
  private boolean closed;
  private long waits;
  private long droppedBefore;
  private boolean reserved = true;

  /** A socket without local port, for which a link is reserved. */
  UdpEndpoint(Core core) {
    this.core = core;
    changed = core.newCondition();
  }

  @Override
  public int maxPayload() {
    return LinkLimits.UDP_PAYLOAD_MAX;
  }

  @Override
  public void bind(Inet4Address address, int newPort) throws IOException {
    core.lock();
    try {
      ensureOpen();
      if (port != 0) {
        throw new BindException("this socket is bound to port %d already".formatted(port));
      }
      core.ensureOwn(address);
      start(newPort);
    } finally {
      core.unlock();
    }
  }

  private void start(int wanted) throws IOException {
    core.ensureLinked();
    port = core.udpPorts().take(wanted);
    open();
  }

  private DatagramLink open() {
    var opened = new DatagramLink(core, port, changed, watchers);
    var before = link;
    if (before == null) {
      opened.ownReservation();
      reserved = false;
      if (peer != null) {
        hearPeer(opened, peer);
      }
    } else {
      // The module has restarted, or lost its network: the port is opened again, for this socket.
      opened.ownReservation();
      core.links().addReservation();
      droppedBefore += before.received().dropped() + before.received().waiting();
      before.close();
      if (peer != null) {
        hearPeer(opened, peer);
      }
    }
    link = opened;
    core.submit(opened.openTask());
    return opened;
  }

  private static void hearPeer(DatagramLink link, InetSocketAddress peer) {
    link.received().hearOnly(Ipv4Bits.of((Inet4Address) peer.getAddress()), peer.getPort());
  }

  /** The link, opened if it is not, or if the module has lost it, or its network, for a time. */
  private DatagramLink link() throws IOException {
    var present = link;
    if (present == null) {
      start(0);
      return java.util.Objects.requireNonNull(link);
    }
    var failure = present.failure();
    if (failure != null) {
      boolean passing =
          failure instanceof ChipResetException || failure instanceof LinkDownException;
      if (passing && core.hasNetwork()) {
        return open();
      }
      throw Failures.again(failure);
    }
    return present;
  }

  @Override
  public void connect(Inet4Address address, int newPort) throws IOException {
    core.lock();
    try {
      ensureOpen();
      peer = new InetSocketAddress(address, newPort);
      if (link != null) {
        hearPeer(link, peer);
      }
    } finally {
      core.unlock();
    }
  }

  @Override
  public void disconnect() throws IOException {
    core.lock();
    try {
      ensureOpen();
      peer = null;
      if (link != null) {
        link.received().hearAll();
      }
    } finally {
      core.unlock();
    }
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    core.lock();
    try {
      return peer;
    } finally {
      core.unlock();
    }
  }

  @Override
  public boolean send(
      MemorySegment source, long offset, int length, int address, int toPort, long timeoutNanos)
      throws IOException {
    long start = System.nanoTime();
    if (length < 1 || length > maxPayload()) {
      throw new IllegalArgumentException(
          "the module sends datagrams of 1 to %d bytes, not %d".formatted(maxPayload(), length));
    }
    if (isEscape(source, offset, length)) {
      throw new IOException(
          "the module takes the three bytes +++ for the end of sending (AT+CIPSEND), so it cannot send them as a datagram; send another byte with them");
    }
    core.lock();
    try {
      while (true) {
        ensureOpen();
        var present = link();
        var earlier = present.takeEarlierFailure();
        if (earlier != null) {
          throw Failures.again(earlier);
        }
        if (present.hasRoom()) {
          present.put(source, offset, length, address, toPort);
          var _ = core.countSent(length);
          return true;
        }
        if (timeoutNanos <= 0) {
          return false;
        }
        waits++;
        if (!Waits.await(changed, start, timeoutNanos, "sending")) {
          return false;
        }
      }
    } finally {
      core.unlock();
    }
  }

  /** Whether it is what ends {@code AT+CIPSEND}; a stream is sent in other pieces then. */
  private static boolean isEscape(MemorySegment source, long offset, int length) {
    if (length != SendLimits.ESCAPE_COUNT) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (source.get(ValueLayout.JAVA_BYTE, offset + i) != SendLimits.ESCAPE_BYTE) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int receive(
      MemorySegment target, long offset, int length, DatagramSource from, long timeoutNanos)
      throws IOException {
    long start = System.nanoTime();
    core.lock();
    try {
      while (true) {
        ensureOpen();
        if (inputShut) {
          return -1;
        }
        var present = link;
        if (present != null && !present.received().isEmpty()) {
          return core.countReceived(present.received().take(target, offset, length, from));
        }
        link();
        if (timeoutNanos <= 0) {
          return -1;
        }
        waits++;
        if (!Waits.await(changed, start, timeoutNanos, "receiving")) {
          return -1;
        }
      }
    } finally {
      core.unlock();
    }
  }

  @Override
  public int available() throws IOException {
    core.lock();
    try {
      ensureOpen();
      return inputShut || link == null ? -1 : link.received().nextLength();
    } finally {
      core.unlock();
    }
  }

  @Override
  public void setOption(int level, int option, int value) throws IOException {
    core.lock();
    try {
      ensureOpen();
      if (level == SOL_SOCKET && option == SO_BROADCAST) {
        broadcast = value != 0;
      } else if (level == SOL_SOCKET && option == SO_REUSEADDR) {
        reuseAddress = value != 0;
      } else {
        throw new UnsupportedOperationException(
            "the module has no option %d at level %d".formatted(option, level));
      }
    } finally {
      core.unlock();
    }
  }

  @Override
  public int getOption(int level, int option) throws IOException {
    core.lock();
    try {
      ensureOpen();
      if (level == SOL_SOCKET) {
        switch (option) {
          case SO_BROADCAST -> {
            return broadcast ? 1 : 0;
          }
          case SO_REUSEADDR -> {
            return reuseAddress ? 1 : 0;
          }
          case SO_RCVBUF, SO_SNDBUF -> {
            return core.options().bufferSize();
          }
          default -> {}
        }
      }
      throw new UnsupportedOperationException(
          "the module has no option %d at level %d".formatted(option, level));
    } finally {
      core.unlock();
    }
  }

  @Override
  public void shutdownInput() throws IOException {
    core.lock();
    try {
      ensureOpen();
      inputShut = true;
      if (link != null) {
        link.received().refuseAll();
      }
      changed.signalAll();
      watchers.tell(READABLE);
    } finally {
      core.unlock();
    }
  }

  @Override
  public int poll(int interests) throws IOException {
    core.lock();
    try {
      ensureOpen();
      int ready = 0;
      boolean failed = link != null && link.failure() != null;
      if (inputShut || failed || (link != null && !link.received().isEmpty())) {
        ready |= READABLE;
      }
      if (failed || link == null || link.hasRoom()) {
        ready |= WRITABLE;
      }
      return interests & (failed ? ready | FAILED : ready);
    } finally {
      core.unlock();
    }
  }

  @Override
  public void watch(int interests, Runnable listener) throws IOException {
    core.lock();
    try {
      ensureOpen();
      watchers.add(interests, listener);
    } finally {
      core.unlock();
    }
  }

  @Override
  public void unwatch(Runnable listener) {
    core.lock();
    try {
      watchers.remove(listener);
    } finally {
      core.unlock();
    }
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    core.lock();
    try {
      return port == 0 ? null : new InetSocketAddress(core.ownAddress(), port);
    } finally {
      core.unlock();
    }
  }

  @Override
  public EndpointStatistics endpointStatistics() {
    core.lock();
    try {
      long dropped = droppedBefore + (link == null ? 0 : link.received().dropped());
      return new EndpointStatistics(waits, 0, dropped);
    } finally {
      core.unlock();
    }
  }

  private void ensureOpen() throws IOException {
    core.ensureOpen();
    if (closed) {
      throw new SocketException("Socket closed");
    }
  }

  @Override
  public void close() {
    core.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      core.endpoints().forget(this);
      if (port != 0) {
        core.udpPorts().release(port);
      }
      if (reserved) {
        core.links().unreserve();
      }
      if (link != null) {
        link.close();
      }
      changed.signalAll();
      watchers.tell(READABLE | WRITABLE | FAILED);
      watchers.clear();
    } finally {
      core.unlock();
    }
  }
}
