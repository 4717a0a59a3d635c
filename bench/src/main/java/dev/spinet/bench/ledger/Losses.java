package dev.spinet.bench.ledger;

import java.io.IOException;

/** Counts lost datagrams: some are in the nature of a network, many are a fault. */
final class Losses {

  private final int most;
  private int count;

  /** A count that accepts so many. */
  Losses(int most) {
    this.most = most;
  }

  /**
   * One more.
   *
   * @throws IOException if that is too much; the message names the datagram
   */
  void count(LostDatagramException loss) throws IOException {
    count++;
    if (count > most) {
      throw new IOException(
          "%s was lost, and %d before it: the network between chip and machine does not carry them"
              .formatted(loss.getMessage(), most),
          loss);
    }
  }
}
