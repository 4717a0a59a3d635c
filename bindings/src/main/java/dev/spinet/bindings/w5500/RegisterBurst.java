package dev.spinet.bindings.w5500;

import dev.spinet.bindings.gen.w5500.w5500_buffer_sizes;
import dev.spinet.bindings.gen.w5500.w5500_common_block;
import dev.spinet.bindings.gen.w5500.w5500_destination;
import dev.spinet.bindings.gen.w5500.w5500_interrupt_block;
import dev.spinet.bindings.gen.w5500.w5500_network_block;
import dev.spinet.bindings.gen.w5500.w5500_rx_pointers;
import dev.spinet.bindings.gen.w5500.w5500_socket_block;
import dev.spinet.bindings.gen.w5500.w5500_socket_command;
import dev.spinet.bindings.gen.w5500.w5500_socket_status;
import dev.spinet.bindings.gen.w5500.w5500_tx_pointers;
import dev.spinet.bindings.gen.w5500.w5500_unreachable;

/** Neighbouring registers that one frame reads or writes together. */
public enum RegisterBurst {
  /** From MR to VERSIONR: all common registers. */
  COMMON_BLOCK(CommonRegister.MR, w5500_common_block.sizeof()),
  /** From GAR to SIPR: the own addresses. */
  NETWORK_BLOCK(CommonRegister.GAR, w5500_network_block.sizeof()),
  /** From IR to SIMR: which sockets have something to say. */
  INTERRUPT_BLOCK(CommonRegister.IR, w5500_interrupt_block.sizeof()),
  /** From UIPR to UPORTR: whom the last "port unreachable" was about. */
  UNREACHABLE(CommonRegister.UIPR, w5500_unreachable.sizeof()),
  /** From Sn_MR to Sn_KPALVTR: all registers of a socket. */
  SOCKET_BLOCK(SocketRegister.MR, w5500_socket_block.sizeof()),
  /** From Sn_CR to Sn_IR: a command and the events it clears. */
  SOCKET_COMMAND(SocketRegister.CR, w5500_socket_command.sizeof()),
  /** From Sn_CR to Sn_SR. */
  SOCKET_STATUS(SocketRegister.CR, w5500_socket_status.sizeof()),
  /** From Sn_DIPR to Sn_DPORT. */
  DESTINATION(SocketRegister.DIPR, w5500_destination.sizeof()),
  /** From Sn_RXBUF_SIZE to Sn_TXBUF_SIZE. */
  BUFFER_SIZES(SocketRegister.RXBUF_SIZE, w5500_buffer_sizes.sizeof()),
  /** From Sn_TX_FSR to Sn_TX_WR. */
  TX_POINTERS(SocketRegister.TX_FSR, w5500_tx_pointers.sizeof()),
  /** From Sn_RX_RSR to Sn_RX_WR. */
  RX_POINTERS(SocketRegister.RX_RSR, w5500_rx_pointers.sizeof());

  // Error Prone cannot see through the interface that only the two register enums implement it.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Register first;

  private final int length;

  RegisterBurst(Register first, long length) {
    this.first = first;
    this.length = Math.toIntExact(length);
  }

  /**
   * The register the burst starts with.
   *
   * @return the register
   */
  public Register first() {
    return first;
  }

  /**
   * Number of data bytes.
   *
   * @return the length in bytes
   */
  public int length() {
    return length;
  }

  /**
   * Where a register lies within the data of the burst.
   *
   * @param register a register of the burst
   * @return the offset of its first byte
   * @throws IllegalArgumentException if the burst does not contain the whole register
   */
  public int offset(Register register) {
    int offset = register.address() - first.address();
    if (register.getClass() != first.getClass()
        || offset < 0
        || offset + register.size() > length) {
      throw new IllegalArgumentException(register + " is not part of " + this);
    }
    return offset;
  }
}
