package dev.spinet.bench.nativec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bench.suite.BenchmarkPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The C program compiles without a warning and names what is wrong. */
class BaselineTest {

  @TempDir private static Path folder;

  private static Path program = Path.of("");

  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    program = Baseline.compile(BenchmarkPlan.findHome().orElseThrow(), folder);
  }

  private record Ended(int status, String said) {}

  private static Ended run(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said);
  }

  @Test
  void saysHowItIsUsed() throws Exception {
    var ended = run();

    assertEquals(2, ended.status());
    assertTrue(ended.said().startsWith("usage: "), ended.said());
  }

  @Test
  void namesTheDeviceThatIsMissing() throws Exception {
    var ended =
        run(
            "/dev/no-such-spi",
            "gpio",
            "25",
            "10.0.2.15",
            "255.0.0.0",
            "10.0.2.2",
            "10.0.2.2",
            "1");

    assertEquals(1, ended.status());
    assertEquals("/dev/no-such-spi: cannot open: No such file or directory\n", ended.said());
  }

  @Test
  void refusesWhatIsNoAddress() throws Exception {
    var ended = run("spi", "gpio", "25", "10.0.2.256", "255.0.0.0", "10.0.2.2", "10.0.2.2", "1");

    assertEquals(1, ended.status());
    assertEquals("'10.0.2.256' is not an IPv4 address\n", ended.said());
  }

  @Test
  void showsWhatTheCompilerSays(@TempDir Path home) throws IOException {
    var sources = Files.createDirectories(home.resolve("native/baseline"));
    Files.writeString(sources.resolve("main.c"), "int main(void) { return undeclared; }\n");

    var problem = assertThrows(IOException.class, () -> Baseline.compile(home, home));

    assertTrue(String.valueOf(problem.getMessage()).contains("undeclared"), problem::toString);
  }
}
