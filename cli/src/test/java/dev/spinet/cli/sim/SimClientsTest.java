package dev.spinet.cli.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.Captured;
import dev.spinet.cli.Tool;
import dev.spinet.cli.device.Devices;
import dev.spinet.simulator.lan.W5500Lan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that use the simulated chip, in several languages: the examples of the manual. */
@Timeout(120)
class SimClientsTest {

  private static final Path NATIVE = Path.of("../native");

  @TempDir Path temporary;

  private List<String> talk(String... client) throws Exception {
    var path = temporary.resolve("chip");
    try (var simulation = RunningSimulation.start("--unix=" + path);
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var answering = Thread.ofPlatform().daemon().start(() -> echo(server));
      var command = new String[client.length + 4];
      System.arraycopy(client, 0, command, 0, client.length);
      command[client.length] = path.toString();
      command[client.length + 1] = W5500Lan.addresses().gateway().toString();
      command[client.length + 2] = Integer.toString(server.getLocalPort());
      command[client.length + 3] = "Hello World!";
      var said = Tool.run(temporary, command);
      answering.join();
      assertEquals(130, simulation.end());
      assertEquals("", simulation.err());
      assertTrue(simulation.out().contains("; 0 uses of the chip were wrong"), simulation.out());
      return said;
    }
  }

  private static void echo(ServerSocket server) {
    try (var connection = server.accept()) {
      connection.getInputStream().transferTo(connection.getOutputStream());
    } catch (IOException e) {
      // The client misses the bytes and says so.
    }
  }

  private String compiled() throws Exception {
    var program = temporary.resolve("sim_client").toString();
    Tool.run(
        temporary,
        "gcc",
        "-std=c11",
        "-I",
        NATIVE.resolve("include").toString(),
        "-o",
        program,
        NATIVE.resolve("examples/sim_client.c").toString());
    return program;
  }

  @Test
  void theExampleInC() throws Exception {
    assertEquals(List.of("version 0x04", "Hello World!"), talk(compiled()));
  }

  @Test
  void theExampleInPython() throws Exception {
    var program = NATIVE.resolve("examples/sim_client.py").toString();
    assertEquals(List.of("version 0x04", "Hello World!"), talk("python3", program));
  }

  /** The second client finds the chip as the first has left it. */
  @Test
  void theExamplesSayThatAServerRefuses() throws Exception {
    var path = temporary.resolve("chip");
    int nobody;
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = server.getLocalPort();
    }
    var target = "%s %s %d Hello".formatted(path, W5500Lan.addresses().gateway(), nobody);
    var python = "python3 " + NATIVE.resolve("examples/sim_client.py");
    var c = compiled();
    try (var simulation = RunningSimulation.start("--unix=" + path);
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> echo(server));
      var answering =
          "%s %s %d Hello".formatted(path, W5500Lan.addresses().gateway(), server.getLocalPort());
      assertEquals("Hello", shell(c + " " + answering).get(1));
      for (var client : List.of(python, c, python)) {
        var said = shell("%s %s 2>&1 || echo ended with $?".formatted(client, target));
        assertEquals(3, said.size(), said.toString());
        assertTrue(said.toString().contains("the server refuses"), said.toString());
        assertEquals("ended with 1", said.get(2));
      }
      assertEquals(130, simulation.end());
      assertEquals("", simulation.err());
    }
  }

  private List<String> shell(String command) throws Exception {
    return Tool.run(temporary, "sh", "-c", command);
  }

  @Test
  void theFewLinesOfTheManual() throws Exception {
    var manual = Files.readString(Path.of("../docs/simulator.md"));
    var block = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL).matcher(manual);
    assertTrue(block.find(), "no Python in the manual");
    var path = temporary.resolve("chip");
    assertTrue(block.group(1).contains("\"/tmp/w5500\""), block.group(1));
    var program =
        Files.writeString(
            temporary.resolve("few.py"), block.group(1).replace("/tmp/w5500", path.toString()));
    try (var simulation = RunningSimulation.start("--unix=" + path)) {
      assertEquals(List.of("01020304"), Tool.run(temporary, "python3", program.toString()));
      assertEquals(130, simulation.end());
    }
  }

  @Test
  void theDriverOfThisProject() throws Exception {
    var path = temporary.resolve("chip");
    var uri = "w5500+unix:%s?ip=10.0.2.15/24&gateway=10.0.2.2".formatted(path);
    var demo = List.of("demo", "--size=64KiB", "--server-address=127.0.0.1", "--device");
    try (var simulation = RunningSimulation.start("--unix=" + path)) {
      for (var lines : List.of("", "&int=no&reset=no", "&int=yes&reset=no")) {
        var pipe = Captured.pipe();
        var words = new ArrayList<>(demo);
        words.add(uri + lines);
        assertEquals(0, pipe.run(Devices::open, words.toArray(String[]::new)), pipe.err());
      }
      assertEquals(130, simulation.end());
      assertEquals(List.of(), RunningSimulation.complaints(simulation.err()));
    }
    var nobody = Captured.pipe();
    assertEquals(3, nobody.run(Devices::open, "demo", "--device", uri));
    assertTrue(nobody.err().contains("cannot connect to " + path), nobody.err());
    for (var wrong : List.of("?speed=1MHz", "?int=maybe", "?color=red", "?ip=here")) {
      var pipe = Captured.pipe();
      assertEquals(2, pipe.run(Devices::open, "demo", "--device", "w5500+unix:/tmp/x" + wrong));
    }
  }
}
