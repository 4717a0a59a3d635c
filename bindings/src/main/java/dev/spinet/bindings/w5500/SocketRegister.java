package dev.spinet.bindings.w5500;

import dev.spinet.bindings.gen.w5500.W5500Constants;

/**
 * The registers of the block {@link Block#socketRegister(int)}, by their datasheet names without
 * the prefix {@code Sn_} (W5500 datasheet, sections 3.2 and 4.2). Multi-byte registers are
 * big-endian.
 */
public enum SocketRegister implements Register {
  /** Protocol and options, see {@link SocketMode}; takes effect with OPEN. */
  MR(
      W5500Constants.W5500_Sn_MR(),
      W5500Constants.W5500_Sn_MR_SIZE(),
      W5500Constants.W5500_Sn_MR_RESET(),
      W5500Constants.W5500_Sn_MR_ACCESS()),

  /**
   * Command, see {@link SocketCommand}. 0 means the last command was accepted, not that it is
   * complete.
   */
  CR(
      W5500Constants.W5500_Sn_CR(),
      W5500Constants.W5500_Sn_CR_SIZE(),
      W5500Constants.W5500_Sn_CR_RESET(),
      W5500Constants.W5500_Sn_CR_ACCESS()),

  /** Pending socket interrupts, see {@link SocketInterrupt}. */
  IR(
      W5500Constants.W5500_Sn_IR(),
      W5500Constants.W5500_Sn_IR_SIZE(),
      W5500Constants.W5500_Sn_IR_RESET(),
      W5500Constants.W5500_Sn_IR_ACCESS()),

  /** Status, see {@link SocketStatus}. */
  SR(
      W5500Constants.W5500_Sn_SR(),
      W5500Constants.W5500_Sn_SR_SIZE(),
      W5500Constants.W5500_Sn_SR_RESET(),
      W5500Constants.W5500_Sn_SR_ACCESS()),

  /** Own TCP or UDP port; set before OPEN. */
  PORT(
      W5500Constants.W5500_Sn_PORT(),
      W5500Constants.W5500_Sn_PORT_SIZE(),
      W5500Constants.W5500_Sn_PORT_RESET(),
      W5500Constants.W5500_Sn_PORT_ACCESS()),

  /** Destination hardware address: what ARP found, or the target of SEND_MAC. */
  DHAR(
      W5500Constants.W5500_Sn_DHAR(),
      W5500Constants.W5500_Sn_DHAR_SIZE(),
      W5500Constants.W5500_Sn_DHAR_RESET(),
      W5500Constants.W5500_Sn_DHAR_ACCESS()),

  /** Destination IPv4 address; of a TCP server the peer, once connected. */
  DIPR(
      W5500Constants.W5500_Sn_DIPR(),
      W5500Constants.W5500_Sn_DIPR_SIZE(),
      W5500Constants.W5500_Sn_DIPR_RESET(),
      W5500Constants.W5500_Sn_DIPR_ACCESS()),

  /** Destination port; of a TCP server the peer's, once connected. */
  DPORT(
      W5500Constants.W5500_Sn_DPORT(),
      W5500Constants.W5500_Sn_DPORT_SIZE(),
      W5500Constants.W5500_Sn_DPORT_RESET(),
      W5500Constants.W5500_Sn_DPORT_ACCESS()),

  /** Maximum segment size in bytes, see {@link ChipLimits}. */
  MSSR(
      W5500Constants.W5500_Sn_MSSR(),
      W5500Constants.W5500_Sn_MSSR_SIZE(),
      W5500Constants.W5500_Sn_MSSR_RESET(),
      W5500Constants.W5500_Sn_MSSR_ACCESS()),

  /**
   * IP protocol number of a raw IP socket; set before OPEN. Not in the W5500 datasheet; the W5200
   * datasheet describes it at the same address and the W5500 has it.
   */
  PROTO(
      W5500Constants.W5500_Sn_PROTO(),
      W5500Constants.W5500_Sn_PROTO_SIZE(),
      W5500Constants.W5500_Sn_PROTO_RESET(),
      W5500Constants.W5500_Sn_PROTO_ACCESS()),

  /** Type of service byte of the IP header; set before OPEN. */
  TOS(
      W5500Constants.W5500_Sn_TOS(),
      W5500Constants.W5500_Sn_TOS_SIZE(),
      W5500Constants.W5500_Sn_TOS_RESET(),
      W5500Constants.W5500_Sn_TOS_ACCESS()),

  /** Time to live of the IP header, hops; set before OPEN. */
  TTL(
      W5500Constants.W5500_Sn_TTL(),
      W5500Constants.W5500_Sn_TTL_SIZE(),
      W5500Constants.W5500_Sn_TTL_RESET(),
      W5500Constants.W5500_Sn_TTL_ACCESS()),

  /**
   * Receive buffer in units of {@link ChipLimits#BUFFER_UNIT}: 0, 1, 2, 4, 8 or 16; all sockets
   * together at most 16.
   */
  RXBUF_SIZE(
      W5500Constants.W5500_Sn_RXBUF_SIZE(),
      W5500Constants.W5500_Sn_RXBUF_SIZE_SIZE(),
      W5500Constants.W5500_Sn_RXBUF_SIZE_RESET(),
      W5500Constants.W5500_Sn_RXBUF_SIZE_ACCESS()),

  /** Transmit buffer, same unit and limits as RXBUF_SIZE. */
  TXBUF_SIZE(
      W5500Constants.W5500_Sn_TXBUF_SIZE(),
      W5500Constants.W5500_Sn_TXBUF_SIZE_SIZE(),
      W5500Constants.W5500_Sn_TXBUF_SIZE_RESET(),
      W5500Constants.W5500_Sn_TXBUF_SIZE_ACCESS()),

  /** Free bytes of the transmit buffer. May change between the reads of its two bytes. */
  TX_FSR(
      W5500Constants.W5500_Sn_TX_FSR(),
      W5500Constants.W5500_Sn_TX_FSR_SIZE(),
      W5500Constants.W5500_Sn_TX_FSR_RESET(),
      W5500Constants.W5500_Sn_TX_FSR_ACCESS()),

  /** Transmit read pointer; the chip moves it with SEND. Modulo 65536. */
  TX_RD(
      W5500Constants.W5500_Sn_TX_RD(),
      W5500Constants.W5500_Sn_TX_RD_SIZE(),
      W5500Constants.W5500_Sn_TX_RD_RESET(),
      W5500Constants.W5500_Sn_TX_RD_ACCESS()),

  /** Transmit write pointer; the host moves it before SEND. Modulo 65536. */
  TX_WR(
      W5500Constants.W5500_Sn_TX_WR(),
      W5500Constants.W5500_Sn_TX_WR_SIZE(),
      W5500Constants.W5500_Sn_TX_WR_RESET(),
      W5500Constants.W5500_Sn_TX_WR_ACCESS()),

  /** Received bytes that wait: RX_WR - RX_RD. May change between the reads of its two bytes. */
  RX_RSR(
      W5500Constants.W5500_Sn_RX_RSR(),
      W5500Constants.W5500_Sn_RX_RSR_SIZE(),
      W5500Constants.W5500_Sn_RX_RSR_RESET(),
      W5500Constants.W5500_Sn_RX_RSR_ACCESS()),

  /** Receive read pointer; the host moves it before RECV. Modulo 65536. */
  RX_RD(
      W5500Constants.W5500_Sn_RX_RD(),
      W5500Constants.W5500_Sn_RX_RD_SIZE(),
      W5500Constants.W5500_Sn_RX_RD_RESET(),
      W5500Constants.W5500_Sn_RX_RD_ACCESS()),

  /** Receive write pointer; the chip moves it. Modulo 65536. */
  RX_WR(
      W5500Constants.W5500_Sn_RX_WR(),
      W5500Constants.W5500_Sn_RX_WR_SIZE(),
      W5500Constants.W5500_Sn_RX_WR_RESET(),
      W5500Constants.W5500_Sn_RX_WR_ACCESS()),

  /** Which events set their bit of Sn_IR. */
  IMR(
      W5500Constants.W5500_Sn_IMR(),
      W5500Constants.W5500_Sn_IMR_SIZE(),
      W5500Constants.W5500_Sn_IMR_RESET(),
      W5500Constants.W5500_Sn_IMR_ACCESS()),

  /** Flags and fragment offset of the IP header; the reset value is "do not fragment". */
  FRAG(
      W5500Constants.W5500_Sn_FRAG(),
      W5500Constants.W5500_Sn_FRAG_SIZE(),
      W5500Constants.W5500_Sn_FRAG_RESET(),
      W5500Constants.W5500_Sn_FRAG_ACCESS()),

  /**
   * Keep-alive period of a TCP socket, unit {@link ChipLimits#KEEP_ALIVE_UNIT_SECONDS}; 0: only
   * with SEND_KEEP.
   */
  KPALVTR(
      W5500Constants.W5500_Sn_KPALVTR(),
      W5500Constants.W5500_Sn_KPALVTR_SIZE(),
      W5500Constants.W5500_Sn_KPALVTR_RESET(),
      W5500Constants.W5500_Sn_KPALVTR_ACCESS());

  private final int address;
  private final int size;
  private final long resetValue;
  private final Access access;

  SocketRegister(int address, int size, long resetValue, int access) {
    this.address = address;
    this.size = size;
    this.resetValue = resetValue;
    this.access = Access.of(access);
  }

  @Override
  public int address() {
    return address;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public long resetValue() {
    return resetValue;
  }

  @Override
  public Access access() {
    return access;
  }
}
