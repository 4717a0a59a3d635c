package dev.spinet.bench.ledger;

import java.util.Arrays;
import java.util.Optional;

/** The operations of the ledger. Their names are part of the format of its results. */
public enum Operation {
  /** TCP: a receive in a stream, with the space of the one before given back at once. */
  TCP_RECV_STREAM("tcp-recv-stream", "TCP receive, streaming", true),
  /** TCP: a receive in a stream, with space given back late, which is the driver's default. */
  TCP_RECV_DEFERRED("tcp-recv-deferred", "TCP receive, deferred", true),
  /** TCP: a receive of data nothing is known of. */
  TCP_RECV_COLD("tcp-recv-cold", "TCP receive, nothing known", true),
  /** TCP: a send for which there is known to be room. */
  TCP_SEND("tcp-send", "TCP send", true),
  /** UDP: a datagram received, one after another. */
  UDP_RECVFROM("udp-recvfrom", "UDP receive, one datagram", true),
  /** UDP: several datagrams that wait together, received one after another. */
  UDP_RECVFROM_BURST("udp-recvfrom-burst", "UDP receive, a burst", true),
  /** UDP: a datagram to the host that got the last one. */
  UDP_SENDTO_SAME("udp-sendto-same", "UDP send, same peer", true),
  /** UDP: a datagram to another host or port. */
  UDP_SENDTO_NEW("udp-sendto-new", "UDP send, new peer", true),
  /** A caller waits, with the interrupt line wired. */
  IDLE_INT("idle-int", "waiting, interrupt line", false),
  /** Callers wait on all eight sockets, without an interrupt line: one look. */
  IDLE_POLL("idle-poll", "waiting, no line: one poll", false),
  /** A connection made. */
  CONNECT("connect", "connect", false),
  /** A connection accepted, and the next hardware socket set to listen. */
  ACCEPT("accept", "accept", false),
  /** A connection closed whose peer has closed before. */
  CLOSE("close", "close", false);

  private final String id;
  private final String title;
  private final boolean payload;

  Operation(String id, String title, boolean payload) {
    this.id = id;
    this.title = title;
    this.payload = payload;
  }

  /**
   * Its name in results.
   *
   * @return words joined by hyphens
   */
  public String id() {
    return id;
  }

  /**
   * Its name for people.
   *
   * @return some words
   */
  public String title() {
    return title;
  }

  /**
   * Whether it moves data of a program.
   *
   * @return {@code false} if its size is 0
   */
  public boolean hasPayload() {
    return payload;
  }

  /**
   * Finds an operation.
   *
   * @param id its name in results
   * @return the operation, or empty if there is none
   */
  public static Optional<Operation> of(String id) {
    return Arrays.stream(values()).filter(operation -> operation.id.equals(id)).findFirst();
  }
}
