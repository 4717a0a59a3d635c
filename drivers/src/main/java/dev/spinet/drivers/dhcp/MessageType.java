package dev.spinet.drivers.dhcp;

/** The kinds of messages (RFC 2132, section 9.6). */
enum MessageType {
  DISCOVER(1),
  OFFER(2),
  REQUEST(3),
  DECLINE(4),
  ACK(5),
  NAK(6),
  RELEASE(7);

  private final int code;

  MessageType(int code) {
    this.code = code;
  }

  /** The value of the option that says what a message is. */
  int code() {
    return code;
  }
}
