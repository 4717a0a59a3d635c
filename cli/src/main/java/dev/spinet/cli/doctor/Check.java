package dev.spinet.cli.doctor;

import java.util.Locale;

/** What is looked at. The identifiers are part of the interface and do not change. */
public enum Check {
  /** The device file is there and of the right kind. */
  DEVICE_FILE(Area.DEVICE, "file"),
  /** This user may use it, and nobody else does. */
  DEVICE_ACCESS(Area.DEVICE, "access"),
  /** How much one call to spidev moves. */
  DEVICE_BUFSIZ(Area.DEVICE, "bufsiz"),
  /** The controller takes the mode, the words and the clock. */
  DEVICE_BUS(Area.DEVICE, "bus"),
  /** The lines of INTn and RSTn can be had. */
  DEVICE_GPIO(Area.DEVICE, "gpio"),

  /** The chip answers the header of a frame as the datasheet says. */
  WIRES_ECHO(Area.WIRES, "echo"),
  /** What is written can be read again. */
  WIRES_WRITES(Area.WIRES, "writes"),
  /** The clock up to which that is so. */
  WIRES_SPEED(Area.WIRES, "speed"),
  /** RSTn resets the chip. */
  WIRES_RESET(Area.WIRES, "reset"),
  /** INTn tells of events, and of nothing else. */
  WIRES_INTERRUPT(Area.WIRES, "interrupt"),
  /** A module answers on the serial line, at some speed. */
  WIRES_SERIAL(Area.WIRES, "serial"),
  /** RTS and CTS. */
  WIRES_FLOW(Area.WIRES, "flow"),

  /** It is the chip that it should be. */
  CHIP_VERSION(Area.CHIP, "version"),
  /** It keeps its registers: nothing resets it. */
  CHIP_SUPPLY(Area.CHIP, "supply"),
  /** It takes commands, on all its sockets. */
  CHIP_COMMANDS(Area.CHIP, "commands"),
  /** It tells that a packet was sent. */
  CHIP_SENDOK(Area.CHIP, "sendok"),
  /** The driver starts. */
  CHIP_DRIVER(Area.CHIP, "driver"),
  /** The firmware of a module. */
  CHIP_FIRMWARE(Area.CHIP, "firmware"),

  /** The cable, or the radio. */
  NETWORK_LINK(Area.NETWORK, "link"),
  /** The interface's addresses. */
  NETWORK_ADDRESS(Area.NETWORK, "address"),
  /** The router answers. */
  NETWORK_GATEWAY(Area.NETWORK, "gateway"),
  /** The name server answers. */
  NETWORK_NAMES(Area.NETWORK, "names"),
  /** A TCP connection can be made. */
  NETWORK_TCP(Area.NETWORK, "tcp"),
  /** Data come back from an echo server unchanged. */
  NETWORK_ECHO(Area.NETWORK, "echo"),
  /** Ethernet frames go out and come in. */
  NETWORK_FRAMES(Area.NETWORK, "frames"),
  /** What the driver had to put right meanwhile. */
  NETWORK_REPAIRS(Area.NETWORK, "repairs");

  /** Where something is looked at, in the order in which that is done. */
  public enum Area {
    /** Files of the operating system. */
    DEVICE("Device"),
    /** What is between the board and the chip. */
    WIRES("Wires and chip"),
    /** The chip itself. */
    CHIP("Wires and chip"),
    /** What is behind the chip. */
    NETWORK("Network");

    private final String title;

    Area(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  private final Area area;
  private final String label;

  Check(Area area, String label) {
    this.area = area;
    this.label = label;
  }

  Area area() {
    return area;
  }

  String label() {
    return label;
  }

  /**
   * The name for programs.
   *
   * @return such as {@code wires.echo}
   */
  public String id() {
    return area.name().toLowerCase(Locale.ROOT) + "." + label;
  }
}
