package dev.spinet.bindings.w5500;

import dev.spinet.bindings.gen.w5500.W5500Constants;

/** Commands of Sn_CR (W5500 datasheet, section 4.2). */
public final class SocketCommand {
  /** Opens the socket with the protocol of Sn_MR. */
  public static final int OPEN = W5500Constants.W5500_Sn_CR_OPEN();

  /** TCP: waits for a peer. */
  public static final int LISTEN = W5500Constants.W5500_Sn_CR_LISTEN();

  /** TCP: connects to Sn_DIPR, Sn_DPORT. */
  public static final int CONNECT = W5500Constants.W5500_Sn_CR_CONNECT();

  /** TCP: sends FIN. */
  public static final int DISCON = W5500Constants.W5500_Sn_CR_DISCON();

  /** Closes at once; the peer is not told. */
  public static final int CLOSE = W5500Constants.W5500_Sn_CR_CLOSE();

  /** Sends what lies between Sn_TX_RD and Sn_TX_WR. */
  public static final int SEND = W5500Constants.W5500_Sn_CR_SEND();

  /** UDP: as SEND, to Sn_DHAR without ARP. */
  public static final int SEND_MAC = W5500Constants.W5500_Sn_CR_SEND_MAC();

  /** TCP: sends a keep-alive packet. */
  public static final int SEND_KEEP = W5500Constants.W5500_Sn_CR_SEND_KEEP();

  /** Frees the space before Sn_RX_RD. */
  public static final int RECV = W5500Constants.W5500_Sn_CR_RECV();

  private SocketCommand() {}

  /**
   * Names a value, for traces.
   *
   * @param value value of Sn_CR
   * @return the name of the constant, or the value in hexadecimal if it has none
   */
  public static String name(int value) {
    if (value == OPEN) {
      return "OPEN";
    }
    if (value == LISTEN) {
      return "LISTEN";
    }
    if (value == CONNECT) {
      return "CONNECT";
    }
    if (value == DISCON) {
      return "DISCON";
    }
    if (value == CLOSE) {
      return "CLOSE";
    }
    if (value == SEND) {
      return "SEND";
    }
    if (value == SEND_MAC) {
      return "SEND_MAC";
    }
    if (value == SEND_KEEP) {
      return "SEND_KEEP";
    }
    if (value == RECV) {
      return "RECV";
    }
    return BitNames.hexadecimal(value);
  }
}
