package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.socket.driver.DriverStatistics;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

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
    List<SocketStatistics> sockets)
    implements DriverStatistics {

  /** Copies the list. */
  public W5500Statistics {
    sockets = List.copyOf(sockets);
  }

  @Override
  public long bytesReceived() {
    return sum(SocketStatistics::bytesReceived);
  }

  @Override
  public long bytesSent() {
    return sum(SocketStatistics::bytesSent);
  }

  @Override
  public SortedMap<String, Long> counters() {
    var all = new TreeMap<String, Long>();
    all.put("bus.messages", bus.messages());
    all.put("bus.frames", bus.frames());
    all.put("bus.bytes", bus.bytes());
    all.put("bus.repeatedReads", repeatedReads);
    all.put("chip.lostSendOks", lostSendOks);
    all.put("chip.wakeups", wakeups);
    all.put("chip.resets", faults.chipResets);
    all.put("chip.recoveries", faults.recoveries);
    all.put("chip.repairedRegisters", faults.repairedRegisters);
    all.put("chip.lostInterrupts", faults.lostInterrupts);
    all.put("link.changes", faults.linkChanges);
    all.put("link.addressConflicts", faults.addressConflicts);
    all.put("sockets.unfinishedCloses", faults.unfinishedCloses);
    all.put("sockets.bytesReceived", bytesReceived());
    all.put("sockets.bytesSent", bytesSent());
    all.put("sockets.packetsReceived", sum(SocketStatistics::packetsReceived));
    all.put("sockets.packetsSent", sum(SocketStatistics::packetsSent));
    all.put("sockets.packetsDropped", sum(SocketStatistics::packetsDropped));
    all.put("sockets.waits", sum(SocketStatistics::waits));
    all.put("sockets.timeouts", sum(SocketStatistics::timeouts));
    return all;
  }

  private long sum(ToLongFunction<SocketStatistics> count) {
    return sockets.stream().mapToLong(count).sum();
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
   * @param waits times a call had to give up its thread, for bytes, for room or for an answer
   * @param timeouts times the chip gave up repeating what nobody acknowledged or answered (Sn_IR
   *     TIMEOUT)
   */
  public record SocketStatistics(
      int number,
      String user,
      long bytesReceived,
      long bytesSent,
      long packetsReceived,
      long packetsSent,
      long packetsDropped,
      long waits,
      long timeouts) {}
}
