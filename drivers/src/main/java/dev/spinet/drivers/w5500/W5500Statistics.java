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
 * @param faults what went wrong and was put right
 * @param sockets the hardware sockets that have memory, in the order of their numbers
 */
public record W5500Statistics(
    BusCounters.Snapshot bus,
    long repeatedReads,
    long lostSendOks,
    long wakeups,
    Faults faults,
    List<SocketStatistics> sockets) {

  /** Copies the list. */
  public W5500Statistics {
    sockets = List.copyOf(sockets);
  }

  /**
   * What went wrong below the sockets, and was put right.
   *
   * @param chipResets times the chip was found reset, by a drop of its supply voltage for instance
   * @param recoveries times a chip that had failed was started anew and worked again
   * @param repairedRegisters times registers were found changed by a disturbance and written again
   * @param linkChanges times the link of the cable was seen to go or to come back
   * @param lostInterrupts times the chip had something to report and the interrupt line was not
   *     asserted
   * @param addressConflicts times another host was seen to use the chip's address
   * @param unfinishedCloses closed connections that were cut off, because the peer did not end them
   *     in time
   */
  public record Faults(
      long chipResets,
      long recoveries,
      long repairedRegisters,
      long linkChanges,
      long lostInterrupts,
      long addressConflicts,
      long unfinishedCloses) {}

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
