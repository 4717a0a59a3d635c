package dev.spinet.cli.doctor.w5500;

/** How often the chip was seen to lose what it knows, by whatever check. */
final class Supply {

  private int resets;
  private int silences;
  private int zeroed;

  void reset() {
    resets++;
  }

  /** The chip did not answer for a while. */
  void silence() {
    silences++;
  }

  /** Its addresses were gone and nothing else. */
  void zeroedAddresses() {
    zeroed++;
  }

  boolean isSteady() {
    return resets + silences + zeroed == 0;
  }

  /** What was seen, for a sentence. */
  String describe() {
    var text = new StringBuilder();
    add(text, resets, "the chip was reset %s, and nobody has asked for it");
    add(text, silences, "the chip fell silent %s");
    add(text, zeroed, "the chip's addresses turned to zero %s");
    return text.toString();
  }

  private static void add(StringBuilder text, int count, String sentence) {
    if (count > 0) {
      text.append(text.isEmpty() ? "" : "; ")
          .append(sentence.formatted(count == 1 ? "once" : count + " times"));
    }
  }
}
