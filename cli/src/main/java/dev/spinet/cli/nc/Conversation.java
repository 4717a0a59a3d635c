package dev.spinet.cli.nc;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Standard input goes to a peer, what the peer sends to standard output, both at the same time. Two
 * threads of its own move the bytes, and may be stuck in a pipe that nobody reads or writes; the
 * thread that holds the conversation never is, so that Ctrl-C always gets through.
 */
final class Conversation {

  /** How long somebody may type nothing, once the peer has ended its side. */
  private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int ROOM = 1 << 16;

  private final Line line;
  private final InputStream in;
  private final PrintStream out;
  private final boolean typed;
  private final long idleNanos;

  private boolean peerEnded;
  private boolean inputEnded;
  private boolean sending;
  private boolean writing;
  private boolean over;
  private @Nullable Throwable failure;
  private long movedAt = System.nanoTime();
  private boolean halfClosed = true;

  /**
   * A conversation not yet begun.
   *
   * @param line leads to the peer
   * @param in what to send
   * @param out where to put what comes
   * @param typed whether somebody types what to send, and does not end it when the peer has gone
   * @param idle how long nothing may move; {@code null} for as long as it takes
   */
  Conversation(Line line, InputStream in, PrintStream out, boolean typed, @Nullable Duration idle) {
    this.line = line;
    this.in = in;
    this.out = out;
    this.typed = typed;
    this.idleNanos = idle == null ? Long.MAX_VALUE : idle.toNanos();
    line.setTimeout(idle);
  }

  /**
   * Holds it until both sides have ended, or nothing has moved for too long.
   *
   * @throws IOException if the connection breaks, or standard output is closed
   * @throws InterruptedException if this thread is interrupted
   */
  void hold() throws IOException, InterruptedException {
    start("spinet-nc-receive", this::receive);
    start("spinet-nc-send", this::send);
    try {
      awaitEnd();
    } finally {
      synchronized (this) {
        over = true;
      }
    }
    synchronized (this) {
      switch (failure) {
        case null -> {}
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalStateException(failure);
      }
    }
  }

  /** Whether it ended although more might have been read from standard input for a peer. */
  synchronized boolean isInputLeft() {
    return peerEnded && !inputEnded && !typed;
  }

  /** Whether the peer could be told of the end of standard input. */
  synchronized boolean isHalfClosed() {
    return halfClosed;
  }

  private synchronized void awaitEnd() throws InterruptedException {
    while (failure == null && !(peerEnded && inputEnded)) {
      if (writing) {
        // Whoever reads standard output takes the time it needs; what has come is not lost.
        wait();
        continue;
      }
      long now = System.nanoTime();
      long idle = now - movedAt;
      long left = idleNanos - idle;
      if (peerEnded && typed && !sending) {
        left = Math.min(left, LAST_WORDS_NANOS - idle);
      }
      if (left <= 0) {
        if (sending) {
          failure =
              new SocketTimeoutException(
                  "the peer has taken no data for "
                      + Duration.ofNanos(idleNanos).toMillis()
                      + " ms");
        }
        return;
      }
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
    }
  }

  private void start(String name, Work work) {
    Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(() -> {
          try {
            work.run();
          } catch (IOException | RuntimeException | Error e) {
            fail(e);
          }
        });
  }

  /** What a thread does. */
  private interface Work {
    void run() throws IOException;
  }

  private synchronized void fail(Throwable e) {
    // What happens to the threads after the end is its consequence.
    if (!over && failure == null) {
      failure = e;
    }
    notifyAll();
  }

  private synchronized void moved() {
    movedAt = System.nanoTime();
    notifyAll();
  }

  private synchronized boolean isOver() {
    return over || failure != null;
  }

  private void receive() throws IOException {
    byte[] buffer = new byte[ROOM];
    while (!isOver()) {
      int received;
      try {
        received = line.receive(buffer);
      } catch (SocketTimeoutException e) {
        // Whoever waits for the end knows how long nothing has moved in either direction.
        continue;
      }
      if (received < 0) {
        synchronized (this) {
          peerEnded = true;
          movedAt = System.nanoTime();
          notifyAll();
        }
        return;
      }
      setWriting(true);
      out.write(buffer, 0, received);
      out.flush();
      if (out.checkError()) {
        throw new IOException("standard output was closed; what came after that is lost");
      }
      setWriting(false);
    }
  }

  private synchronized void setWriting(boolean now) {
    writing = now;
    moved();
  }

  private void send() throws IOException {
    byte[] buffer = new byte[line.chunk()];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      setSending(true);
      sendAll(buffer, read);
      setSending(false);
      if (isOver()) {
        return;
      }
    }
    boolean told = line.endSending();
    synchronized (this) {
      halfClosed = told;
      inputEnded = true;
      movedAt = System.nanoTime();
      notifyAll();
    }
  }

  private synchronized void setSending(boolean now) {
    sending = now;
    movedAt = System.nanoTime();
    notifyAll();
  }

  private void sendAll(byte[] data, int length) throws IOException {
    for (int sent = 0; sent < length && !isOver(); ) {
      int before = sent;
      try {
        sent += line.send(data, sent, length - sent);
      } catch (SocketTimeoutException e) {
        sent += e.bytesTransferred;
      }
      if (sent > before) {
        moved();
      }
    }
  }
}
