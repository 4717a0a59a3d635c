package dev.spinet.socket.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;

/** What comes to a peer from somebody who sends the same bytes again and again. */
public final class Arrivals {

  private static final int PIECE = 10_000;

  private Arrivals() {}

  /**
   * Reads to the end of the stream, and fails if there is anything but the beginning of what was
   * sent.
   *
   * @param peer who reads
   * @param repeated what is sent again and again
   * @return how many bytes have come
   * @throws IOException if the connection is lost
   */
  public static long countToEnd(Peer peer, byte[] repeated) throws IOException {
    long count = 0;
    while (true) {
      byte[] piece = peer.read(PIECE);
      if (piece.length == 0) {
        return count;
      }
      for (int done = 0; done < piece.length; ) {
        int at = (int) (count % repeated.length);
        int length = Math.min(piece.length - done, repeated.length - at);
        int same = Arrays.mismatch(piece, done, done + length, repeated, at, at + length);
        assertEquals(-1, same, "the first wrong byte behind " + count);
        done += length;
        count += length;
      }
    }
  }
}
