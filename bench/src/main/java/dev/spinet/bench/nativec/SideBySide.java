package dev.spinet.bench.nativec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Measures the two programs in turn. Each measurement is a new process, so that memory and start-up
 * are those of one job: it starts, connects, repeats the job until it is warm, and is looked at
 * from outside before and after it does the job once more.
 */
final class SideBySide {

  /** Repetitions before the measured one, at least. */
  private static final int WARM_UPS = 6;

  /** And at most, if Java still compiles. How much it does after them is noted. */
  private static final int MOST_WARM_UPS = 14;

  /** A repetition of which the compiler took no more than this share ends the warm-up. */
  private static final double QUIET = 0.01;

  /** In the names of the threads that compile, as HotSpot has them. */
  private static final String COMPILER = "CompilerThr";

  private final Rig rig;
  private final Side c;
  private final Side java;

  SideBySide(Rig rig, Side c, Side java) {
    this.rig = rig;
    this.c = c;
    this.java = java;
  }

  /** What both programs needed in one round. */
  record Round(Sample c, Sample java) {}

  /**
   * One round: both programs, one after the other, the first one changing from round to round.
   *
   * @throws InterruptedException if the calling thread was interrupted
   */
  Round round(Job job, int number, boolean quick) throws IOException, InterruptedException {
    boolean javaFirst = number % 2 == 1;
    var first = measure(javaFirst ? java : c, job, job.measured(quick));
    var second = measure(javaFirst ? c : java, job, job.measured(quick));
    return javaFirst ? new Round(second, first) : new Round(first, second);
  }

  private Sample measure(Side side, Job job, long count) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the comparison was interrupted");
    }
    try (var client = Client.start(side.name(), rig, side.command())) {
      warmUp(client, job);
      var before = client.reading();
      long callsBefore = rig.counters().systemCalls();
      long nanos = client.run(job, count);
      var after = client.reading();
      return new Sample(
          nanos,
          after.cpuNanosSince(before),
          after.cpuNanosSince(before, COMPILER),
          rig.counters().systemCalls() - callsBefore,
          before.cpuNanos(),
          after.peakKib());
    }
  }

  /** Repeats the job until little is compiled any more: what is compared is a program that runs. */
  private static void warmUp(Client client, Job job) throws IOException {
    var before = client.reading();
    for (int done = 1; done <= MOST_WARM_UPS; done++) {
      client.run(job, job.warmUp());
      var after = client.reading();
      long compiling = after.cpuNanosSince(before, COMPILER);
      if (done >= WARM_UPS && compiling <= QUIET * after.cpuNanosSince(before)) {
        return;
      }
      before = after;
    }
  }

  /** Counts every system call of a job, under strace. */
  Map<String, Long> trace(Side side, Job job, Path folder) throws IOException {
    var file = Files.createTempFile(folder, side.name(), ".strace");
    try (var client = Client.traced(side.name(), rig, side.command(), file)) {
      for (int i = 0; i <= WARM_UPS; i++) {
        client.run(job, job.warmUp());
      }
    }
    return SystemCallTrace.lastJob(file);
  }

  Side c() {
    return c;
  }

  Side java() {
    return java;
  }
}
