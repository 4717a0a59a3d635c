package dev.spinet.drivers.esp32;

import static dev.spinet.socket.driver.Endpoint.WRITABLE;

import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.drivers.esp32.at.AtResult;
import dev.spinet.socket.ConnectionResetException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a TCP connection: what a socket sends is taken over at once and goes to the
 * module in pieces as large as it takes. All methods are called with the driver's lock held, except
 * for the task, which the driver's thread runs without it.
 */
final class StreamOutput {

  /** What goes out in one command at most; the module answers no other meanwhile. */
  private static final int LONGEST_STREAM = 32 * 1024;

  private final StreamLink link;
  private final Core core;
  private final Conversation conversation;
  private final Outflow out;
  private final Condition writable;
  private final Task write;
  private boolean writing;
  private long waits;
  private @Nullable IOException failure;

  /**
   * An empty side.
   *
   * @param conversation how much has come from the peer lately
   */
  StreamOutput(StreamLink link, Conversation conversation, NativeRing ring) {
    this.link = link;
    this.conversation = conversation;
    core = link.core;
    out = new Outflow(ring);
    writable = core.newCondition();
    write = new Write();
  }

  /** What hands bytes to the module. */
  Task task() {
    return write;
  }

  /** Whether there are bytes that can still go to the module. */
  boolean wantsWrite() {
    return out.waiting() > 0 && failure == null;
  }

  /** Whether bytes are on their way to the module. */
  boolean isBusy() {
    return writing;
  }

  /** Whether a caller would not have to wait. */
  boolean isReady() {
    return out.free() > 0 || failure != null;
  }

  /** How often a caller had to wait for room. */
  long waits() {
    return waits;
  }

  void throwIfFailed() throws IOException {
    if (failure != null) {
      throw Failures.again(failure);
    }
  }

  /** Everybody who waits looks again. */
  void wake() {
    writable.signalAll();
  }

  /** The connection has ended: what has not left does not leave any more. */
  void closedByModule() {
    if (out.waiting() > 0 && failure == null) {
      failure =
          new ConnectionResetException(
              "%s has closed the connection; of what was sent, %d bytes have not left"
                  .formatted(link.peer(), out.waiting()));
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
      link.ensureOpen();
      link.throwIfFailed();
      throwIfFailed();
      if (link.isClosedByPeer()) {
        throw new ConnectionResetException("%s has closed the connection".formatted(link.peer()));
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

  /** Hands bytes to the module. */
  private final class Write implements Task {
    private int id = ModuleLink.NO_ID;
    private final BooleanSupplier mine = this::isMine;

    private boolean isMine() {
      return link.isAt(id);
    }

    @Override
    public void run() throws IOException {
      int length;
      boolean streaming;
      core.lock();
      try {
        id = link.id();
        if (id == ModuleLink.NO_ID || out.waiting() == 0) {
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
        if (mayBeOut && !isMine()) {
          core.reports().sentInto(id);
        }
        if (result == AtResult.SENT) {
          out.commit();
        } else {
          refused(result);
        }
        writable.signalAll();
        link.watchers().tell(WRITABLE);
        link.settle();
      } finally {
        core.unlock();
      }
    }

    private void refused(AtResult result) {
      // What may have gone out is never sent a second time.
      var cause =
          new ConnectionResetException(
              result == AtResult.ERROR
                  ? "the connection to %s takes no more bytes after the first %d; it has ended"
                      .formatted(link.peer(), out.taken())
                  : "sending to %s failed: the module took the first %d bytes; of the next %d some may have gone out"
                      .formatted(link.peer(), out.taken(), out.piece()));
      failure = cause;
      // A link that is refused and has not ended: the command was damaged, and nobody else will end
      // it.
      if (result != AtResult.ERROR || isMine()) {
        link.fail(cause);
      }
    }

    @Override
    public void failed(IOException cause) {
      writing = false;
      link.fail(
          new ConnectionResetException(
              "sending to %s failed on %s: the module took the first %d bytes; of the next %d some may have gone out"
                  .formatted(link.peer(), core.device(), out.taken(), out.piece()),
              cause));
      link.settle();
    }
  }
}
