package dev.spinet.simulator.espat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** One direction of the serial line, and what goes wrong on it. */
final class FaultyLine {
  private static final int BITS = 8;

  private final SplittableRandom random;
  private final Consumer<String> log;
  private final Runnable reboot;
  private final List<Armed> armed = new ArrayList<>();
  private double noise;
  private long passed;
  private long lost;

  private record Armed(long at, SerialFault fault) {}

  FaultyLine(SplittableRandom random, Consumer<String> log, Runnable reboot) {
    this.random = random;
    this.log = log;
    this.reboot = reboot;
  }

  /** Bytes that were sent, whatever became of them. */
  long passed() {
    return passed;
  }

  void arm(SerialFault fault) {
    armed.add(new Armed(passed + fault.at(), fault));
  }

  /** From now on each byte is disturbed with a probability. */
  void setNoise(double probability) {
    noise = probability;
  }

  /** What arrives of bytes that are sent. */
  byte[] pass(byte[] bytes) {
    if (armed.isEmpty() && noise == 0 && lost == 0) {
      passed += bytes.length;
      return bytes;
    }
    var arriving = new ByteArrayOutputStream(bytes.length);
    for (byte value : bytes) {
      arriving.writeBytes(pass(value));
      passed++;
    }
    return arriving.toByteArray();
  }

  private byte[] pass(byte value) {
    var result = new ByteArrayOutputStream();
    int changed = value & 0xFF;
    int copies = 1;
    for (var due : due()) {
      log.accept(due.fault.toString());
      switch (due.fault) {
        case SerialFault.Lose(_, _, int count) -> lost = Math.max(lost, count);
        case SerialFault.Flip(_, _, int mask) -> changed ^= mask & 0xFF;
        case SerialFault.Duplicate(_, _, int more) -> copies += more;
        case SerialFault.Insert(_, _, String text) -> result.writeBytes(WireText.bytes(text));
        case SerialFault.Reboot _ -> reboot.run();
      }
    }
    if (noise > 0 && random.nextDouble() < noise) {
      switch (random.nextInt(3)) {
        case 0 -> lost = Math.max(lost, 1);
        case 1 -> changed ^= 1 << random.nextInt(BITS);
        default -> copies++;
      }
      log.accept("noise at byte " + passed);
    }
    if (lost > 0) {
      lost--;
    } else {
      for (int i = 0; i < copies; i++) {
        result.write(changed);
      }
    }
    return result.toByteArray();
  }

  private List<Armed> due() {
    var due = armed.stream().filter(candidate -> candidate.at == passed).toList();
    armed.removeAll(due);
    return due;
  }
}
