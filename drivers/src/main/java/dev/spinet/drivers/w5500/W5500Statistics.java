package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.BusCounters;
import java.util.List;

/**
 * What a driver has done since it was opened.
 *
 * @param bus what crossed the bus
 * @param repeatedReads reads that were repeated because a check failed: disturbances on the wires,
 *     or values that changed while they were read
 * @param lostSendOks transmissions whose completion the chip did not report, and that were found to
 *     be complete
 * @param wakeups times the driver's thread found events for callers that waited
 * @param sockets the hardware sockets that have memory, in the order of their numbers
 */
public record W5500Statistics(
    BusCounters.Snapshot bus,
    long repeatedReads,
    long lostSendOks,
    long wakeups,
    List<SocketStatistics> sockets) {

  /** Copies the list. */
  public W5500Statistics {
    sockets = List.copyOf(sockets);
  }

  /**
   * One hardware socket.
   *
   * @param number its number, 0 to 7
   * @param user what uses it now, for people
   * @param bytesReceived bytes of payload taken from the chip, by all its users
   * @param bytesSent bytes of payload handed to the chip, by all its users
   * @param packetsReceived datagrams, raw IP packets and Ethernet frames among that
   * @param packetsSent the same for sending
   * @param packetsDropped packets that were thrown away: those that a connected socket got from
   *     others than its peer, those nobody answered ARP for, and one each time a socket had to be
   *     opened anew because its buffer no longer made sense
   */
  public record SocketStatistics(
      int number,
      String user,
      long bytesReceived,
      long bytesSent,
      long packetsReceived,
      long packetsSent,
      long packetsDropped) {}
}
