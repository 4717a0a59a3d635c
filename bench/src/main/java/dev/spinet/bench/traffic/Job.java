package dev.spinet.bench.traffic;

/** What all drivers of the chip can do, so that they can be compared. */
public enum Job {
  /** Some bytes of a TCP stream that wait in the chip. */
  TCP_RECV("TCP receive"),
  /** Some bytes into a TCP stream, with room for them. */
  TCP_SEND("TCP send"),
  /** One UDP datagram that waits in the chip. */
  UDP_RECV("UDP receive"),
  /** One UDP datagram to the host that got the last one. */
  UDP_SEND("UDP send");

  private final String title;

  Job(String title) {
    this.title = title;
  }

  /**
   * Its name for people.
   *
   * @return some words
   */
  public String title() {
    return title;
  }
}
