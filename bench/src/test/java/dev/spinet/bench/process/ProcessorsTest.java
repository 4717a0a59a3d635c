package dev.spinet.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorsTest {

  @Test
  void readsListsOfProcessors() {
    assertEquals(List.of(0, 1, 2, 3, 8), Processors.parse("0-3,8"));
    assertEquals(List.of(5), Processors.parse("5"));
  }

  @Test
  void pinsAProcess() throws IOException, InterruptedException {
    var processors = Processors.choose();
    var sleeper =
        new ProcessBuilder(Processors.pinned(processors.measured(), List.of("sleep", "60")))
            .start();
    try {
      Processors.pin(sleeper.toHandle(), processors.others());

      var status = Files.readAllLines(Path.of("/proc", Long.toString(sleeper.pid()), "status"));
      assertTrue(status.contains("Cpus_allowed_list:\t" + processors.others()), status::toString);
    } finally {
      sleeper.destroy();
    }
  }

  @Test
  void findsToolsInTheSearchPath() throws IOException {
    Tools.require(Tools.values());

    assertFalse(Tools.STRACE.isIn("/nowhere:" + Path.of("/proc/self")));
  }

  @Test
  void readsWhatAProcessHasUsed() throws IOException {
    long pid = ProcessHandle.current().pid();
    var before = ProcessReading.of(pid);
    long sum = 0;
    for (int i = 0; i < 50_000_000; i++) {
      sum += Integer.toString(i).length();
    }
    var after = ProcessReading.of(pid);

    assertTrue(sum > 0);
    assertTrue(after.cpuNanosSince(before) > 1_000_000, "a loop takes more than a millisecond");
    assertTrue(after.residentKib() <= after.peakKib());
    assertTrue(after.cpuNanos() >= after.cpuNanosSince(before));
  }
}
