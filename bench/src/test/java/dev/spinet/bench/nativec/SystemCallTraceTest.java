package dev.spinet.bench.nativec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemCallTraceTest {

  private static final String TRACE =
      """
      10 execve("/bin/x", ...) = 0
      10 write(1, "ready\\n", 6) = 6
      10 read(0, "recv 1\\n", 4096) = 7
      10 ioctl(4, SPI_IOC_MESSAGE(96), 0x7f) = 18
      10 write(1, "done 12345\\n", 11) = 11
      10 read(0, <unfinished ...>
      11 poll([{fd=5, events=POLLIN}], 1, -1 <unfinished ...>
      10 <... read resumed>"recv 1\\n", 4096) = 7
      10 ioctl(4, SPI_IOC_MESSAGE(96), 0x7f) = 18
      11 <... poll resumed>) = 1 ([{fd=5, revents=POLLIN}])
      11 read(5, "", 8) = 8
      10 ioctl(4, SPI_IOC_MESSAGE(96) <unfinished ...>
      10 <... ioctl resumed>, 0x7f) = 18
      10 --- SIGSEGV {si_signo=SIGSEGV} ---
      10 write(1, "done 678\\n", 9) = 9
      10 exit_group(0) = ?
      """;

  @TempDir private Path folder;

  @Test
  void countsTheCallsOfTheLastJobOnce() throws IOException {
    var file = Files.writeString(folder.resolve("trace"), TRACE);

    assertEquals(Map.of("ioctl", 2L, "poll", 1L, "read", 1L), SystemCallTrace.lastJob(file));
  }

  @Test
  void wantsTwoJobs() throws IOException {
    var file = Files.writeString(folder.resolve("trace"), "10 exit_group(0) = ?\n");

    assertThrows(IOException.class, () -> SystemCallTrace.lastJob(file));
  }
}
