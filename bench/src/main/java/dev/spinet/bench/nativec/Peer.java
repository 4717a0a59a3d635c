package dev.spinet.bench.nativec;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The program at the other end of the connections: it sends, gets or echoes as it is asked. It
 * prints its port, serves one connection after the other, and ends when its standard input does.
 *
 * <p>A request is a letter and eight bytes, a number of bytes with the most significant first:
 * {@code R} sends so many, {@code S} gets so many and answers with one byte then, {@code E} sends
 * back what comes, until it was so many.
 */
public final class Peer {

  /** The letter that asks for bytes. */
  static final char SEND_ME = 'R';

  /** The letter before bytes. */
  static final char TAKE = 'S';

  /** The letter before bytes that are wanted back. */
  static final char ECHO = 'E';

  private static final int PIECE = 64 << 10;

  private Peer() {}

  /**
   * Runs the program.
   *
   * @param arguments none
   * @throws IOException if there is no port to be had
   */
  public static void main(String[] arguments) throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      System.out.println(server.getLocalPort());
      Thread.ofPlatform().daemon().name("peer").start(() -> serveForEver(server));
      while (System.in.read() >= 0) {
        // Nothing is said there; its end counts.
      }
    }
  }

  private static void serveForEver(ServerSocket server) {
    while (!server.isClosed()) {
      try (var connection = server.accept()) {
        connection.setTcpNoDelay(true);
        serve(connection);
      } catch (IOException e) {
        // The client has gone without a word, which is its business.
      }
    }
  }

  static void serve(Socket connection) throws IOException {
    var requests = new DataInputStream(connection.getInputStream());
    var piece = new byte[PIECE];
    while (true) {
      int letter = requests.read();
      if (letter < 0) {
        return;
      }
      long bytes = requests.readLong();
      switch (letter) {
        case SEND_ME -> send(connection, piece, bytes);
        case TAKE -> {
          take(connection, piece, bytes, false);
          connection.getOutputStream().write(letter);
        }
        case ECHO -> take(connection, piece, bytes, true);
        default -> throw new IOException("not a request: " + letter);
      }
    }
  }

  private static void send(Socket connection, byte[] piece, long bytes) throws IOException {
    for (long left = bytes; left > 0; left -= piece.length) {
      connection.getOutputStream().write(piece, 0, (int) Math.min(left, piece.length));
    }
  }

  private static void take(Socket connection, byte[] piece, long bytes, boolean echo)
      throws IOException {
    long left = bytes;
    while (left > 0) {
      int count = connection.getInputStream().read(piece, 0, (int) Math.min(left, piece.length));
      if (count < 0) {
        throw new EOFException("the client has gone before all was there");
      }
      if (echo) {
        connection.getOutputStream().write(piece, 0, count);
      }
      left -= count;
    }
  }
}
