package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a station on the cable has an address. The chip has no command for that, but it
 * asks by ARP before it sends a datagram: if that goes out (SENDOK), somebody has answered. With no
 * address of its own the chip's requests are the probes of RFC 5227, section 2.1.1, and it repeats
 * them every 200 ms unless that was changed (datasheet, section 4.1, RTR).
 */
final class ArpProbe implements SocketUser {

  /** As long as three requests and the wait after each take; the chip would go on. */
  private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(600);

  /** How long the chip may take to accept a command; it needs microseconds. */
  private static final long COMMAND_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /**
   * First and longest interval between two looks: who has the address answers within milliseconds,
   * and when nobody does, each look is a frame in vain.
   */
  private static final long LOOK_MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private static final long LOOK_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A datagram to port 9 is discarded by who gets it (RFC 863). */
  private static final int DISCARD_PORT = 9;

  private final Chip chip;
  private final Device device;
  private final int address;
  private final Condition changed;
  private @Nullable HardwareSocket socket;
  private @Nullable IOException failure;

  ArpProbe(Device device, int address) {
    this.chip = device.chip();
    this.device = device;
    this.address = address;
    this.changed = chip.newCondition();
  }

  /**
   * Asks. Called with the chip's lock held, which is given up while waiting. The chip must have no
   * address and no subnet mask, so that it takes every address for one on its cable.
   *
   * @throws dev.spinet.socket.NoFreeSocketException if all sockets are in use
   */
  boolean isTaken() throws IOException {
    var taken = device.sockets().take();
    taken.setUser(this);
    socket = taken;
    var block = Block.socketRegister(taken.number());
    try {
      start(taken, block);
      return awaitAnswer(block);
    } finally {
      if (socket != null && chip.failure() == null) {
        command(block, SocketCommand.CLOSE);
        chip.writeRegister(block, SocketRegister.IR, SocketInterrupt.MASK);
      }
      release();
    }
  }

  private void start(HardwareSocket taken, Block block) throws IOException {
    chip.writeRegister(block, SocketRegister.MR, SocketMode.UDP);
    chip.writeRegister(block, SocketRegister.PORT, device.sockets().ports().ephemeralPort());
    command(block, SocketCommand.OPEN);
    chip.writeRegister(block, SocketRegister.IR, SocketInterrupt.MASK);
    chip.writeRegister(block, SocketRegister.DIPR, address);
    chip.writeRegister(block, SocketRegister.DPORT, DISCARD_PORT);
    int pointer = chip.readRegister(block, SocketRegister.TX_WR);
    // What an earlier user has left in the buffer is nobody's business.
    var zero = ChipMessage.builder().open(1).prepare(chip.bus());
    zero.setHeader(0, pointer, ControlByte.write(Block.txBuffer(taken.number())));
    zero.setOctet(0, 0, 0);
    chip.submit(zero, 0, 1);
    chip.writeRegister(block, SocketRegister.TX_WR, pointer + 1 & ChipLimits.POINTER_MODULUS - 1);
    command(block, SocketCommand.SEND);
  }

  private void command(Block block, int code) throws IOException {
    chip.writeRegister(block, SocketRegister.CR, code);
    var patience = new Patience(COMMAND_NANOS);
    while (chip.readRegister(block, SocketRegister.CR) != 0) {
      if (patience.isOverAfterAnotherLook()) {
        throw chip.broken(
            "%s: the W5500 does not accept the command %s of an ARP probe"
                .formatted(chip.name(), SocketCommand.name(code)));
      }
    }
  }

  private boolean awaitAnswer(Block block) throws IOException {
    long start = System.nanoTime();
    long pause = LOOK_MIN_NANOS;
    while (true) {
      ensureWorking();
      int events = chip.readRegister(block, SocketRegister.IR);
      if ((events & SocketInterrupt.SENDOK) != 0) {
        return true;
      }
      long left = Waits.left(start, PROBE_NANOS);
      if ((events & SocketInterrupt.TIMEOUT) != 0 || left <= 0) {
        return false;
      }
      Waits.park(changed, Math.min(left, pause));
      pause = Math.min(2 * pause, LOOK_MAX_NANOS);
    }
  }

  private void ensureWorking() throws IOException {
    if (failure != null) {
      throw Causes.again(failure);
    }
    chip.ensureWorking();
  }

  private void release() {
    if (socket != null) {
      device.sockets().release(socket);
      socket = null;
    }
  }

  @Override
  public String description() {
    return "ARP probe";
  }

  @Override
  public boolean isFinishing() {
    return false;
  }

  @Override
  public void wakeAll() {
    changed.signalAll();
  }

  @Override
  public void onEvents(int newEvents) {
    changed.signalAll();
  }

  @Override
  public void fail(IOException cause) {
    failure = cause;
    changed.signalAll();
  }

  @Override
  public void close() {
    fail(new java.net.SocketException(chip.name() + ": the driver is closed"));
  }

  @Override
  public long work() {
    return DONE;
  }
}
