package dev.spinet.drivers.esp32;

import static dev.spinet.socket.driver.Endpoint.READABLE;

import dev.spinet.socket.ConnectionResetException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.Condition;

/**
 * The receiving side of a TCP connection: what the module holds is fetched as long as there is
 * room, whether somebody waits for it or not. All methods are called with the driver's lock held,
 * except for the task, which the driver's thread runs without it.
 */
final class StreamInput {

  private final StreamLink link;
  private final Core core;
  private final Conversation conversation;
  private final Intake in;
  private final Condition readable;
  private final Task read;
  private boolean reading;
  private boolean shut;
  private long waits;

  /**
   * An empty side.
   *
   * @param conversation is told how much has come
   */
  StreamInput(StreamLink link, Conversation conversation, NativeRing ring) {
    this.link = link;
    this.conversation = conversation;
    core = link.core;
    in = core.newIntake(ring);
    readable = core.newCondition();
    read = new Read();
  }

  /** What asks the module for bytes. */
  Task task() {
    return read;
  }

  /** Whether the module should be asked for bytes now. */
  boolean wantsRead() {
    return in.wantsRead();
  }

  /** Whether bytes are on their way from the module. */
  boolean isBusy() {
    return reading;
  }

  /** Whether a caller would not have to wait. */
  boolean isReady() {
    return in.available() > 0 || shut || (!reading && (link.isEnded() || link.failure() != null));
  }

  /** How often a caller had to wait for bytes. */
  long waits() {
    return waits;
  }

  /** Where its bytes go. */
  Intake intake() {
    return in;
  }

  /** Everybody who waits looks again. */
  void wake() {
    readable.signalAll();
  }

  /**
   * Receives, as {@link dev.spinet.socket.driver.StreamEndpoint#receive} says.
   *
   * @param start when the call began
   */
  int receive(MemorySegment target, long offset, int length, long start, long timeoutNanos)
      throws IOException {
    while (true) {
      link.ensureOpen();
      if (shut) {
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
        link.throwIfEnded();
        if (link.isEnded()) {
          return -1;
        }
      }
      if (timeoutNanos <= 0) {
        return 0;
      }
      if (link.isEndInDoubt() && !reading) {
        long until = System.nanoTime() - start + link.doubtLeftNanos();
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

  int available() throws IOException {
    link.ensureOpen();
    if (shut) {
      return 0;
    }
    int n = in.available();
    if (n == 0 && !reading) {
      link.throwIfFailed();
    }
    return n;
  }

  /** Nothing more is received. */
  void shut() throws IOException {
    link.ensureOpen();
    shut = true;
    in.discard();
    readable.signalAll();
    link.watchers().tell(READABLE);
    core.wake();
  }

  boolean isShut() {
    return shut;
  }

  /** A read went well. */
  void receivedAll() {
    conversation.received(in.commit(), core.nanoTime());
    if (in.lost() > 0) {
      link.fail(
          new ConnectionResetException(
              "%d bytes from %s were more than was asked for, and are lost"
                  .formatted(in.lost(), link.peer())));
    }
  }

  /** A read went wrong. */
  void damaged(IOException cause) {
    in.fail();
    link.fail(
        new ConnectionResetException(
            "bytes from %s were lost or changed on %s".formatted(link.peer(), core.device()),
            cause));
  }

  /** Asks the module for bytes. */
  private final class Read implements Task {
    private final ReadOrder order = new ReadOrder(link);

    @Override
    public void run() throws IOException {
      core.lock();
      try {
        if (link.id() == ModuleLink.NO_ID) {
          return;
        }
        reading = true;
        order.begin(link.id(), in.begin());
      } finally {
        core.unlock();
      }
      var result = order.call();
      core.lock();
      try {
        reading = false;
        order.end(result);
        readable.signalAll();
        link.watchers().tell(READABLE);
        link.settle();
      } finally {
        core.unlock();
      }
    }

    @Override
    public void failed(IOException cause) {
      reading = false;
      order.fail(cause);
      readable.signalAll();
      link.settle();
    }
  }
}
