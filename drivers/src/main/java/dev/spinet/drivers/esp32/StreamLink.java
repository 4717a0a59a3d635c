package dev.spinet.drivers.esp32;

import static dev.spinet.socket.driver.Endpoint.FAILED;
import static dev.spinet.socket.driver.Endpoint.READABLE;
import static dev.spinet.socket.driver.Endpoint.WRITABLE;

import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.drivers.esp32.at.AtResult;
import dev.spinet.socket.ConnectionResetException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection: what its socket and the module have to do with it. All methods are called
 * with the driver's lock held, except for the tasks, which the driver's thread runs without it.
 *
 * <p>Bytes that a socket sends are taken over at once and go to the module in pieces as large as it
 * takes, and bytes that the module holds are fetched as long as there is room: so sockets do not
 * wait for each other, although the module does one thing at a time.
 */
final class StreamLink extends ModuleLink {

  /** What goes out in one command at most; the module answers no other meanwhile. */
  private static final int LONGEST_STREAM = 32 * 1024;

  /** The longest that the end of a connection is held back until it is known why. */
  private static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Condition readable;
  private final Condition writable;
  private final ReadyWatchers watchers = new ReadyWatchers();
  private final RingPool.Rings rings;
  private final Intake in;
  private final Outflow out;
  private final Task read = new Read();
  private final Task write = new Write();
  private final Task close = new Close();

  private @Nullable InetSocketAddress local;
  private @Nullable InetSocketAddress remote;
  private boolean opened;
  private boolean gone;
  private boolean reading;
  private boolean writing;
  private final Conversation conversation;
  private long waits;
  private boolean peerClosed;
  private boolean inDoubt;
  private long doubtSince;
  private boolean inputShut;
  private boolean userClosed;
  private long flushUntil;
  private boolean ending;
  private boolean ownsReservation;
  private boolean released;
  private @Nullable IOException failure;
  private @Nullable IOException outputFailure;

  StreamLink(Core core) {
    super(core);
    conversation = new Conversation(core.nanoTime());
    readable = core.newCondition();
    writable = core.newCondition();
    rings = core.rings().take();
    in = core.newIntake(rings.in());
    out = new Outflow(rings.out());
  }

  /** The connection is there. */
  void open(@Nullable InetSocketAddress newLocal, @Nullable InetSocketAddress newRemote) {
    local = newLocal;
    remote = newRemote;
    opened = true;
  }

  /** A peer has connected; where it is is not known yet. */
  void arrive() {
    opened = true;
    ownsReservation = true;
  }

  @Override
  boolean isOpened() {
    return opened;
  }

  boolean isGone() {
    return gone;
  }

  @Nullable IOException failure() {
    return failure;
  }

  boolean isDescribed() {
    return remote != null;
  }

  /** Whether the module should close it now. */
  @Override
  boolean wantsClose() {
    return close.equals(nextTask());
  }

  @Nullable InetSocketAddress local() {
    return local;
  }

  @Nullable InetSocketAddress remote() {
    return remote;
  }

  ReadyWatchers watchers() {
    return watchers;
  }

  @Override
  @Nullable Task nextTask() {
    if (!opened || gone) {
      return null;
    }
    if (failure != null) {
      return close;
    }
    boolean mayWrite =
        out.waiting() > 0 && outputFailure == null && (!ending || core.nanoTime() - flushUntil < 0);
    // What is unread when a connection is closed makes the module reset it, which may cost the peer
    // bytes that it has not read: so it is read first, and thrown away.
    boolean mayRead = in.wantsRead() && (!ending || core.nanoTime() - flushUntil < 0);
    // Reading comes first: while the module waits for a peer to take bytes, nothing can be read,
    // and
    // a peer whose own bytes are not read may not take any.
    if (mayRead) {
      return read;
    }
    if (mayWrite) {
      return write;
    }
    return ending ? close : null;
  }

  @Override
  void announced(int length) {
    in.announce(length);
  }

  @Override
  void closedByModule() {
    peerClosed = true;
    gone = true;
    if (in.unread() > 0 && !userClosed && !inputShut) {
      fail(
          new ConnectionResetException(
              "the connection to %s ended before %d bytes that had come could be read"
                  .formatted(peer(), in.unread())));
    } else if (out.waiting() > 0 && outputFailure == null) {
      outputFailure =
          new ConnectionResetException(
              "%s has closed the connection; of what was sent, %d bytes have not left"
                  .formatted(peer(), out.waiting()));
    }
    if (failure == null && !userClosed && isDescribed()) {
      inDoubt = true;
      doubtSince = System.nanoTime();
      core.endings().add(this);
    }
    wakeAll();
    settle();
  }

  /** It was the peer that has ended the connection. */
  void endConfirmed() {
    inDoubt = false;
    wakeAll();
  }

  /** Whether the peer has ended the connection, as far as the module could be asked in time. */
  private boolean isEnded() {
    return peerClosed && !(inDoubt && System.nanoTime() - doubtSince < DOUBT_NANOS);
  }

  @Override
  void lost(IOException cause) {
    gone = true;
    fail(cause);
    settle();
  }

  /** Nothing can be done with it any more; the module is told to close it. */
  void fail(IOException cause) {
    if (failure == null) {
      failure = cause;
    }
    wakeAll();
  }

  /**
   * Receives, as {@link dev.spinet.socket.driver.StreamEndpoint#receive} says.
   *
   * @param start when the call began
   */
  int receive(MemorySegment target, long offset, int length, long start, long timeoutNanos)
      throws IOException {
    while (true) {
      ensureOpen();
      if (inputShut) {
        return -1;
      }
      if (in.available() > 0) {
        int n = in.take(target, offset, length);
        if (in.wantsRead()) {
          core.wake();
        }
        return n;
      }
      if (!reading) {
        throwIfEnded();
        if (isEnded()) {
          return -1;
        }
      }
      if (timeoutNanos <= 0) {
        return 0;
      }
      if (peerClosed && inDoubt && !reading) {
        long left = DOUBT_NANOS - (System.nanoTime() - doubtSince);
        long until = System.nanoTime() - start + left;
        if (!Waits.await(readable, start, Math.min(timeoutNanos, until), "receiving")
            && System.nanoTime() - start >= timeoutNanos) {
          return 0;
        }
        continue;
      }
      boolean offered = in.offer(target, offset, length);
      boolean inTime;
      waits++;
      try {
        inTime = Waits.await(readable, start, timeoutNanos, "receiving");
      } catch (InterruptedIOException e) {
        int n = offered ? withdraw() : 0;
        if (n > 0) {
          return n; // The interrupt is seen by the next wait.
        }
        throw e;
      }
      int n = offered ? withdraw() : 0;
      if (n > 0) {
        return n;
      }
      if (!inTime && in.available() == 0) {
        return 0;
      }
    }
  }

  private int withdraw() {
    // Bytes are on their way into the caller's memory: they come soon, or the read fails.
    while (in.isClaimed()) {
      readable.awaitUninterruptibly();
    }
    return in.withdraw();
  }

  private void throwIfEnded() throws IOException {
    if (failure != null) {
      throw Failures.again(failure);
    }
    if (isEnded() && outputFailure != null) {
      throw Failures.again(outputFailure);
    }
  }

  /**
   * Sends, as {@link dev.spinet.socket.driver.StreamEndpoint#send} says.
   *
   * @param start when the call began
   */
  int send(MemorySegment source, long offset, int length, long start, long timeoutNanos)
      throws IOException {
    while (true) {
      ensureOpen();
      if (failure != null) {
        throw Failures.again(failure);
      }
      if (outputFailure != null) {
        throw Failures.again(outputFailure);
      }
      if (peerClosed) {
        throw new ConnectionResetException("%s has closed the connection".formatted(peer()));
      }
      if (out.free() > 0) {
        int n = out.put(source, offset, length);
        core.wake();
        return n;
      }
      if (timeoutNanos <= 0) {
        return 0;
      }
      waits++;
      if (!Waits.await(writable, start, timeoutNanos, "sending")) {
        return 0;
      }
    }
  }

  /** How often a caller had to wait for bytes or for room. */
  long waits() {
    return waits;
  }

  int available() throws IOException {
    ensureOpen();
    if (inputShut) {
      return 0;
    }
    int n = in.available();
    if (n == 0 && !reading && failure != null) {
      throw Failures.again(failure);
    }
    return n;
  }

  int ready() throws IOException {
    ensureOpen();
    int ready = 0;
    if (in.available() > 0 || inputShut || (!reading && (isEnded() || failure != null))) {
      ready |= READABLE;
    }
    if (out.free() > 0 || peerClosed || failure != null || outputFailure != null) {
      ready |= WRITABLE;
    }
    return failure != null ? ready | FAILED : ready;
  }

  void shutInput() throws IOException {
    ensureOpen();
    inputShut = true;
    in.discard();
    readable.signalAll();
    watchers.tell(READABLE);
    core.wake();
  }

  boolean isInputShut() {
    return inputShut;
  }

  /** Nothing more is sent or received: the connection ends when what was sent before is out. */
  void finish() {
    if (!ending) {
      ending = true;
      flushUntil = core.nanoTime() + core.options().flushNanos();
      in.discard();
      core.wake();
    }
  }

  /** One of the links that are promised belongs to it until it is gone and closed. */
  void ownReservation() {
    ownsReservation = true;
  }

  /** It has never come to be. */
  void discard() {
    gone = true;
    userClosed = true;
    settle();
  }

  /** The socket is closed: what was sent before still goes out, for a time. */
  void close() {
    if (userClosed) {
      return;
    }
    userClosed = true;
    finish();
    wakeAll();
    watchers.clear();
    settle();
  }

  private void ensureOpen() throws SocketException {
    if (userClosed) {
      throw new SocketException("Socket closed");
    }
  }

  /** Where its bytes go. */
  Intake intake() {
    return in;
  }

  /** A read went well. */
  void receivedAll() {
    conversation.received(in.commit(), core.nanoTime());
    if (in.lost() > 0) {
      fail(
          new ConnectionResetException(
              "%d bytes from %s were more than was asked for, and are lost"
                  .formatted(in.lost(), peer())));
    }
  }

  /** A read went wrong. */
  void inputDamaged(IOException cause) {
    in.fail();
    fail(
        new ConnectionResetException(
            "bytes from %s were lost or changed on %s".formatted(peer(), core.device()), cause));
  }

  private String peer() {
    var address = remote;
    return address == null ? "the peer" : address.getHostString() + ":" + address.getPort();
  }

  private void wakeAll() {
    readable.signalAll();
    writable.signalAll();
    watchers.tell(READABLE | WRITABLE | FAILED);
  }

  /** Gives back what it has, as soon as nobody needs it any more. */
  private void settle() {
    if (gone && userClosed && !reading && !writing && !released) {
      released = true;
      core.rings().giveBack(rings);
      if (ownsReservation) {
        core.links().unreserve();
      }
    }
  }

  /** Asks the module for bytes. */
  private final class Read implements Task {
    private final ReadOrder order = new ReadOrder(StreamLink.this);

    @Override
    public void run() throws IOException {
      core.lock();
      try {
        if (id() == NO_ID) {
          return;
        }
        reading = true;
        order.begin(id(), in.begin());
      } finally {
        core.unlock();
      }
      var result = order.call();
      core.lock();
      try {
        reading = false;
        order.end(result);
        readable.signalAll();
        watchers.tell(READABLE);
        settle();
      } finally {
        core.unlock();
      }
    }

    @Override
    public void failed(IOException cause) {
      reading = false;
      order.fail(cause);
      readable.signalAll();
      settle();
    }
  }

  /** Hands bytes to the module. */
  private final class Write implements Task {
    private int id = NO_ID;
    private final BooleanSupplier mine = this::isMine;

    private boolean isMine() {
      return isAt(id);
    }

    @Override
    public void run() throws IOException {
      int length;
      boolean streaming;
      core.lock();
      try {
        id = id();
        if (id == NO_ID || out.waiting() == 0) {
          return;
        }
        writing = true;
        // Where bytes come as well, less goes out at a time than can come in between.
        boolean conversing = conversation.isGoingOn(core.nanoTime());
        streaming = !conversing && core.maySendLong(out.waiting());
        length =
            out.begin(
                streaming
                    ? LONGEST_STREAM
                    : conversing ? LinkLimits.IPD_MAX : core.options().sendPiece());
      } finally {
        core.unlock();
      }
      long stall = core.options().stallNanos();
      var result =
          streaming
              ? core.commands().sendLong(id, mine, out, length, stall)
              : core.commands().send(id, mine, out, length, stall);
      core.lock();
      try {
        writing = false;
        // A stream goes out while it comes: some of it may have, although it has failed.
        boolean mayBeOut = result == AtResult.SENT || (streaming && result == AtResult.SEND_FAILED);
        if (mayBeOut && !isAt(id)) {
          core.reports().sentInto(id);
        }
        if (result == AtResult.SENT) {
          out.commit();
        } else {
          refused(result);
        }
        writable.signalAll();
        watchers.tell(WRITABLE);
        settle();
      } finally {
        core.unlock();
      }
    }

    private void refused(AtResult result) {
      // What may have gone out is never sent a second time.
      outputFailure =
          new ConnectionResetException(
              result == AtResult.ERROR
                  ? "the connection to %s takes no more bytes after the first %d; it has ended"
                      .formatted(peer(), out.taken())
                  : "sending to %s failed: the module took the first %d bytes; of the next %d some may have gone out"
                      .formatted(peer(), out.taken(), out.piece()));
      // A link that is refused and has not ended: the command was damaged, and nobody else will end
      // it.
      if (result != AtResult.ERROR || isMine()) {
        fail(outputFailure);
      }
    }

    @Override
    public void failed(IOException cause) {
      writing = false;
      fail(
          new ConnectionResetException(
              "sending to %s failed on %s: the module took the first %d bytes; of the next %d some may have gone out"
                  .formatted(peer(), core.device(), out.taken(), out.piece()),
              cause));
      settle();
    }
  }

  private int currentId() {
    core.lock();
    try {
      return id();
    } finally {
      core.unlock();
    }
  }

  /** Has the module close the connection. */
  private final class Close implements Task {
    @Override
    public void run() throws IOException {
      int id = currentId();
      if (id != NO_ID) {
        core.reports().close(id, () -> isAt(id));
      }
      core.lock();
      try {
        // The module may have said so already, and given the id to somebody else.
        core.links().free(StreamLink.this);
        gone = true;
        settle();
      } finally {
        core.unlock();
      }
    }

    @Override
    public void failed(IOException cause) {
      lost(cause);
    }
  }
}
