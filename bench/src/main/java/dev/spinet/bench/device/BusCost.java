package dev.spinet.bench.device;

import dev.spinet.bench.suite.Spread;
import dev.spinet.bench.suite.Tree;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a bus costs.
 *
 * @param speedHz the clock that was asked for
 * @param submissionMicros µs of one ioctl with one frame, without its bytes
 * @param selectMicros µs of each further frame in the same ioctl, without its bytes
 * @param byteMicros µs of each byte in a long frame; eight clock cycles if there are no gaps
 */
public record BusCost(
    int speedHz, Spread submissionMicros, Spread selectMicros, Spread byteMicros) {

  /**
   * The clock that the bytes come at.
   *
   * @return Hz; the one that was asked for if the bytes take no time that could be measured
   */
  public double clockHz() {
    double micros = byteMicros.median();
    return micros > 0 ? Math.min(speedHz, Byte.SIZE * 1e6 / micros) : speedHz;
  }

  /**
   * As data.
   *
   * @return a tree of numbers
   */
  public Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("speedHz", speedHz);
    tree.put("submissionMicros", Tree.of(submissionMicros));
    tree.put("selectMicros", Tree.of(selectMicros));
    tree.put("byteMicros", Tree.of(byteMicros));
    return tree;
  }
}
