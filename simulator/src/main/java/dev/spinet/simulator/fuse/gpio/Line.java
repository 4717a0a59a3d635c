package dev.spinet.simulator.fuse.gpio;

import org.jspecify.annotations.Nullable;

/** One line of a virtual GPIO chip. The chip's lock guards it. */
final class Line {

  /** What drives the line from outside the chip, if anything does. */
  enum Outside {
    NOTHING,
    LOW,
    HIGH
  }

  final int offset;
  String name = "";
  Outside outside = Outside.NOTHING;
  @Nullable OutputListener listener;

  /** Who has requested the line, and under which name. */
  @Nullable LineRequest owner;

  String consumer = "";
  long flags = LineFlags.INPUT;

  /** The level that the chip drives, while the line is an output. */
  boolean driven;

  Line(int offset) {
    this.offset = offset;
  }

  /** The level on the wire. */
  boolean isHigh() {
    if ((flags & LineFlags.OUTPUT) != 0) {
      return driven;
    }
    return switch (outside) {
      case HIGH -> true;
      case LOW -> false;
      case NOTHING -> (flags & LineFlags.PULL_UP) != 0;
    };
  }

  /** The level as the program sees it. */
  boolean isActive() {
    return isHigh() != isActiveLow();
  }

  boolean isActiveLow() {
    return (flags & LineFlags.ACTIVE_LOW) != 0;
  }
}
