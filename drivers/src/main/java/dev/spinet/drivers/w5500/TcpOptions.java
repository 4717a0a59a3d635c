package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.IPPROTO_IP;
import static dev.spinet.socket.SocketConstants.IPPROTO_TCP;
import static dev.spinet.socket.SocketConstants.IP_TOS;
import static dev.spinet.socket.SocketConstants.IP_TTL;
import static dev.spinet.socket.SocketConstants.SOL_SOCKET;
import static dev.spinet.socket.SocketConstants.SO_KEEPALIVE;
import static dev.spinet.socket.SocketConstants.SO_RCVBUF;
import static dev.spinet.socket.SocketConstants.SO_REUSEADDR;
import static dev.spinet.socket.SocketConstants.SO_SNDBUF;
import static dev.spinet.socket.SocketConstants.TCP_KEEPCNT;
import static dev.spinet.socket.SocketConstants.TCP_KEEPIDLE;
import static dev.spinet.socket.SocketConstants.TCP_KEEPINTVL;
import static dev.spinet.socket.SocketConstants.TCP_NODELAY;
import static dev.spinet.socket.SocketConstants.TCP_QUICKACK;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import java.util.concurrent.TimeUnit;

/**
 * The options of a TCP socket on a W5500. Every method is called with the chip's lock held.
 *
 * <ul>
 *   <li>{@code SO_KEEPALIVE} and {@code TCP_KEEPIDLE} take effect at once, through Sn_KPALVTR,
 *       which counts in units of 5 s (datasheet, section 4.2): other times are rounded up, and
 *       {@code getOption} tells what is in effect. The chip begins only when data have been
 *       exchanged.
 *   <li>{@code TCP_KEEPINTVL} and {@code TCP_KEEPCNT} are fixed by the retry registers of the whole
 *       chip and can only be read; to set what is in effect already is no error.
 *   <li>{@code TCP_QUICKACK}, {@code IP_TOS} and {@code IP_TTL} are looked at by the chip when it
 *       opens its socket, so they take effect with the next {@code connect} or {@code listen}.
 *       {@code TCP_QUICKACK} is on at first: without it the chip holds acknowledgements back for as
 *       long as RTR, 200 ms by default.
 *   <li>{@code TCP_NODELAY} is remembered: the chip sends what it is given at once in any case.
 *   <li>{@code SO_RCVBUF} and {@code SO_SNDBUF} can only be read; the memory is divided when the
 *       driver is opened.
 *   <li>{@code SO_REUSEADDR} lets {@code bind} take a port that connections still use.
 * </ul>
 */
final class TcpOptions {

  private static final int OCTET_MAX = 0xff;
  private static final int KEEP_ALIVE_MAX_SECONDS = OCTET_MAX * ChipLimits.KEEP_ALIVE_UNIT_SECONDS;

  /** Two hours, as everywhere (RFC 9293, section 3.8.4), is more than the chip can count. */
  private static final int KEEP_ALIVE_DEFAULT_SECONDS = KEEP_ALIVE_MAX_SECONDS;

  private final int receiveSize;
  private final int transmitSize;
  private boolean reuseAddress;
  private boolean keepAlive;
  private int keepIdleSeconds = KEEP_ALIVE_DEFAULT_SECONDS;
  private boolean noDelay = true;
  private boolean quickAck = true;
  private int tos = (int) SocketRegister.TOS.resetValue();
  private int ttl = (int) SocketRegister.TTL.resetValue();

  TcpOptions(HardwareSocket socket) {
    receiveSize = socket.receiveSize();
    transmitSize = socket.transmitSize();
  }

  /** The options of an accepted connection: those of its listener, as BSD has it. */
  TcpOptions(HardwareSocket socket, TcpOptions listener) {
    this(socket);
    reuseAddress = listener.reuseAddress;
    keepAlive = listener.keepAlive;
    keepIdleSeconds = listener.keepIdleSeconds;
    noDelay = listener.noDelay;
    quickAck = listener.quickAck;
    tos = listener.tos;
    ttl = listener.ttl;
  }

  /** Sn_MR. */
  int mode() {
    return quickAck ? SocketMode.TCP | SocketMode.ND : SocketMode.TCP;
  }

  /** Sn_TOS. */
  int tos() {
    return tos;
  }

  /** Sn_TTL. */
  int ttl() {
    return ttl;
  }

  /** Sn_KPALVTR; 0 for no checks by the chip itself. */
  int keepAliveUnits() {
    return keepAlive ? keepIdleSeconds / ChipLimits.KEEP_ALIVE_UNIT_SECONDS : 0;
  }

  boolean isAddressReused() {
    return reuseAddress;
  }

  /** Remembers an option; the caller writes Sn_KPALVTR if {@link #keepAliveUnits} changes. */
  void set(int level, int option, int value) {
    switch (level) {
      case SOL_SOCKET -> setSocketOption(option, value);
      case IPPROTO_TCP -> setTcpOption(option, value);
      case IPPROTO_IP -> setIpOption(option, value);
      default -> throw unknown(level, option);
    }
  }

  private void setSocketOption(int option, int value) {
    switch (option) {
      case SO_REUSEADDR -> reuseAddress = value != 0;
      case SO_KEEPALIVE -> keepAlive = value != 0;
      case SO_RCVBUF, SO_SNDBUF ->
          throw new UnsupportedOperationException(
              "the W5500's buffers are divided when the driver is opened; use the option bufferKiB of"
                  + " the driver instead of SO_RCVBUF and SO_SNDBUF");
      default -> throw unknown(SOL_SOCKET, option);
    }
  }

  private void setTcpOption(int option, int value) {
    switch (option) {
      case TCP_NODELAY -> noDelay = value != 0;
      case TCP_QUICKACK -> quickAck = value != 0;
      case TCP_KEEPIDLE -> keepIdleSeconds = wholeUnits(value);
      case TCP_KEEPINTVL, TCP_KEEPCNT -> {
        int fixed = get(IPPROTO_TCP, option);
        if (value != fixed) {
          throw new UnsupportedOperationException(
              "the W5500 repeats checks as its chip-wide retry registers say: TCP_KEEPINTVL is"
                  + " always %d and TCP_KEEPCNT %d"
                      .formatted(get(IPPROTO_TCP, TCP_KEEPINTVL), get(IPPROTO_TCP, TCP_KEEPCNT)));
        }
      }
      default -> throw unknown(IPPROTO_TCP, option);
    }
  }

  private static int wholeUnits(int seconds) {
    requireRange("TCP_KEEPIDLE", seconds, 1, KEEP_ALIVE_MAX_SECONDS);
    int unit = ChipLimits.KEEP_ALIVE_UNIT_SECONDS;
    return Math.ceilDiv(seconds, unit) * unit;
  }

  private void setIpOption(int option, int value) {
    switch (option) {
      case IP_TOS -> tos = requireRange("IP_TOS", value, 0, OCTET_MAX);
      case IP_TTL -> ttl = requireRange("IP_TTL", value, 1, OCTET_MAX);
      default -> throw unknown(IPPROTO_IP, option);
    }
  }

  /** What an option is. */
  int get(int level, int option) {
    return switch (level) {
      case SOL_SOCKET ->
          switch (option) {
            case SO_REUSEADDR -> asInt(reuseAddress);
            case SO_KEEPALIVE -> asInt(keepAlive);
            case SO_RCVBUF -> receiveSize;
            case SO_SNDBUF -> transmitSize;
            default -> throw unknown(level, option);
          };
      case IPPROTO_TCP ->
          switch (option) {
            case TCP_NODELAY -> asInt(noDelay);
            case TCP_QUICKACK -> asInt(quickAck);
            case TCP_KEEPIDLE -> keepIdleSeconds;
            case TCP_KEEPINTVL -> retryIntervalSeconds();
            case TCP_KEEPCNT -> (int) CommonRegister.RCR.resetValue() + 1;
            default -> throw unknown(level, option);
          };
      case IPPROTO_IP ->
          switch (option) {
            case IP_TOS -> tos;
            case IP_TTL -> ttl;
            default -> throw unknown(level, option);
          };
      default -> throw unknown(level, option);
    };
  }

  /** RTR in seconds, rounded up. */
  private static int retryIntervalSeconds() {
    long micros = CommonRegister.RTR.resetValue() * ChipLimits.RETRY_UNIT_MICROS;
    return Math.toIntExact(Math.ceilDiv(micros, TimeUnit.SECONDS.toMicros(1)));
  }

  private static int requireRange(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s is %d to %d on a W5500, not %d".formatted(name, min, max, value));
    }
    return value;
  }

  private static int asInt(boolean on) {
    return on ? 1 : 0;
  }

  private static UnsupportedOperationException unknown(int level, int option) {
    return new UnsupportedOperationException(
        "a TCP socket of a W5500 has no option %d at level %d".formatted(option, level));
  }
}
