package dev.spinet.bench.nativec;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * One process of a program: the job, again and again.
 *
 * <p>What disturbs a repetition (another program, a processor that has to be woken, a virtual
 * machine's host) can only add to it, and on a virtual machine it adds up to eight times of what
 * the job needs, to either program. So times are compared by the repetition that needed least; what
 * all of them needed is there beside it.
 *
 * @param repetitions what was measured, one after the other, after the warm-up
 * @param startCpuNanos processor time of the program before: start, connecting, warm-up
 * @param peakKib the most memory that was ever resident
 */
record Sample(List<Repetition> repetitions, long startCpuNanos, long peakKib) {

  /** Copies the list. */
  Sample {
    repetitions = List.copyOf(repetitions);
  }

  /** Of the repetition that took the shortest time. */
  long wallNanos() {
    return repetitions.stream().mapToLong(Repetition::wallNanos).min().orElseThrow();
  }

  /** Of the repetition that needed least of it. */
  long cpuNanos() {
    return repetitions.stream().mapToLong(Repetition::cpuNanos).min().orElseThrow();
  }

  /** Of all repetitions. */
  long total(ToLongFunction<Repetition> value) {
    return repetitions.stream().mapToLong(value).sum();
  }

  /** Of one repetition, on an average. */
  double mean(ToLongFunction<Repetition> value) {
    return (double) total(value) / repetitions.size();
  }
}
