package dev.spinet.socket.net;

import dev.spinet.socket.Socket;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;

/**
 * Closes the socket below a {@code java.net} socket that nobody has closed and nobody can reach any
 * more. A chip has too few of them to lose one, and the sockets of the JDK are closed likewise.
 */
final class Abandoned {

  private static final Logger LOG = System.getLogger(Abandoned.class.getName());
  private static final Cleaner CLEANER = Cleaner.create();

  private Abandoned() {}

  /**
   * Watches an owner.
   *
   * @param owner who closes the socket, if all goes well
   * @param socket the socket, which does not refer to its owner
   * @return what ends the watch, once the socket is closed
   */
  static Runnable guard(Object owner, Socket socket) {
    return CLEANER.register(owner, () -> close(socket))::clean;
  }

  /**
   * Watches an owner of a socket of the board's own network. The JDK does this for its own, but not
   * for those of channels.
   *
   * @param owner who closes the socket, if all goes well
   * @param socket the socket, which does not refer to its owner
   * @return what ends the watch, once the socket is closed
   */
  static Runnable guard(Object owner, java.net.Socket socket) {
    return CLEANER.register(owner, () -> close(socket))::clean;
  }

  private static void close(Socket socket) {
    if (socket.fileno() >= 0) {
      close((Closeable) socket::close, socket);
    }
  }

  private static void close(java.net.Socket socket) {
    if (!socket.isClosed()) {
      close(socket, socket);
    }
  }

  private static void close(Closeable socket, Object description) {
    LOG.log(Level.WARNING, "{0} was never closed by the program; closing it now", description);
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "an abandoned socket could not be closed", e);
    }
  }
}
