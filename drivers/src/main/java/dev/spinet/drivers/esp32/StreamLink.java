package dev.spinet.drivers.esp32;

import static dev.spinet.socket.driver.Endpoint.FAILED;
import static dev.spinet.socket.driver.Endpoint.READABLE;
import static dev.spinet.socket.driver.Endpoint.WRITABLE;

import dev.spinet.socket.ConnectionResetException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection: how it begins and ends, and whose turn it is, that of its {@link StreamInput}
 * or its {@link StreamOutput}. All methods are called with the driver's lock held, except for the
 * task, which the driver's thread runs without it.
 *
 * <p>Bytes go to and come from the module whether their socket waits for that or not: so sockets do
 * not wait for each other, although the module does one thing at a time.
 */
final class StreamLink extends ModuleLink {

  /** The longest that the end of a connection is held back until it is known why. */
  private static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** How often the module is told to close it, if the answer is disturbed every time. */
  private static final int CLOSE_ATTEMPTS = 3;

  private final ReadyWatchers watchers = new ReadyWatchers();
  private final StreamInput input;
  private final StreamOutput output;
  private final Task close = new Close();

  private @Nullable InetSocketAddress local;
  private @Nullable InetSocketAddress remote;
  private boolean opened;
  private boolean gone;
  private boolean peerClosed;
  private boolean inDoubt;
  private long doubtSince;
  private boolean userClosed;
  private long flushUntil;
  private boolean ending;
  private @Nullable IOException failure;

  StreamLink(Core core) {
    super(core);
    var conversation = new Conversation(core.nanoTime());
    input = new StreamInput(this, conversation, rings.in());
    output = new StreamOutput(this, conversation, rings.out());
  }

  StreamInput input() {
    return input;
  }

  StreamOutput output() {
    return output;
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
    ownReservation();
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

  /** The other end, for messages. */
  String peer() {
    var address = remote;
    return address == null ? "the peer" : address.getHostString() + ":" + address.getPort();
  }

  @Override
  @Nullable Task nextTask() {
    if (!opened || gone) {
      return null;
    }
    if (failure != null) {
      return close;
    }
    boolean inTime = !ending || core.nanoTime() - flushUntil < 0;
    // Reading comes first: while the module waits for a peer to take bytes, nothing can be read,
    // and a peer whose own bytes are not read may not take any. What is unread when a connection is
    // closed makes the module reset it, which may cost the peer bytes that it has not read: so it
    // is read then, too, and thrown away.
    if (inTime && input.wantsRead()) {
      return input.task();
    }
    if (inTime && output.wantsWrite()) {
      return output.task();
    }
    return ending ? close : null;
  }

  @Override
  void announced(int length) {
    input.intake().announce(length);
  }

  @Override
  void closedByModule() {
    peerClosed = true;
    gone = true;
    int unread = input.intake().unread();
    if (unread > 0 && !userClosed && !input.isShut()) {
      fail(
          new ConnectionResetException(
              "the connection to %s ended before %d bytes that had come could be read"
                  .formatted(peer(), unread)));
    } else {
      output.closedByModule();
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

  /** Whether the module has said that the connection is over. */
  boolean isClosedByPeer() {
    return peerClosed;
  }

  /** Whether it is not known yet, or was not before the time was over, why it has ended. */
  boolean isEndInDoubt() {
    return peerClosed && inDoubt;
  }

  /** How long the end is still held back. */
  long doubtLeftNanos() {
    return DOUBT_NANOS - (System.nanoTime() - doubtSince);
  }

  /** Whether the peer has ended the connection, as far as the module could be asked in time. */
  boolean isEnded() {
    return peerClosed && !(inDoubt && doubtLeftNanos() > 0);
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

  void throwIfFailed() throws IOException {
    if (failure != null) {
      throw Failures.again(failure);
    }
  }

  /** Once all that has come was taken. */
  void throwIfEnded() throws IOException {
    throwIfFailed();
    if (isEnded()) {
      output.throwIfFailed();
    }
  }

  void ensureOpen() throws SocketException {
    if (userClosed) {
      throw new SocketException("Socket closed");
    }
  }

  /** How often a caller had to wait for bytes or for room. */
  long waits() {
    return input.waits() + output.waits();
  }

  int ready() throws IOException {
    ensureOpen();
    int ready = 0;
    if (input.isReady()) {
      ready |= READABLE;
    }
    if (output.isReady() || peerClosed || failure != null) {
      ready |= WRITABLE;
    }
    return failure != null ? ready | FAILED : ready;
  }

  /** Nothing more is sent or received: the connection ends when what was sent before is out. */
  void finish() {
    if (!ending) {
      ending = true;
      flushUntil = core.nanoTime() + core.options().flushNanos();
      input.intake().discard();
      core.wake();
    }
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

  private void wakeAll() {
    input.wake();
    output.wake();
    watchers.tell(READABLE | WRITABLE | FAILED);
  }

  /** Gives back what it has, as soon as nobody needs it any more. */
  void settle() {
    if (gone && userClosed && !input.isBusy() && !output.isBusy()) {
      release();
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
    private int failures;

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
      if (++failures < CLOSE_ATTEMPTS) {
        // The module may have it still: it is told again, unless it turns out to be gone.
        fail(cause);
      } else {
        core.links().free(StreamLink.this);
        lost(cause);
      }
    }
  }
}
