package dev.spinet.bindings.linux;

/** The kinds of device files: how they are named, and what makes one appear. */
enum DeviceKind {
  /** A chip select of an SPI controller. */
  SPI(
      "an SPI device",
      "SPI devices are named like /dev/spidev0.0.",
      "Enable SPI: on a Raspberry Pi add dtparam=spi=on to /boot/firmware/config.txt and reboot;"
          + " on other boards enable the device-tree overlay that adds a spidev node.") {
    @Override
    boolean isUsualName(String name) {
      return name.startsWith("spidev");
    }
  },
  /** A controller of general purpose lines. */
  GPIO(
      "a GPIO chip",
      "GPIO chips are named like /dev/gpiochip0.",
      "List the GPIO chips of this board with gpiodetect, and choose one of them.") {
    @Override
    boolean isUsualName(String name) {
      return name.startsWith("gpiochip");
    }
  },
  /** A serial port. */
  SERIAL(
      "a serial port",
      "Serial ports are named like /dev/ttyUSB0 or /dev/ttyAMA0.",
      "Plug the adapter in, or enable the UART: on a Raspberry Pi add enable_uart=1 to"
          + " /boot/firmware/config.txt and reboot.") {
    @Override
    boolean isUsualName(String name) {
      return name.startsWith("ttyUSB")
          || name.startsWith("ttyACM")
          || name.startsWith("ttyAMA")
          || name.startsWith("serial");
    }
  };

  private final String description;
  private final String naming;
  private final String enabling;

  DeviceKind(String description, String naming, String enabling) {
    this.description = description;
    this.naming = naming;
    this.enabling = enabling;
  }

  /** What it is, with its article. */
  String description() {
    return description;
  }

  /** A sentence on how such devices are named. */
  String naming() {
    return naming;
  }

  /** A sentence on how to make such a device appear. */
  String enabling() {
    return enabling;
  }

  /** Whether a device file's name is usual for this kind. */
  abstract boolean isUsualName(String name);
}
