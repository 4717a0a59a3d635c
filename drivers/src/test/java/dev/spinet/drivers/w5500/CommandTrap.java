package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.SpiFault;
import org.jspecify.annotations.Nullable;

/** Does something once, just before the driver writes a command to Sn_CR of one socket. */
final class CommandTrap implements SpiFault {

  private final int control;
  private int address;
  private int controlSeen;
  private volatile int command;
  private volatile @Nullable Runnable action;

  CommandTrap(int socket) {
    control = ControlByte.write(Block.socketRegister(socket));
  }

  /** From now on waits for a command. */
  void set(int awaited, Runnable reaction) {
    command = awaited;
    action = reaction;
  }

  @Override
  public void before(long frame, int position, int mosi) {
    switch (position) {
      case 0 -> address = mosi;
      case 1 -> address = address << Byte.SIZE | mosi;
      case 2 -> controlSeen = mosi;
      case 3 -> {
        var reaction = action;
        if (reaction != null
            && address == SocketRegister.CR.address()
            && controlSeen == control
            && mosi == command) {
          action = null;
          reaction.run();
        }
      }
      default -> {
        // CR is one byte long.
      }
    }
  }
}
