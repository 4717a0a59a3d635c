package dev.spinet.drivers.esp32;

import static dev.spinet.socket.driver.Endpoint.FAILED;
import static dev.spinet.socket.driver.Endpoint.READABLE;
import static dev.spinet.socket.driver.Endpoint.WRITABLE;

import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.bindings.espat.ReceiveMode;
import dev.spinet.drivers.esp32.at.AtResult;
import dev.spinet.drivers.esp32.at.PayloadSink;
import dev.spinet.drivers.esp32.at.PayloadSource;
import dev.spinet.socket.HostUnreachableException;
import dev.spinet.socket.LinkDownException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One UDP port of the module. All methods are called with the driver's lock held, except for the
 * tasks, which the driver's thread runs without it.
 *
 * <p>Received datagrams come by themselves ("active mode"), since only so the module keeps their
 * boundaries and tells each sender. One datagram to be sent waits at a time.
 */
final class DatagramLink extends ModuleLink {

  /** One for each id, should all of them be taken by somebody else. */
  private static final int OPEN_ATTEMPTS = LinkLimits.LINK_COUNT;

  private final int port;
  private final DatagramQueue received;
  private final Outgoing outgoing;
  private final Condition changed;
  private final ReadyWatchers watchers;
  private final Task open = new Open();
  private final Task send = new Send();
  private final Task close = new Close();

  private boolean opened;
  private boolean closing;
  private boolean gone;
  private boolean sending;
  private @Nullable IOException failure;
  private @Nullable IOException earlierFailure;

  /**
   * A port that is yet to be opened.
   *
   * @param changed is signalled whenever something has changed
   */
  DatagramLink(Core core, int port, Condition changed, ReadyWatchers watchers) {
    super(core);
    this.port = port;
    this.changed = changed;
    this.watchers = watchers;
    received = new DatagramQueue(core.guard(), rings.in().memory(), this::arrived);
    outgoing = new Outgoing(rings.out().memory());
  }

  Task openTask() {
    return open;
  }

  DatagramQueue received() {
    return received;
  }

  @Override
  boolean isOpened() {
    return opened;
  }

  @Nullable IOException failure() {
    return failure;
  }

  /** Why a datagram that was handed over before has not left; told once. */
  @Nullable IOException takeEarlierFailure() {
    var cause = earlierFailure;
    earlierFailure = null;
    return cause;
  }

  /** Whether a datagram can be handed over. */
  boolean hasRoom() {
    return outgoing.length < 0;
  }

  /** Hands a datagram over. */
  void put(MemorySegment source, long offset, int length, int address, int peerPort) {
    MemorySegment.copy(source, offset, outgoing.memory, 0, length);
    outgoing.length = length;
    outgoing.address = address;
    outgoing.port = peerPort;
    core.wake();
  }

  private void arrived() {
    changed.signalAll();
    watchers.tell(READABLE);
  }

  @Override
  @Nullable Task nextTask() {
    if (!opened || gone) {
      return null;
    }
    if (!hasRoom() && failure == null) {
      return send;
    }
    return closing || failure != null ? close : null;
  }

  @Override
  boolean wantsClose() {
    return close.equals(nextTask());
  }

  @Override
  void announced(int length) {
    // Only in passive mode, in which this link is not.
  }

  @Override
  void closedByModule() {
    // It does so when it loses its network, and may say this first: the port is opened again.
    lost(new LinkDownException("the module has closed UDP port %d".formatted(port)));
  }

  @Override
  void lost(IOException cause) {
    gone = true;
    failure = cause;
    changed.signalAll();
    watchers.tell(READABLE | WRITABLE | FAILED);
    settle();
  }

  void close() {
    closing = true;
    received.refuseAll();
    settle();
    core.wake();
  }

  private void settle() {
    if (gone && closing && !sending) {
      release();
    }
  }

  /** The datagram that waits to be sent. */
  private static final class Outgoing implements PayloadSource {
    final MemorySegment memory;
    int length = -1;
    int address;
    int port;
    private int done;

    Outgoing(MemorySegment memory) {
      this.memory = memory;
    }

    @Override
    public MemorySegment memory() {
      return memory;
    }

    @Override
    public long offset() {
      return done;
    }

    @Override
    public int contiguous() {
      return length - done;
    }

    @Override
    public void written(int count) {
      done += count;
    }
  }

  /** Opens the port. */
  private final class Open implements Task {
    private int refusals;

    @Override
    public void run() throws IOException {
      core.lock();
      try {
        // A datagram that was taken over leaves, even if nobody waits for an answer.
        if (closing && hasRoom()) {
          gone = true;
          settle();
          return;
        }
        if (!core.links().take(DatagramLink.this)) {
          lost(
              new dev.spinet.socket.NoFreeSocketException(
                  "all links of the %s are in use; close a socket first".formatted(core.name())));
          return;
        }
      } finally {
        core.unlock();
      }
      int id = id();
      boolean ready = core.senderTold() && activate(id);
      boolean done = ready && core.commands().startDatagrams(id, port) == AtResult.OK;
      boolean idTaken = false;
      LinkDownException noNetwork = null;
      if (!done) {
        core.reports().holdBack(id);
        idTaken = ready && (wasConnectSeen() || core.comparison().clear(DatagramLink.this, id));
        noNetwork = idTaken ? null : core.wifi().askWhetherLost();
      }
      core.lock();
      try {
        if (done) {
          opened = true;
          core.reports().opened(DatagramLink.this, id);
          changed.signalAll();
          watchers.tell(WRITABLE);
        } else {
          core.reports().notOpened(DatagramLink.this, id);
          refused(idTaken, noNetwork);
        }
      } finally {
        core.unlock();
      }
    }

    private void refused(boolean idTaken, @Nullable LinkDownException noNetwork) {
      if (noNetwork != null) {
        core.wifi().lost(noNetwork);
      }
      if (gone) {
        return; // With its network: why is known.
      }
      if (noNetwork != null) {
        lost(noNetwork);
      } else if (idTaken && ++refusals < OPEN_ATTEMPTS) {
        // A peer of the server was given the id, or the module had not given it back.
        core.submit(this);
      } else {
        lost(new BindException("the module cannot open UDP port %d".formatted(port)));
      }
    }

    private boolean activate(int id) throws IOException {
      core.lock();
      try {
        // Noted first: if the answer gets lost, it may be so.
        core.links().receivesActively(id, true);
      } finally {
        core.unlock();
      }
      return core.commands().receiveType(id, ReceiveMode.ACTIVE);
    }

    @Override
    public void failed(IOException cause) {
      core.links().free(DatagramLink.this);
      lost(cause);
    }
  }

  /** Sends the datagram that waits. */
  private final class Send implements Task {
    private int id = NO_ID;
    private final BooleanSupplier mine = this::isMine;

    private boolean isMine() {
      return isAt(id);
    }

    @Override
    public void run() throws IOException {
      core.lock();
      try {
        id = id();
        if (id == NO_ID) {
          return;
        }
        sending = true;
        outgoing.done = 0;
      } finally {
        core.unlock();
      }
      var result =
          core.commands()
              .sendDatagram(
                  id,
                  mine,
                  outgoing,
                  outgoing.length,
                  outgoing.address,
                  outgoing.port,
                  core.options().stallNanos());
      core.lock();
      try {
        ended();
        if (result != AtResult.SENT) {
          earlierFailure =
              new HostUnreachableException(
                  "a datagram that was sent before did not leave: the module could not send it");
        }
      } finally {
        core.unlock();
      }
    }

    private void ended() {
      sending = false;
      outgoing.length = -1;
      changed.signalAll();
      watchers.tell(WRITABLE);
      settle();
    }

    @Override
    public void failed(IOException cause) {
      ended();
      earlierFailure = cause;
    }
  }

  /** Closes the port; the id is for connections again then. */
  private final class Close implements Task {
    @Override
    public void run() throws IOException {
      int id = id();
      if (id != NO_ID) {
        // In this order: a peer that connects next may get the id, and its bytes have to wait.
        core.reports().holdBack(id);
        core.commands().close(id, () -> isAt(id));
      }
      core.lock();
      try {
        core.links().free(DatagramLink.this);
        gone = true;
        settle();
      } finally {
        core.unlock();
      }
    }

    @Override
    public void failed(IOException cause) {
      core.links().free(DatagramLink.this);
      lost(cause);
    }
  }

  /** Where a datagram of so many bytes goes; {@code null} to drop it. */
  @Nullable PayloadSink accept(int length, int address, int peerPort) {
    return received.begin(length, address, peerPort);
  }
}
