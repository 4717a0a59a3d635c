package dev.spinet.bindings.w5500;

import dev.spinet.bindings.gen.w5500.W5500Constants;

/** Values of Sn_SR (W5500 datasheet, section 4.2). The chip may show others for a moment. */
public final class SocketStatus {
  /** Closed. */
  public static final int CLOSED = W5500Constants.W5500_SOCK_CLOSED();

  /** A TCP socket is open. */
  public static final int INIT = W5500Constants.W5500_SOCK_INIT();

  /** TCP: waits for a peer. */
  public static final int LISTEN = W5500Constants.W5500_SOCK_LISTEN();

  /** TCP: a connection request is out, or ARP for it is under way. */
  public static final int SYNSENT = W5500Constants.W5500_SOCK_SYNSENT();

  /** TCP: a peer asked for a connection. */
  public static final int SYNRECV = W5500Constants.W5500_SOCK_SYNRECV();

  /** TCP: connected. */
  public static final int ESTABLISHED = W5500Constants.W5500_SOCK_ESTABLISHED();

  /** TCP: our FIN is out. */
  public static final int FIN_WAIT = W5500Constants.W5500_SOCK_FIN_WAIT();

  /** TCP: both sides have sent FIN. */
  public static final int CLOSING = W5500Constants.W5500_SOCK_CLOSING();

  /** TCP: closed, waits for late packets. */
  public static final int TIME_WAIT = W5500Constants.W5500_SOCK_TIME_WAIT();

  /** TCP: the peer sent FIN; data may still be sent. */
  public static final int CLOSE_WAIT = W5500Constants.W5500_SOCK_CLOSE_WAIT();

  /** TCP: our FIN, sent after the peer's, waits for its acknowledgement. */
  public static final int LAST_ACK = W5500Constants.W5500_SOCK_LAST_ACK();

  /** A UDP socket is open. */
  public static final int UDP = W5500Constants.W5500_SOCK_UDP();

  /** A raw IP socket is open; not in the datasheet. */
  public static final int IPRAW = W5500Constants.W5500_SOCK_IPRAW();

  /** A raw Ethernet socket is open. */
  public static final int MACRAW = W5500Constants.W5500_SOCK_MACRAW();

  private SocketStatus() {}

  /**
   * Names a value, for traces.
   *
   * @param value value of Sn_SR
   * @return the name of the constant, or the value in hexadecimal if it has none
   */
  public static String name(int value) {
    if (value == CLOSED) {
      return "CLOSED";
    }
    if (value == INIT) {
      return "INIT";
    }
    if (value == LISTEN) {
      return "LISTEN";
    }
    if (value == SYNSENT) {
      return "SYNSENT";
    }
    if (value == SYNRECV) {
      return "SYNRECV";
    }
    if (value == ESTABLISHED) {
      return "ESTABLISHED";
    }
    if (value == FIN_WAIT) {
      return "FIN_WAIT";
    }
    if (value == CLOSING) {
      return "CLOSING";
    }
    if (value == TIME_WAIT) {
      return "TIME_WAIT";
    }
    if (value == CLOSE_WAIT) {
      return "CLOSE_WAIT";
    }
    if (value == LAST_ACK) {
      return "LAST_ACK";
    }
    if (value == UDP) {
      return "UDP";
    }
    if (value == IPRAW) {
      return "IPRAW";
    }
    if (value == MACRAW) {
      return "MACRAW";
    }
    return BitNames.hexadecimal(value);
  }
}
