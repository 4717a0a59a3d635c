package dev.spinet.socket;

import dev.spinet.socket.driver.Endpoint;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One socket that one call of {@link Select}, or a {@link Readiness}, waits for. Being told costs a
 * look at this socket only: what was not ready at the last look and was not told since is not ready
 * now.
 */
final class Watch implements Runnable {

  private final Socket socket;
  private final Runnable listener;
  private int interests;
  private int ready;
  // There is something to look at: at the beginning, and whenever the socket's state may have
  // changed. Cleared before each look, so that no change is missed.
  private volatile boolean told = true;
  private boolean begun;
  // Where this object is registered, once it waits.
  private @Nullable Endpoint watched;

  /**
   * Not begun yet.
   *
   * @param socket what to watch
   * @param listener what to run, on any thread, when there is something to look at
   */
  Watch(Socket socket, Runnable listener) {
    this.socket = socket;
    this.listener = listener;
  }

  void add(int interest) {
    interests |= interest;
  }

  /** What the last look found. */
  int ready() {
    return ready;
  }

  /** Makes the next look ask the socket, whether it has been told or not. */
  void askAgain() {
    told = true;
  }

  boolean isReadyFor(int interest) {
    return (ready & interest) != 0;
  }

  boolean isTold() {
    return told;
  }

  @Override
  public void run() {
    told = true;
    listener.run();
  }

  /**
   * Looks at the socket if there may be news.
   *
   * @return whether the socket is ready for one of the interests
   * @throws IOException if the socket is closed or the chip fails
   */
  boolean look() throws IOException {
    if (told) {
      told = false;
      Role role = socket.role();
      if (begun) {
        follow(role.endpoint());
      }
      ready = role.poll(interests);
    }
    return ready != 0;
  }

  /** From now on this is told of changes; the next look is for what happened before. */
  void begin() {
    socket.watchers().add(this);
    begun = true;
    told = true;
  }

  /**
   * Ends being told.
   *
   * @throws IOException if the chip fails
   */
  void end() throws IOException {
    if (begun) {
      begun = false;
      socket.watchers().remove(this);
      follow(null);
    }
  }

  // A socket that begins to listen goes on with another endpoint.
  @SuppressWarnings("ReferenceEquality") // the same endpoint, not an equal one
  private void follow(@Nullable Endpoint endpoint) throws IOException {
    Endpoint before = watched;
    if (before == endpoint) {
      return;
    }
    if (before != null) {
      watched = null;
      before.unwatch(this);
    }
    if (endpoint != null) {
      // Remembered first: an endpoint that fails half way is asked to forget all the same.
      watched = endpoint;
      endpoint.watch(interests, this);
    }
  }
}
