package dev.spinet.bench.nativec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;

/**
 * Measures the two programs in turn. Each measurement is a new process, so that memory and start-up
 * are those of one job: it starts, connects, repeats the job until it is warm, and goes on
 * repeating it while it is looked at from outside between the repetitions.
 */
final class SideBySide {

  /** Repetitions before the measured one, at least. */
  private static final int WARM_UPS = 150;

  /** And at most, if Java still compiles. How much it does after them is noted. */
  private static final int MOST_WARM_UPS = 300;

  /** A repetition of which the compiler took no more than this share is a quiet one. */
  private static final double QUIET = 0.01;

  /** So many quiet ones, one after the other, end the warm-up. */
  private static final int QUIET_ONES = 20;

  /** Repetitions under strace, of which the last one counts. */
  private static final int TRACED = 10;

  /** Of the simulated chip and the peer. */
  private static final int RIG_WARM_UPS = 100;

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
    var first = measure(javaFirst ? java : c, job, job.repetitions(quick));
    var second = measure(javaFirst ? c : java, job, job.repetitions(quick));
    return javaFirst ? new Round(second, first) : new Round(first, second);
  }

  /**
   * Lets the simulated chip and the peer get warm, which are Java themselves: whoever comes first
   * would wait for them longer.
   */
  void warmRig(Job job) throws IOException {
    try (var client = Client.start(c.name(), rig, c.command())) {
      for (int i = 0; i < RIG_WARM_UPS; i++) {
        client.run(job, job.count());
      }
    }
  }

  private Sample measure(Side side, Job job, int count) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the comparison was interrupted");
    }
    try (var client = Client.start(side.name(), rig, side.command())) {
      warmUp(client, job);
      long startCpuNanos = client.reading().cpuNanos();
      var repetitions = new ArrayList<Repetition>();
      for (int i = 0; i < count; i++) {
        repetitions.add(repeat(client, job));
      }
      return new Sample(repetitions, startCpuNanos, client.reading().peakKib());
    }
  }

  private Repetition repeat(Client client, Job job) throws IOException {
    var before = client.reading();
    long callsBefore = rig.counters().systemCalls();
    long nanos = client.run(job, job.count());
    var after = client.reading();
    return new Repetition(
        nanos,
        after.cpuNanosSince(before),
        after.cpuNanosSince(before, COMPILER),
        rig.counters().systemCalls() - callsBefore);
  }

  /** Repeats the job until little is compiled any more: what is compared is a program that runs. */
  private void warmUp(Client client, Job job) throws IOException {
    int quiet = 0;
    for (int done = 1; done <= MOST_WARM_UPS && !(done > WARM_UPS && quiet >= QUIET_ONES); done++) {
      var repetition = repeat(client, job);
      quiet = repetition.compileNanos() <= QUIET * repetition.cpuNanos() ? quiet + 1 : 0;
    }
  }

  /** Counts every system call of a job, under strace. */
  Map<String, Long> trace(Side side, Job job, Path folder) throws IOException {
    var file = Files.createTempFile(folder, side.name(), ".strace");
    try (var client = Client.traced(side.name(), rig, side.command(), file)) {
      for (int i = 0; i < TRACED; i++) {
        client.run(job, job.count());
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
