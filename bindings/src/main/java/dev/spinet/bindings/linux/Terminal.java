package dev.spinet.bindings.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.termios2;
import dev.spinet.bindings.linux.sys.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The settings of a serial port: {@code struct termios2}, the one whose speed is any number
 * (asm/termbits.h). An object lives for one change: read, modify, write.
 */
final class Terminal {
  /** How far a speed may be off, in percent: what start bit and sampling of 8 bits can bear. */
  private static final int SPEED_TOLERANCE_PERCENT = 3;

  private static final int PERCENT = 100;

  private final Descriptor port;
  private final MemorySegment state;
  private final MemorySegment settings;

  /** Reads the settings of a port. */
  Terminal(Descriptor port, Arena arena) throws BusException {
    this.port = port;
    state = Libc.allocateState(arena);
    settings = termios2.allocate(arena);
    int result = port.request(state, LinuxConstants.SPINET_TCGETS2(), settings);
    if (result == -LinuxConstants.ENOTTY() || result == -LinuxConstants.EINVAL()) {
      throw DeviceErrors.wrongKind(DeviceKind.SERIAL, port.device(), -result);
    }
    port.check("read its settings", result);
  }

  /** The settings as bytes, to be restored later. */
  byte[] save() {
    return settings.toArray(JAVA_BYTE);
  }

  /** Goes back to settings that were saved. */
  void restore(byte[] saved) throws BusException {
    MemorySegment.copy(saved, 0, settings, JAVA_BYTE, 0, saved.length);
    write("restore its settings");
  }

  /** Lets bytes pass as they are: 8 bits, nothing translated, echoed or waited for. */
  void makeRaw() throws BusException {
    termios2.c_iflag(settings, 0);
    termios2.c_oflag(settings, 0);
    termios2.c_lflag(settings, 0);
    int shape =
        LinuxConstants.CSIZE()
            | LinuxConstants.CSTOPB()
            | LinuxConstants.PARENB()
            | LinuxConstants.PARODD()
            | LinuxConstants.CMSPAR();
    termios2.c_cflag(
        settings,
        (termios2.c_cflag(settings) & ~shape)
            | LinuxConstants.CS8()
            | LinuxConstants.CREAD()
            | LinuxConstants.CLOCAL());
    // Reading ends with the first byte. With a minimum of 0 it would return 0 where there is
    // nothing, which could not be told from a hang-up.
    termios2.c_cc(settings, LinuxConstants.VMIN(), (byte) 1);
    termios2.c_cc(settings, LinuxConstants.VTIME(), (byte) 0);
    write("set it to raw mode");
  }

  int baudRate() {
    return termios2.c_ospeed(settings);
  }

  /** Sets the speed in both directions; if the port cannot, it keeps the old one. */
  void setBaudRate(int baud) throws BusException {
    var operation = "set " + baud + " baud";
    var before = save();
    int speedBits = LinuxConstants.CBAUD() | LinuxConstants.CIBAUD();
    int other = LinuxConstants.BOTHER();
    termios2.c_cflag(
        settings,
        (termios2.c_cflag(settings) & ~speedBits)
            | other
            | (other << LinuxConstants.SPINET_TERMIOS_IBSHIFT()));
    termios2.c_ispeed(settings, baud);
    termios2.c_ospeed(settings, baud);
    write(operation);
    read(operation);
    // The driver puts there what it made of the number.
    int got = termios2.c_ospeed(settings);
    if (Math.abs((long) got - baud) * PERCENT > (long) baud * SPEED_TOLERANCE_PERCENT) {
      restore(before);
      throw DeviceErrors.refused(port.device(), operation, "the port would run at " + got);
    }
  }

  boolean flowControl() {
    return (termios2.c_cflag(settings) & LinuxConstants.CRTSCTS()) != 0;
  }

  /** Switches flow control; if the port cannot, it stays as it was. */
  void setFlowControl(boolean enabled) throws BusException {
    var operation = enabled ? "use RTS and CTS" : "ignore RTS and CTS";
    int flag = LinuxConstants.CRTSCTS();
    int others = termios2.c_cflag(settings) & ~flag;
    termios2.c_cflag(settings, enabled ? others | flag : others);
    write(operation);
    read(operation);
    if (flowControl() != enabled) {
      throw DeviceErrors.refused(
          port.device(), operation, "its driver has no hardware flow control");
    }
  }

  private void read(String operation) throws BusException {
    port.check(operation, port.request(state, LinuxConstants.SPINET_TCGETS2(), settings));
  }

  /**
   * Takes effect at once. The request that first lets all written bytes leave would wait for ever
   * where the other end holds them back.
   */
  private void write(String operation) throws BusException {
    port.check(operation, port.request(state, LinuxConstants.SPINET_TCSETS2(), settings));
  }
}
