package dev.spinet.socket;

import dev.spinet.socket.driver.Endpoint;
import java.io.IOException;
import java.util.Objects;

/**
 * One socket watched for what it is ready for: the part that an event loop needs to be built on.
 * Whoever waits for a few sockets now and then has it easier with {@link Select}.
 *
 * {@snippet :
 * try (var readiness = Readiness.watch(socket, Endpoint.READABLE, loop::wakeUp)) {
 *   while ((readiness.ready() & Endpoint.READABLE) == 0) {
 *     loop.sleep(); // until wakeUp
 *   }
 * }
 * }
 *
 * <p>While it is open the driver watches the socket, and on some chips looks for events. Not safe
 * for use by several threads at once, except that the listener runs on any thread.
 */
public final class Readiness implements AutoCloseable {

  private static final int ALL = Endpoint.READABLE | Endpoint.WRITABLE | Endpoint.FAILED;

  private final Watch watch;

  private Readiness(Watch watch) {
    this.watch = watch;
  }

  /**
   * Begins to watch a socket. The listener is told of changes from now on; what the socket is ready
   * for already is told by {@link #ready()} only.
   *
   * @param socket the socket
   * @param interests bits of {@link Endpoint#READABLE}, {@link Endpoint#WRITABLE} and {@link
   *     Endpoint#FAILED}
   * @param listener told that it is worth while to ask again, or that the socket was closed;
   *     perhaps for nothing, and by any thread, also by one that holds the driver's lock, so it
   *     only wakes a thread
   * @return what to ask, and to close in the end
   * @throws IllegalArgumentException if there are other interests
   * @throws UnsupportedOperationException if the driver cannot tell when its sockets are ready
   * @throws IOException if the socket is closed or the chip fails
   */
  public static Readiness watch(Socket socket, int interests, Runnable listener)
      throws IOException {
    requireKnown(interests);
    var watch = new Watch(socket, Objects.requireNonNull(listener));
    watch.add(interests);
    watch.begin();
    try {
      // The first look is what registers with the driver.
      watch.look();
    } catch (IOException | RuntimeException e) {
      try {
        watch.end();
      } catch (IOException more) {
        e.addSuppressed(more);
      }
      throw e;
    }
    return new Readiness(watch);
  }

  /**
   * What a socket is ready for now. Does not wait.
   *
   * @param socket the socket
   * @param interests bits of {@link Endpoint#READABLE}, {@link Endpoint#WRITABLE} and {@link
   *     Endpoint#FAILED}
   * @return those of the interests that hold
   * @throws IllegalArgumentException if there are other interests
   * @throws UnsupportedOperationException if the driver cannot tell
   * @throws IOException if the socket is closed or the chip fails
   */
  public static int of(Socket socket, int interests) throws IOException {
    requireKnown(interests);
    return socket.role().poll(interests);
  }

  /**
   * What the socket is ready for now. Does not wait. Asks the chip only if there may be news, or if
   * the answer before was that the socket is ready, which it may not be any more.
   *
   * @return those of the interests that hold
   * @throws IOException if the socket is closed or the chip fails
   */
  public int ready() throws IOException {
    if (watch.ready() != 0) {
      watch.askAgain();
    }
    watch.look();
    return watch.ready();
  }

  /**
   * Ends watching. Closing twice has no effect.
   *
   * @throws IOException if the chip fails
   */
  @Override
  public void close() throws IOException {
    watch.end();
  }

  private static void requireKnown(int interests) {
    if ((interests & ~ALL) != 0) {
      throw new IllegalArgumentException(
          "0x%x is no interest; use READABLE, WRITABLE and FAILED of Endpoint"
              .formatted(interests & ~ALL));
    }
  }
}
