package dev.spinet.bindings.w5500;

import dev.spinet.bindings.gen.w5500.W5500Constants;
import java.util.Objects;

/**
 * One of the 32 blocks that the upper five bits of a control byte select (W5500 datasheet, section
 * 2.2.2). The instances are made once; getting one allocates nothing.
 */
public final class Block {
  /** What a block holds. */
  public enum Kind {
    /** The common registers. */
    COMMON(W5500Constants.W5500_BSB_COMMON()),
    /** The registers of a socket. */
    SOCKET_REGISTER(W5500Constants.W5500_BSB_SOCKET_0_REGISTER()),
    /** The transmit buffer of a socket. */
    TX_BUFFER(W5500Constants.W5500_BSB_SOCKET_0_TX()),
    /** The receive buffer of a socket. */
    RX_BUFFER(W5500Constants.W5500_BSB_SOCKET_0_RX()),
    /** Nothing: using such a block can make the chip malfunction. */
    RESERVED(W5500Constants.W5500_BSB_COMMON());

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  private static final int STRIDE = W5500Constants.W5500_BSB_SOCKET_STRIDE();
  private static final Block[] BY_CODE = new Block[ChipLimits.SOCKET_COUNT * STRIDE];

  static {
    for (int socket = 0; socket < ChipLimits.SOCKET_COUNT; socket++) {
      for (var kind : Kind.values()) {
        // Code 0 of the first socket's group is the common block; in the other groups it is
        // reserved.
        if (kind == (socket == 0 ? Kind.RESERVED : Kind.COMMON)) {
          continue;
        }
        var block = new Block(kind, socket);
        BY_CODE[block.code] = block;
      }
    }
  }

  private final Kind kind;
  private final int socket;
  private final int code;

  private Block(Kind kind, int socket) {
    this.kind = kind;
    this.socket = socket;
    this.code = kind.code + STRIDE * socket;
  }

  /**
   * The block of the common registers.
   *
   * @return the block
   */
  public static Block common() {
    return BY_CODE[Kind.COMMON.code];
  }

  /**
   * The block of a socket's registers.
   *
   * @param socket number of the socket, 0 to 7
   * @return the block
   * @throws IndexOutOfBoundsException if there is no such socket
   */
  public static Block socketRegister(int socket) {
    return get(Kind.SOCKET_REGISTER, socket);
  }

  /**
   * The block of a socket's transmit buffer.
   *
   * @param socket number of the socket, 0 to 7
   * @return the block
   * @throws IndexOutOfBoundsException if there is no such socket
   */
  public static Block txBuffer(int socket) {
    return get(Kind.TX_BUFFER, socket);
  }

  /**
   * The block of a socket's receive buffer.
   *
   * @param socket number of the socket, 0 to 7
   * @return the block
   * @throws IndexOutOfBoundsException if there is no such socket
   */
  public static Block rxBuffer(int socket) {
    return get(Kind.RX_BUFFER, socket);
  }

  /**
   * The block that a block select code stands for.
   *
   * @param code block select code, 0 to 31
   * @return the block, of kind {@link Kind#RESERVED} if the datasheet gives the code no meaning
   * @throws IndexOutOfBoundsException if the code is not 0 to 31
   */
  public static Block of(int code) {
    return BY_CODE[Objects.checkIndex(code, BY_CODE.length)];
  }

  private static Block get(Kind kind, int socket) {
    return BY_CODE[kind.code + STRIDE * Objects.checkIndex(socket, ChipLimits.SOCKET_COUNT)];
  }

  /**
   * What the block holds.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * The socket the block belongs to.
   *
   * @return the number of the socket, 0 to 7; 0 for the common block
   */
  public int socket() {
    return socket;
  }

  /**
   * The block select code.
   *
   * @return the code, 0 to 31
   */
  public int code() {
    return code;
  }

  /** A short name for traces, such as {@code common} or {@code socket 3 tx}. */
  @Override
  public String toString() {
    return switch (kind) {
      case COMMON -> "common";
      case SOCKET_REGISTER -> "socket " + socket;
      case TX_BUFFER -> "socket " + socket + " tx";
      case RX_BUFFER -> "socket " + socket + " rx";
      case RESERVED -> "reserved " + code;
    };
  }
}
