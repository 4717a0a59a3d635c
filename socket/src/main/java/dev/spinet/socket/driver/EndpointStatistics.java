package dev.spinet.socket.driver;

/**
 * What only a driver can count of one endpoint, since it was opened.
 *
 * @param waits times a call had to give up its thread, for bytes, for room or for an answer
 * @param retransmissionTimeouts times the chip gave up repeating what nobody acknowledged or
 *     answered
 * @param datagramsDropped datagrams that were thrown away: from others than the peer, to hosts that
 *     did not answer, or made useless by a disturbance
 */
public record EndpointStatistics(long waits, long retransmissionTimeouts, long datagramsDropped) {

  /** Nothing counted. */
  public static final EndpointStatistics NONE = new EndpointStatistics(0, 0, 0);

  /**
   * What was added since an earlier snapshot.
   *
   * @param earlier the earlier one
   * @return the differences
   */
  public EndpointStatistics since(EndpointStatistics earlier) {
    return new EndpointStatistics(
        waits - earlier.waits,
        retransmissionTimeouts - earlier.retransmissionTimeouts,
        datagramsDropped - earlier.datagramsDropped);
  }
}
