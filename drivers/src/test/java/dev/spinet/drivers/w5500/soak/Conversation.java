package dev.spinet.drivers.w5500.soak;

import dev.spinet.socket.Socket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** The receiving half of an echo on the chip: takes the bytes in many ways and checks each. */
final class Conversation {

  private static final int LARGEST_PIECE = 5_000;

  private final Socket socket;
  private final Random random;
  private final Tally tally;
  private final byte[] piece = new byte[LARGEST_PIECE];

  Conversation(Socket socket, Random random, Tally tally) {
    this.socket = socket;
    this.random = random;
    this.tally = tally;
  }

  /** Sends a stream, in pieces of all sizes. */
  static void send(Socket socket, long key, int length, Random random) throws IOException {
    var data = new byte[LARGEST_PIECE];
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(LARGEST_PIECE);
      for (int sent = 0; sent < length; ) {
        int n = Math.min(length - sent, 1 + random.nextInt(LARGEST_PIECE));
        Pattern.fill(data, 0, n, key, sent);
        if (random.nextBoolean()) {
          socket.sendAll(data, 0, n);
        } else {
          MemorySegment.copy(MemorySegment.ofArray(data), 0, memory, 0, n);
          socket.sendAll(memory, 0, n);
        }
        sent += n;
      }
    }
  }

  /**
   * Receives the stream.
   *
   * @return how many bytes came before the stream ended, at most its length; all of them are right,
   *     or the tally knows of a failure
   */
  int receive(long key, int length) throws IOException {
    int received = 0;
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(LARGEST_PIECE);
      while (received < length) {
        int n = Math.min(length - received, 1 + random.nextInt(LARGEST_PIECE));
        int got =
            switch (random.nextInt(4)) {
              case 0 -> socket.recvInto(piece, 0, n);
              case 1 -> socket.recvSome(piece, 0, n);
              case 2 -> taken(memory, socket.recvInto(memory, 0, n));
              default -> taken(memory, socket.recvSome(memory, 0, n));
            };
        if (got <= 0) {
          return received;
        }
        int wrong = Pattern.mismatch(piece, 0, got, key, received);
        if (wrong >= 0) {
          tally.wrong(
              "%s: byte %d of %d is wrong, piece %d at %d"
                  .formatted(socket, received + wrong, length, got, received));
          return received;
        }
        received += got;
        tally.bytes.add(got);
      }
    }
    return received;
  }

  private int taken(MemorySegment memory, int n) {
    if (n > 0) {
      MemorySegment.copy(memory, 0, MemorySegment.ofArray(piece), 0, n);
    }
    return n;
  }
}
