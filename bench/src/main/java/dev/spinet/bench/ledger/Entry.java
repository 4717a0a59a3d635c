package dev.spinet.bench.ledger;

import dev.spinet.bench.traffic.BusSequence;

/**
 * One line of the ledger.
 *
 * @param operation what was done
 * @param n bytes of payload of one call; of a burst, of one datagram; 0 without payload
 * @param calls how many calls there were: 1, or the datagrams of a burst
 * @param sequence what went over the bus for all of them
 */
public record Entry(Operation operation, int n, int calls, BusSequence sequence) {

  /**
   * Bytes of the program's data that were moved.
   *
   * @return the payload of all calls
   */
  public long payload() {
    return (long) n * calls;
  }
}
