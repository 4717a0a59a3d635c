package dev.spinet.simulator.scenario;

import dev.spinet.simulator.packet.Packet;

/**
 * Some of the packets on the chip's cable.
 *
 * @param kind what they are
 * @param direction which way they go
 */
public record PacketMatch(PacketKind kind, Direction direction) {

  /** All packets, both ways. */
  public static final PacketMatch ALL = new PacketMatch(PacketKind.ANY, Direction.BOTH);

  /** Whether a packet is one of them. */
  boolean matches(Packet packet, boolean fromChip) {
    boolean way =
        switch (direction) {
          case BOTH -> true;
          case FROM_CHIP -> fromChip;
          case TO_CHIP -> !fromChip;
        };
    return way && kind.matches(packet);
  }

  /** The words in a file around the noun, such as "tcp packets to chip". */
  String words(String noun) {
    String before = kind == PacketKind.ANY ? "" : kind.word() + " ";
    String after = direction == Direction.BOTH ? "" : " " + direction.words();
    return before + noun + after;
  }
}
