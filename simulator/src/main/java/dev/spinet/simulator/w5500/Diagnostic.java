package dev.spinet.simulator.w5500;

/**
 * A use of the chip that its datasheet forbids or leaves without effect. The model does what the
 * chip is known to do, and says so.
 *
 * @param kind what rule was broken
 * @param socket the socket it was about; -1 if none
 * @param sentence what happened, for a person to read
 * @param nanoTime when, on the simulation's clock
 */
public record Diagnostic(Kind kind, int socket, String sentence, long nanoTime) {

  /** The rules. */
  public enum Kind {
    /** A frame selected a reserved block (2.2.2). */
    RESERVED_BLOCK,
    /** A frame wrote to, or started at, an address where there is no register (3.1, 3.2). */
    RESERVED_ADDRESS,
    /** A frame wrote to a read-only register (4.1, 4.2). */
    READ_ONLY_WRITE,
    /** A frame ended within its header, before its first data byte or short of a fixed length. */
    INCOMPLETE_FRAME,
    /** A frame came while RSTn was low or before the chip had started (5.5.1). */
    NOT_READY,
    /** RSTn was low for less than the datasheet demands (5.5.1). */
    RESET_PULSE_TOO_SHORT,
    /** A command was written while Sn_CR was not 0 yet; it was ignored. */
    COMMAND_WHILE_BUSY,
    /** Sn_CR got a value that is no command. */
    UNKNOWN_COMMAND,
    /** A command does not go with the socket's state or protocol; it was ignored. */
    WRONG_STATE,
    /** OPEN with a protocol that this model does not have; the socket stays closed. */
    UNSUPPORTED_PROTOCOL,
    /** OPEN with MACRAW on another socket than 0; the socket stays closed. */
    MACRAW_SOCKET,
    /** SEND before the previous SEND was complete. */
    SEND_WHILE_PENDING,
    /** More was written than TX_FSR had room for: data that was not sent yet is overwritten. */
    TX_OVERRUN,
    /** RX_RD was moved past RX_WR. */
    RX_OVERREAD,
    /** A buffer size that is none of 0, 1, 2, 4, 8 and 16 KiB. */
    BUFFER_SIZE,
    /** The buffers of all sockets together exceed 16 KiB at OPEN: they overlap. */
    BUFFER_SUM,
    /** A buffer size was changed while a socket was open. */
    BUFFER_RESIZED,
    /** A frame reached into a buffer of size 0. */
    BUFFER_ABSENT,
    /** A register that takes effect with OPEN was changed while the socket was open. */
    CHANGED_WHILE_OPEN,
    /** A port of 0, or a destination that cannot be one. */
    BAD_ENDPOINT,
    /** A segment size outside the protocol's range; the largest was taken instead. */
    BAD_SEGMENT_SIZE
  }

  @Override
  public String toString() {
    return kind + (socket < 0 ? "" : " (socket " + socket + ")") + ": " + sentence;
  }
}
