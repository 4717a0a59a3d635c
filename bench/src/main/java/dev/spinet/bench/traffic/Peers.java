package dev.spinet.bench.traffic;

import static dev.spinet.bench.traffic.Peer.PAYLOAD;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The drivers that others have written for this chip, each at its best: commands accepted at once,
 * no repetition, data waiting, room to send. Frames and bytes were counted while they ran, for 1,
 * 100 and 1460 bytes of payload; the order of the frames is that of their sources. None of the
 * counts was made by this program.
 *
 * <ul>
 *   <li>ioLibrary: Wiznet/ioLibrary_Driver, {@code recv}, {@code send}, {@code recvfrom}, {@code
 *       sendto}; it reads 16-bit registers byte by byte
 *   <li>CircuitPython: adafruit/Adafruit_CircuitPython_Wiznet5k, {@code socket_read}, {@code
 *       socket_write} and what calls them
 *   <li>Arduino: arduino-libraries/Ethernet, {@code socketRecv}, {@code socketSend}, UDP likewise
 *   <li>w5500-hl: newAM/w5500-rs, release build; it leaves checks to its caller that the others
 *       make
 *   <li>the floor: derived from the datasheet for a host that remembers the pointers it owns and
 *       hands all frames over at once; without SENDOK, status or errors being looked at
 * </ul>
 */
public final class Peers {

  /** A register of one byte. */
  private static final int BYTE = 4;

  /** A register of two bytes. */
  private static final int WORD = 5;

  /** An IPv4 address. */
  private static final int ADDRESS = 7;

  /** The chip's header before a datagram. */
  private static final int UDP_HEADER = 11;

  /** RX_RSR, RX_RD and RX_WR. */
  private static final int POINTERS = 9;

  /** DIPR and DPORT. */
  private static final int DESTINATION = 9;

  /** The payload of a datagram with the header before it. */
  private static final int HEADER_OF_DATAGRAM = 8;

  private static final Peer IO_LIBRARY =
      new Peer(
          "ioLibrary",
          Map.of(
              Job.TCP_RECV, list(times(9, BYTE), PAYLOAD, times(4, BYTE)),
              Job.TCP_SEND, list(times(12, BYTE), PAYLOAD, times(4, BYTE)),
              Job.UDP_RECV,
                  list(times(8, BYTE), UDP_HEADER, times(6, BYTE), PAYLOAD, times(4, BYTE)),
              Job.UDP_SEND,
                  list(
                      times(2, BYTE),
                      ADDRESS,
                      times(3, BYTE),
                      ADDRESS,
                      times(10, BYTE),
                      PAYLOAD,
                      times(6, BYTE))));

  private static final Peer CIRCUIT_PYTHON =
      new Peer(
          "CircuitPython",
          Map.of(
              Job.TCP_RECV, list(times(17, BYTE), PAYLOAD, times(4, BYTE)),
              Job.TCP_SEND, list(times(9, BYTE), PAYLOAD, times(6, BYTE)),
              Job.UDP_RECV,
                  list(times(17, BYTE), UDP_HEADER, times(13, BYTE), PAYLOAD, times(4, BYTE)),
              Job.UDP_SEND, list(times(27, BYTE), PAYLOAD, times(6, BYTE))));

  private static final Peer ARDUINO =
      new Peer(
          "Arduino",
          Map.of(
              Job.TCP_RECV, list(times(2, WORD), PAYLOAD, WORD, times(2, BYTE)),
              Job.TCP_SEND, list(times(2, WORD), BYTE, WORD, PAYLOAD, WORD, times(4, BYTE)),
              Job.UDP_RECV, list(times(2, WORD), UDP_HEADER, PAYLOAD, WORD, times(2, BYTE)),
              Job.UDP_SEND,
                  list(ADDRESS, WORD, times(2, WORD), WORD, PAYLOAD, WORD, times(4, BYTE))));

  private static final Peer W5500_HL =
      new Peer(
          "w5500-hl",
          Map.of(
              Job.TCP_RECV, list(times(2, WORD), PAYLOAD, WORD, BYTE),
              Job.TCP_SEND, list(times(2, WORD), PAYLOAD, WORD, BYTE),
              Job.UDP_RECV, list(times(2, WORD), UDP_HEADER, PAYLOAD, WORD, BYTE),
              Job.UDP_SEND, list(DESTINATION, times(2, WORD), PAYLOAD, WORD, BYTE)));

  private Peers() {}

  /**
   * The other drivers.
   *
   * @return from the most frames to the least
   */
  public static List<Peer> all() {
    return List.of(CIRCUIT_PYTHON, IO_LIBRARY, ARDUINO, W5500_HL);
  }

  /**
   * The least that a driver could do, one job after another.
   *
   * @param job what it does
   * @param n bytes of payload
   * @return the sequence
   */
  public static BusSequence floor(Job job, int n) {
    var payload = n + 3;
    return switch (job) {
      case TCP_RECV -> new BusSequence(List.of(List.of(payload, POINTERS)));
      case TCP_SEND, UDP_SEND -> new BusSequence(List.of(List.of(payload, WORD, BYTE)));
      case UDP_RECV ->
          new BusSequence(
              List.of(List.of(POINTERS), List.of(payload + HEADER_OF_DATAGRAM, WORD, BYTE)));
    };
  }

  private static List<Integer> times(int count, int length) {
    return Collections.nCopies(count, length);
  }

  private static List<Integer> list(Object... parts) {
    var frames = new ArrayList<Integer>();
    for (var part : parts) {
      switch (part) {
        case Integer length -> frames.add(length);
        case List<?> lengths -> lengths.forEach(length -> frames.add((Integer) length));
        default -> throw new IllegalArgumentException("not a frame: " + part);
      }
    }
    return List.copyOf(frames);
  }
}
