package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.Parity;
import java.io.ByteArrayOutputStream;
import java.util.BitSet;

/**
 * What arrives when sender and receiver do not agree: the levels on the wire, sampled by the
 * receiver in the middle of its own bits.
 */
final class SerialWaveform {
  private final BitSet high = new BitSet();
  private final double halfBit;
  private int length;

  private SerialWaveform(SerialFormat sender) {
    halfBit = 0.5 / sender.baud();
  }

  /** What a receiver makes of bytes that follow each other without a gap. */
  static byte[] receive(byte[] bytes, SerialFormat sender, SerialFormat receiver) {
    var wave = new SerialWaveform(sender);
    for (byte value : bytes) {
      wave.add(value, sender);
    }
    return wave.sample(receiver);
  }

  private void add(int value, SerialFormat format) {
    level(false, 2);
    int ones = 0;
    for (int bit = 0; bit < format.dataBits(); bit++) {
      boolean set = (value >>> bit & 1) != 0;
      ones += set ? 1 : 0;
      level(set, 2);
    }
    if (format.parity() != Parity.NONE) {
      level((ones & 1) == (format.parity() == Parity.EVEN ? 1 : 0), 2);
    }
    int used = 2 * (1 + format.dataBits() + (format.parity() == Parity.NONE ? 0 : 1));
    level(true, format.halfBits() - used);
  }

  private void level(boolean up, int halfBits) {
    high.set(length, length + halfBits, up);
    length += halfBits;
  }

  private byte[] sample(SerialFormat receiver) {
    var received = new ByteArrayOutputStream();
    double bit = 1.0 / receiver.baud();
    int bits = receiver.dataBits() + (receiver.parity() == Parity.NONE ? 0 : 1);
    int position = high.nextClearBit(0);
    while (position < length) {
      double start = position * halfBit;
      if (isHigh(start + bit / 2)) {
        // Too short for a start bit of this receiver.
        position = high.nextClearBit(high.nextSetBit(position));
        continue;
      }
      int value = 0;
      for (int i = 0; i < receiver.dataBits(); i++) {
        value |= isHigh(start + (1.5 + i) * bit) ? 1 << i : 0;
      }
      received.write(value);
      double end = start + (1.5 + bits) * bit;
      position = next(end);
    }
    return received.toByteArray();
  }

  /** Where the next start bit begins; a level that is still low is no beginning. */
  private int next(double time) {
    int at = (int) (time / halfBit);
    if (at >= length) {
      return length;
    }
    int up = high.get(at) ? at : high.nextSetBit(at);
    return up < 0 ? length : high.nextClearBit(up);
  }

  private boolean isHigh(double time) {
    int at = (int) (time / halfBit);
    return at >= length || high.get(at);
  }
}
