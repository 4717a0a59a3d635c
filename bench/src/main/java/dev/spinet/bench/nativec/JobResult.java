package dev.spinet.bench.nativec;

import dev.spinet.bench.suite.Spread;
import dev.spinet.bench.suite.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What came out for one job.
 *
 * @param job the job
 * @param rounds the measurements, a pair each
 * @param cCalls system calls of C under strace, by name
 * @param javaCalls system calls of Java under strace, by name
 */
record JobResult(
    Job job, List<SideBySide.Round> rounds, Map<String, Long> cCalls, Map<String, Long> javaCalls) {

  private static final double KIB_PER_MIB = 1024;
  private static final double NANOS_PER_MILLI = 1e6;

  /** Copies the list. */
  JobResult {
    rounds = List.copyOf(rounds);
  }

  /** Java divided by C, in each round. */
  Spread ratio(ToDoubleFunction<Sample> value) {
    return Spread.of(
        rounds.stream()
            .mapToDouble(
                round -> value.applyAsDouble(round.java()) / value.applyAsDouble(round.c()))
            .toArray());
  }

  /** One program by itself. */
  Spread of(boolean java, ToDoubleFunction<Sample> value) {
    return Spread.of(
        rounds.stream().map(round -> java ? round.java() : round.c()).mapToDouble(value).toArray());
  }

  Spread cpu() {
    return ratio(Sample::cpuNanos);
  }

  /** Of all repetitions, with whatever has disturbed them. */
  Spread cpuOfAll() {
    return ratio(sample -> sample.mean(Repetition::cpuNanos));
  }

  /** Of all repetitions, with whatever has disturbed them. */
  Spread wallOfAll() {
    return ratio(sample -> sample.mean(Repetition::wallNanos));
  }

  Spread wall() {
    return ratio(Sample::wallNanos);
  }

  Spread systemCalls() {
    return ratio(sample -> sample.mean(Repetition::deviceCalls));
  }

  Spread memory() {
    return ratio(Sample::peakKib);
  }

  /** The result for programs. */
  Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("cpu", Tree.of(cpu()));
    tree.put("wall", Tree.of(wall()));
    tree.put("syscalls", Tree.of(systemCalls()));
    tree.put("memory", Tree.of(memory()));
    tree.put("cpu_of_all", Tree.of(cpuOfAll()));
    tree.put("wall_of_all", Tree.of(wallOfAll()));
    tree.put("goals_reached", Goal.of(this).stream().allMatch(Goal::isMet));
    tree.put("rounds", rounds.size());
    tree.put("repetitions", rounds.getFirst().java().repetitions().size());
    tree.put(job.isBulk() ? "bytes" : "round_trips", job.count());
    tree.put("java", side(true));
    tree.put("c", side(false));
    return tree;
  }

  /** The average over all repetitions. */
  private Spread millis(boolean java, ToLongFunction<Repetition> nanos) {
    return of(java, sample -> sample.mean(nanos) / NANOS_PER_MILLI);
  }

  private Map<String, Object> side(boolean java) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("cpu_ms", Tree.of(of(java, sample -> sample.cpuNanos() / NANOS_PER_MILLI)));
    tree.put("wall_ms", Tree.of(of(java, sample -> sample.wallNanos() / NANOS_PER_MILLI)));
    tree.put("cpu_of_all_ms", Tree.of(millis(java, Repetition::cpuNanos)));
    tree.put("wall_of_all_ms", Tree.of(millis(java, Repetition::wallNanos)));
    tree.put("compile_ms", Tree.of(millis(java, Repetition::compileNanos)));
    tree.put("spi_syscalls", Tree.of(of(java, sample -> sample.mean(Repetition::deviceCalls))));
    tree.put(
        "before_cpu_ms", Tree.of(of(java, sample -> sample.startCpuNanos() / NANOS_PER_MILLI)));
    tree.put("peak_mib", Tree.of(of(java, sample -> sample.peakKib() / KIB_PER_MIB)));
    tree.put("strace", new LinkedHashMap<String, Object>(java ? javaCalls : cCalls));
    return tree;
  }
}
