package dev.spinet.bindings.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.linux.sys.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Sets mode, word length and clock of an SPI device, and sees that they hold. */
final class SpidevSetup {
  private final Descriptor device;
  private final MemorySegment state;
  private final MemorySegment value;

  private SpidevSetup(Descriptor device, Arena arena) {
    this.device = device;
    state = Libc.allocateState(arena);
    value = arena.allocate(JAVA_INT);
  }

  static void apply(Descriptor device, SpiConfig config) throws BusException {
    try (var arena = Arena.ofConfined()) {
      var setup = new SpidevSetup(device, arena);
      // Asked before anything is set: to a device of another kind the same numbers may mean
      // something else.
      setup.probe();
      device.lock(setup.state);
      setup.setMode(config.mode());
      setup.setBitsPerWord(config.bitsPerWord());
      setup.setSpeed(config.maxSpeedHz());
    }
  }

  /** Changes the clock alone. */
  static void applySpeed(Descriptor device, int hertz) throws BusException {
    try (var arena = Arena.ofConfined()) {
      new SpidevSetup(device, arena).setSpeed(hertz);
    }
  }

  private void probe() throws BusException {
    int result = device.request(state, LinuxConstants.SPI_IOC_RD_MODE32(), value);
    if (result == -LinuxConstants.ENOTTY() || result == -LinuxConstants.EINVAL()) {
      throw DeviceErrors.wrongKind(DeviceKind.SPI, device.device(), -result);
    }
    device.check("read the SPI mode", result);
  }

  private void setMode(int mode) throws BusException {
    var operation = "set SPI mode " + mode;
    int bits = modeBits(mode);
    value.set(JAVA_INT, 0, bits);
    device.check(operation, device.request(state, LinuxConstants.SPI_IOC_WR_MODE32(), value));
    device.check(operation, device.request(state, LinuxConstants.SPI_IOC_RD_MODE32(), value));
    int got = value.get(JAVA_INT, 0);
    // Some kernels report an active-high chip select wherever a GPIO line drives it, which is how
    // they keep account of it and not what they do.
    int ignored = (int) LinuxConstants.SPI_CS_HIGH();
    if ((got & ~ignored) != bits) {
      throw DeviceErrors.refused(
          device.device(), operation, "the device has mode bits 0x" + Integer.toHexString(got));
    }
  }

  private static int modeBits(int mode) {
    return (int)
        switch (mode) {
          case 0 -> LinuxConstants.SPI_MODE_0();
          case 1 -> LinuxConstants.SPI_MODE_1();
          case 2 -> LinuxConstants.SPI_MODE_2();
          default -> LinuxConstants.SPI_MODE_3();
        };
  }

  private void setBitsPerWord(int bits) throws BusException {
    var operation = "set SPI words of " + bits + " bits";
    value.set(JAVA_BYTE, 0, (byte) bits);
    device.check(
        operation, device.request(state, LinuxConstants.SPI_IOC_WR_BITS_PER_WORD(), value));
    device.check(
        operation, device.request(state, LinuxConstants.SPI_IOC_RD_BITS_PER_WORD(), value));
    int got = value.get(JAVA_BYTE, 0);
    if (got != bits) {
      throw DeviceErrors.refused(
          device.device(), operation, "the device has words of " + got + " bits");
    }
  }

  private void setSpeed(int hertz) throws BusException {
    var operation = "set an SPI clock of " + hertz + " Hz";
    value.set(JAVA_INT, 0, hertz);
    device.check(operation, device.request(state, LinuxConstants.SPI_IOC_WR_MAX_SPEED_HZ(), value));
    device.check(operation, device.request(state, LinuxConstants.SPI_IOC_RD_MAX_SPEED_HZ(), value));
    int got = value.get(JAVA_INT, 0);
    // A lower clock is the controller's good right; a higher one may be too much for the chip.
    if (Integer.compareUnsigned(got, hertz) > 0) {
      throw DeviceErrors.refused(
          device.device(), operation, "the device has a clock of " + got + " Hz");
    }
  }
}
