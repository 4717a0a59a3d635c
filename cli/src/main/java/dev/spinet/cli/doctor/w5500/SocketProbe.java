package dev.spinet.cli.doctor.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** One hardware socket, worked by its registers (datasheet, section 4.2). */
final class SocketProbe {

  /** The port of the service that throws everything away (RFC 863). */
  private static final int DISCARD = 9;

  private static final int ALL_EVENTS = 0xFF;
  private static final long COMMAND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LEAST_POLLS = 50;

  private final Registers registers;
  private final Block block;
  private final Block buffer;
  private long slowest;

  SocketProbe(Registers registers, int socket) {
    this.registers = registers;
    this.block = Block.socketRegister(socket);
    this.buffer = Block.txBuffer(socket);
  }

  /** How often Sn_CR had to be read at most until a command was taken. */
  long slowest() {
    return slowest;
  }

  /** Gives a command and waits until the chip has taken it. */
  boolean command(int command) throws IOException {
    registers.set(block, SocketRegister.CR, command);
    long start = System.nanoTime();
    for (long polls = 0; ; polls++) {
      if (registers.get(block, SocketRegister.CR) == 0) {
        slowest = Math.max(slowest, polls);
        return true;
      }
      if (polls > LEAST_POLLS && System.nanoTime() - start > COMMAND_NANOS) {
        return false;
      }
    }
  }

  /** Opens it for UDP on some port. */
  boolean open(int port) throws IOException {
    registers.set(block, SocketRegister.MR, SocketMode.UDP);
    registers.set(block, SocketRegister.PORT, port);
    return command(SocketCommand.OPEN);
  }

  long status() throws IOException {
    return registers.get(block, SocketRegister.SR);
  }

  boolean close() throws IOException {
    return command(SocketCommand.CLOSE);
  }

  void aim(int address) throws IOException {
    registers.set(block, SocketRegister.DIPR, Integer.toUnsignedLong(address));
    registers.set(block, SocketRegister.DPORT, DISCARD);
  }

  /** Sends one byte to where the socket is aimed. */
  boolean send() throws IOException {
    int pointer = (int) registers.get(block, SocketRegister.TX_WR);
    registers.write(buffer, pointer, new byte[1]);
    registers.set(block, SocketRegister.TX_WR, (pointer + 1) & 0xFFFF);
    return command(SocketCommand.SEND);
  }

  /** Whether all that was to be sent is out. */
  boolean isSent() throws IOException {
    return registers.get(block, SocketRegister.TX_RD) == registers.get(block, SocketRegister.TX_WR);
  }

  /** Which of some events have happened. */
  int events(int wanted) throws IOException {
    return (int) registers.get(block, SocketRegister.IR) & wanted;
  }

  void clearEvents() throws IOException {
    registers.set(block, SocketRegister.IR, ALL_EVENTS);
  }

  /** The events with which a SEND ends. */
  static int endOfSend() {
    return SocketInterrupt.SENDOK | SocketInterrupt.TIMEOUT;
  }
}
