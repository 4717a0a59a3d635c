package dev.spinet.bench;

import java.util.Arrays;

/**
 * What several rounds of a measurement gave.
 *
 * @param least the lowest result
 * @param median the one in the middle
 * @param most the highest
 * @param rounds how many there were
 */
record Figure(double least, double median, double most, int rounds) {

  static Figure of(double... results) {
    var sorted = results.clone();
    Arrays.sort(sorted);
    return new Figure(
        sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1], sorted.length);
  }
}
