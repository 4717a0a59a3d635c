package dev.spinet.cli.relay;

import java.io.IOException;
import java.net.Socket;

/** How a connection that was accepted finds out where it leads. */
interface Opening {

  /** What is said of it in the log, such as {@code 127.0.0.1:8080 -> chip 192.168.1.10:80}. */
  String name();

  /**
   * Connects to where it leads.
   *
   * @param near the connection that was accepted; a proxy talks to it first
   * @return the other connection
   * @throws Refusal if the client asked for something it does not get; it has been told
   * @throws IOException if one of the connections fails
   */
  Far open(Socket near) throws IOException, Refusal;

  /**
   * The other end.
   *
   * @param socket the connection
   * @param target whom it leads to
   */
  record Far(Socket socket, HostPort target) {}

  /** A client that does not get what it asked for. */
  final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    /** With what is said of it in the log. */
    Refusal(String message) {
      super(message);
    }

    /** With what is said of it in the log, and why. */
    Refusal(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
