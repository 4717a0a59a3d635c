package dev.spinet.bindings.w5500;

import dev.spinet.bindings.gen.w5500.W5500Constants;

/** Sizes, counts, units and times of the chip (W5500 datasheet, sections 3.3, 4 and 5.5). */
public final class ChipLimits {
  /** Number of sockets. */
  public static final int SOCKET_COUNT = W5500Constants.W5500_SOCKET_COUNT();

  /** What VERSIONR reads. */
  public static final int VERSION = W5500Constants.W5500_VERSION();

  /** SPI mode to use; mode 3 works too. */
  public static final int SPI_MODE = W5500Constants.W5500_SPI_MODE();

  /** Bits per SPI word. */
  public static final int SPI_BITS_PER_WORD = W5500Constants.W5500_SPI_BITS_PER_WORD();

  /** Highest guaranteed SPI clock in hertz (datasheet, section 5.5.4). */
  public static final int SCLK_GUARANTEED_MAX_HZ = W5500Constants.W5500_SCLK_GUARANTEED_MAX_HZ();

  /** Highest SPI clock by design, not guaranteed, in hertz (datasheet, section 5.5.4). */
  public static final int SCLK_DESIGN_MAX_HZ = W5500Constants.W5500_SCLK_DESIGN_MAX_HZ();

  /** Shortest low time of RSTn in microseconds (datasheet, section 5.5.1). */
  public static final int RESET_PULSE_MICROS = W5500Constants.W5500_RESET_PULSE_MIN_US();

  /** Longest time from RSTn high to a working chip in microseconds (datasheet, section 5.5.1). */
  public static final int PLL_LOCK_MICROS = W5500Constants.W5500_PLL_LOCK_MAX_US();

  /** Clock that INTLEVEL counts, in hertz. */
  public static final int PLL_CLOCK_HZ = W5500Constants.W5500_PLL_CLOCK_HZ();

  /** Periods of the PLL clock in one step of INTLEVEL. */
  public static final int INTERRUPT_LEVEL_PLL_CYCLES = W5500Constants.W5500_INTLEVEL_PLL_CYCLES();

  /** Unit of RTR in microseconds. */
  public static final int RETRY_UNIT_MICROS = W5500Constants.W5500_RTR_UNIT_US();

  /** Unit of PTIMER in milliseconds. */
  public static final int PTIMER_UNIT_MILLIS = W5500Constants.W5500_PTIMER_UNIT_MS();

  /** Unit of Sn_KPALVTR in seconds. */
  public static final int KEEP_ALIVE_UNIT_SECONDS = W5500Constants.W5500_Sn_KPALVTR_UNIT_S();

  /** Transmit memory of all sockets together, bytes. */
  public static final int TX_MEMORY_SIZE = W5500Constants.W5500_TX_MEMORY_SIZE();

  /** Receive memory of all sockets together, bytes. */
  public static final int RX_MEMORY_SIZE = W5500Constants.W5500_RX_MEMORY_SIZE();

  /** Unit of Sn_RXBUF_SIZE and Sn_TXBUF_SIZE, bytes. */
  public static final int BUFFER_UNIT = W5500Constants.W5500_BUFFER_UNIT();

  /** The buffer pointers count modulo this. */
  public static final int POINTER_MODULUS = W5500Constants.W5500_POINTER_MODULUS();

  /** Bytes before each datagram in a receive buffer: address 4, port 2, length 2. */
  public static final int UDP_HEADER_SIZE = W5500Constants.W5500_UDP_HEADER_SIZE();

  /** Bytes before each raw IP packet in a receive buffer: address 4, length 2. */
  public static final int IPRAW_HEADER_SIZE = W5500Constants.W5500_IPRAW_HEADER_SIZE();

  /** Bytes before each raw frame in a receive buffer: a length that counts itself. */
  public static final int MACRAW_HEADER_SIZE = W5500Constants.W5500_MACRAW_HEADER_SIZE();

  /** Largest TCP segment, bytes. */
  public static final int MSS_TCP_MAX = W5500Constants.W5500_MSS_TCP_MAX();

  /** Largest UDP datagram, bytes; a longer one is sent as several. */
  public static final int MSS_UDP_MAX = W5500Constants.W5500_MSS_UDP_MAX();

  /** Largest TCP segment with PPPoE, bytes. */
  public static final int MSS_TCP_PPPOE_MAX = W5500Constants.W5500_MSS_TCP_PPPOE_MAX();

  /** Largest UDP datagram with PPPoE, bytes. */
  public static final int MSS_UDP_PPPOE_MAX = W5500Constants.W5500_MSS_UDP_PPPOE_MAX();

  /** Largest raw Ethernet frame without its check sequence, bytes. */
  public static final int MSS_MACRAW_MAX = W5500Constants.W5500_MSS_MACRAW_MAX();

  private ChipLimits() {}

  /**
   * Whether a socket's buffer may have this size (W5500 datasheet, section 4.2, Sn_RXBUF_SIZE).
   *
   * @param units size in units of {@link #BUFFER_UNIT}
   * @return {@code true} for 0, 1, 2, 4, 8 and 16
   */
  public static boolean isBufferSize(int units) {
    return units == W5500Constants.W5500_BUFFER_0K()
        || units == W5500Constants.W5500_BUFFER_1K()
        || units == W5500Constants.W5500_BUFFER_2K()
        || units == W5500Constants.W5500_BUFFER_4K()
        || units == W5500Constants.W5500_BUFFER_8K()
        || units == W5500Constants.W5500_BUFFER_16K();
  }
}
