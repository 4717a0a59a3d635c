package dev.spinet.bench.nativec;

import dev.spinet.bench.report.Block;
import dev.spinet.bench.report.Chart;
import dev.spinet.bench.report.ReportSection;
import dev.spinet.bench.suite.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** The comparison for people. */
final class NativeReport {

  private static final double NANOS_PER_MICRO = 1e3;
  private static final double BITS_PER_MEGABIT_MICRO = 1e3;
  private static final int KIB_PER_MIB = 1024;

  private NativeReport() {}

  static List<ReportSection> sections(List<JobResult> results, Rig rig) {
    var blocks = new ArrayList<Block>();
    blocks.add(
        new Block.Paragraph(
            "The same work by the driver and by native/baseline, a C program with the same sequence"
                + " of system calls: bulk data one way and the other, and 64 bytes there and back."
                + " Each measurement is a process of its own that is warmed up first, until it"
                + " compiles hardly anything any more, and then does the job "
                + results.getFirst().rounds().getFirst().c().repetitions().size()
                + " times (64 bytes: "
                + results.getLast().rounds().getFirst().c().repetitions().size()
                + "); both are started in turn, "
                + results.getFirst().rounds().size()
                + " times. What is measured runs on processor "
                + rig.processors().measured()
                + ", the simulated chip and the peer on processor "
                + rig.processors().others()
                + ". A ratio of 1 means as good as C, more means that Java needs more."));
    blocks.add(new Block.Picture(chart(results)));
    blocks.add(goals(results));
    blocks.add(ratios(results));
    blocks.add(
        new Block.Paragraph(
            "CPU is user and system time of all threads over the job alone, taken from outside while"
                + " the program waits before and after it. CPU and wall time are those of the"
                + " repetition that needed least, for both programs alike: what disturbs one, above"
                + " all a virtual machine's processor that has to be woken, only ever adds. The"
                + " averages over all repetitions stand beside them. What came before (start,"
                + " connecting, warm-up, compiling) is in the table below. System calls are those on the SPI"
                + " device, counted by the device itself during the measured runs. Memory is the most"
                + " that was ever resident, the virtual machine included."));
    blocks.add(sides(results));
    blocks.add(calls(results));
    return List.of(new ReportSection("Java beside C", blocks));
  }

  private static Chart chart(List<JobResult> results) {
    var groups = results.stream().map(result -> result.job().title()).toList();
    return new Chart.Bars(
        "What Java needs, C being 1",
        "",
        "Java divided by C",
        groups,
        List.of(
            series("CPU time", results, JobResult::cpu),
            series("wall time", results, JobResult::wall),
            series("system calls", results, JobResult::systemCalls)));
  }

  private static Chart.Series series(
      String name, List<JobResult> results, Function<JobResult, Spread> ratio) {
    var spreads = results.stream().map(ratio).toList();
    return new Chart.Series(
        name,
        spreads.stream().map(Spread::median).toList(),
        spreads.stream().map(spread -> (spread.max() - spread.min()) / 2).toList());
  }

  private static Block goals(List<JobResult> results) {
    var rows = new ArrayList<List<String>>();
    for (var result : results) {
      for (var goal : Goal.of(result)) {
        rows.add(
            List.of(
                "%s, %s".formatted(result.job().title(), goal.what()),
                format("at most %.2f", goal.most()),
                text(goal.result()),
                goal.isMet() ? "reached" : "missed"));
      }
    }
    return new Block.Table(List.of("Java/C", "goal", "median (least to most)", ""), rows);
  }

  /** What there is no goal for. */
  private static Block ratios(List<JobResult> results) {
    var rows = new ArrayList<List<String>>();
    for (var result : results) {
      rows.add(
          List.of(
              result.job().title(),
              text(result.cpuOfAll()),
              text(result.wallOfAll()),
              text(result.memory())));
    }
    return new Block.Table(
        List.of(
            "Java/C: median (least to most)",
            "CPU time of all repetitions",
            "wall time of all repetitions",
            "memory"),
        rows);
  }

  private static String text(Spread spread) {
    return format("%.2f (%.2f to %.2f)", spread.median(), spread.min(), spread.max());
  }

  private static Block sides(List<JobResult> results) {
    var rows = new ArrayList<List<String>>();
    for (var result : results) {
      for (boolean java : new boolean[] {false, true}) {
        rows.add(
            List.of(
                result.job().title() + (java ? ", Java" : ", C"),
                speed(result, result.of(java, Sample::wallNanos).median()),
                format("%.2f us", result.of(java, NativeReport::cpuMicrosOfCall).median()),
                format("%.1f %%", result.of(java, NativeReport::percentCompiling).median()),
                format("%.0f ms", result.of(java, s -> s.startCpuNanos() / 1e6).median()),
                format("%.1f MiB", result.of(java, Sample::peakKib).median() / KIB_PER_MIB)));
      }
    }
    return new Block.Table(
        List.of(
            "medians",
            "speed",
            "CPU per call on the device",
            "of all CPU compiling",
            "CPU before",
            "peak memory"),
        rows);
  }

  private static double cpuMicrosOfCall(Sample sample) {
    return sample.cpuNanos() / NANOS_PER_MICRO / sample.mean(Repetition::deviceCalls);
  }

  private static double percentCompiling(Sample sample) {
    return 100.0
        * sample.total(Repetition::compileNanos)
        / Math.max(1, sample.total(Repetition::cpuNanos));
  }

  private static String speed(JobResult result, double nanos) {
    return result.job().isBulk()
        ? format("%.0f Mbit/s", result.job().count() * Byte.SIZE * BITS_PER_MEGABIT_MICRO / nanos)
        : format("%.1f us each", nanos / NANOS_PER_MICRO / result.job().count());
  }

  /** What strace has counted, which slows the programs down, so that they wait less or more. */
  private static Block calls(List<JobResult> results) {
    var blocks = new ArrayList<Block>();
    blocks.add(
        new Block.Paragraph(
            "All system calls of one more run of each, by strace. It makes each call many times"
                + " slower, so how often the programs find data waiting differs from the runs above"
                + " and between the two. Calls of Java alone are futex, by which its threads wait"
                + " for each other, and a few of the virtual machine."));
    for (var result : results) {
      var names = new TreeSet<String>();
      names.addAll(result.cCalls().keySet());
      names.addAll(result.javaCalls().keySet());
      var rows = new LinkedHashMap<String, List<String>>();
      for (var name : names) {
        rows.put(
            name, List.of(name, count(result.cCalls(), name), count(result.javaCalls(), name)));
      }
      blocks.add(
          new Block.Table(List.of(result.job().title(), "C", "Java"), List.copyOf(rows.values())));
    }
    return new Block.Details("Every system call, by name", blocks);
  }

  private static String count(Map<String, Long> calls, String name) {
    return format("%,d", calls.getOrDefault(name, 0L));
  }

  @SuppressWarnings("AnnotateFormatMethod") // The annotation is in a library of Error Prone.
  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
