package dev.spinet.cli.doctor;

/** What lies between the chip and its network, for advice about it. */
public enum Medium {
  /** A chip with a cable, whose sockets the driver looks names up with. */
  CABLE(
      "check both plugs and the cable, and how busy the network is",
      "check the cable, and try a lower speed of the bus"),

  /**
   * A module with a radio, which looks names up by itself: it does nothing else until it gives up,
   * and does not say whether the name is unknown or the name server silent.
   */
  RADIO(
      "the radio loses something, or the serial line does: --deep looks longer at the line",
      "move the module nearer to the access point, and look longer at the serial line with --deep");

  private final String packets;
  private final String data;

  Medium(String packets, String data) {
    this.packets = packets;
    this.data = data;
  }

  /** What to do about packets that get lost. */
  String packets() {
    return packets;
  }

  /** What to do about data of a connection that get lost. */
  String data() {
    return data;
  }
}
