package dev.spinet.bindings.linux;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.linux.sys.Libc;
import java.lang.foreign.Arena;

/** Takes a serial port for this program alone, sets it up, and leaves it as it was found. */
final class SerialSetup {
  private SerialSetup() {}

  /**
   * Takes the port and sets it up.
   *
   * @return its former settings
   */
  static byte[] apply(Descriptor port, SerialConfig config) throws BusException {
    try (var arena = Arena.ofConfined()) {
      var terminal = new Terminal(port, arena);
      var state = Libc.allocateState(arena);
      port.lock(state);
      port.check(
          "take it for this program alone", port.requestValue(state, LinuxConstants.TIOCEXCL(), 0));
      var formerSettings = terminal.save();
      try {
        terminal.makeRaw();
        terminal.setFlowControl(config.flowControl());
        terminal.setBaudRate(config.baudRate());
        discardInput(port);
      } catch (BusException e) {
        giveBackAfter(e, port, formerSettings);
        throw e;
      }
      return formerSettings;
    }
  }

  static void discardInput(Descriptor port) throws BusException {
    discard(port, LinuxConstants.TCIFLUSH());
  }

  private static void discard(Descriptor port, int queue) throws BusException {
    try (var arena = Arena.ofConfined()) {
      port.check(
          "throw away bytes",
          port.requestValue(Libc.allocateState(arena), LinuxConstants.TCFLSH(), queue));
    }
  }

  /** Leaves the port to others as it was. Where another program keeps it open, closing does not. */
  private static void giveBack(Descriptor port, byte[] formerSettings) throws BusException {
    try (var arena = Arena.ofConfined()) {
      new Terminal(port, arena).restore(formerSettings);
      port.check(
          "leave it to other programs",
          port.requestValue(Libc.allocateState(arena), LinuxConstants.TIOCNXCL(), 0));
    }
  }

  /** Leaves the port after a failure that matters more than one of leaving. */
  static void giveBackAfter(Throwable failure, Descriptor port, byte[] formerSettings) {
    try {
      giveBack(port, formerSettings);
    } catch (BusException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Lets leave what was written, and leaves the port to others.
   *
   * @throws BusException if bytes were lost, or the device reports an error
   */
  static void leave(Descriptor port, byte[] formerSettings) throws BusException {
    int lost;
    try {
      lost = OutputDrain.run(port);
      if (lost > 0) {
        // Or close(2) waits for them, for half a minute and more.
        discard(port, LinuxConstants.TCOFLUSH());
      }
      giveBack(port, formerSettings);
    } catch (BusException e) {
      if (e.errno() == LinuxConstants.EIO()) {
        // Unplugged or hung up: nothing is left that could have settings or be waited for.
        return;
      }
      throw e;
    }
    if (lost > 0) {
      throw DeviceErrors.refused(
          port.device(), "send the last " + lost + " bytes", "the other end holds them back");
    }
  }
}
