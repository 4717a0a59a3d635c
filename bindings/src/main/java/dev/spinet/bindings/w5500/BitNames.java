package dev.spinet.bindings.w5500;

import java.util.Locale;
import java.util.StringJoiner;

/** Writes register values the way a person reads them. */
final class BitNames {
  /**
   * A bit with a name.
   *
   * @param mask the bit
   * @param name its name
   */
  record Bit(int mask, String name) {}

  private BitNames() {}

  static String join(int value, Bit... bits) {
    if (value == 0) {
      return "0";
    }
    var names = new StringJoiner("|");
    int rest = value;
    for (var bit : bits) {
      if ((value & bit.mask()) != 0) {
        names.add(bit.name());
        rest &= ~bit.mask();
      }
    }
    if (rest != 0) {
      names.add(hexadecimal(rest));
    }
    return names.toString();
  }

  static String hexadecimal(int value) {
    return String.format(Locale.ROOT, "0x%02X", value);
  }
}
