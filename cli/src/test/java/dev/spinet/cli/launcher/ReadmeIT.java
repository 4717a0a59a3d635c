package dev.spinet.cli.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.fuse.VirtualDeviceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program in README.md, compiled and run as it stands there on virtual device files. Only names
 * and addresses are put in the place of those of a board.
 */
@Tag("fuse")
class ReadmeIT {

  private static final int GREETING_BYTES = 12;
  private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static final String FRAME =
      """
      import static dev.spinet.socket.SocketConstants.AF_INET;
      import static dev.spinet.socket.SocketConstants.SOCK_STREAM;

      import dev.spinet.drivers.w5500.W5500;
      import dev.spinet.socket.Socket;
      import java.lang.foreign.Arena;
      import java.lang.foreign.MemorySegment;
      import java.lang.foreign.ValueLayout;
      import java.nio.charset.StandardCharsets;

      class Program {
        public static void main(String[] arguments) throws Exception {
      BODY  }
      }
      """;

  @Test
  void theProgramRuns(@TempDir Path temporary) throws Exception {
    var program = PROGRAM.matcher(Files.readString(Scripts.projectRoot().resolve("README.md")));
    assertTrue(program.find(), "README.md has no program");
    Path directory = temporary.toRealPath().resolve("dev");
    try (var devices =
            VirtualDeviceProcess.start(directory, "w5500", List.of(), List.of(), List.of());
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> echo(server));
      String body = program.group(1);
      body = replaced(body, "\"/dev/spidev0.0\"", "\"" + devices.spidev() + "\"");
      body = replaced(body, "\"/dev/gpiochip0\"", "\"" + devices.gpioChip() + "\"");
      body = replaced(body, "\"192.168.1.10\", 5555", "\"10.0.2.2\", " + server.getLocalPort());
      Path source =
          Files.writeString(temporary.resolve("Program.java"), FRAME.replace("BODY", body));

      String modules = Scripts.projectRoot().resolve("cli/target/app").toString();
      String java = Path.of(System.getProperty("java.home"), "bin").toString();
      var shell = new Shell(temporary);
      Shell.Result compiled =
          shell.run(
              java + "/javac",
              "--module-path",
              modules,
              "--add-modules=dev.spinet.drivers",
              source.toString());
      assertEquals(0, compiled.exitCode(), compiled.err());
      // A virtual GPIO chip needs descriptors ready for its lines, which this shell hands down.
      Shell.Result run =
          shell.run(
              "sh",
              "-c",
              "exec 7<\"$0/linepool0\" && exec \"$@\"",
              directory.toString(),
              java + "/java",
              "--module-path",
              modules,
              "--add-modules=dev.spinet.drivers",
              "--enable-native-access=dev.spinet.bindings",
              "--illegal-native-access=deny",
              "-cp",
              temporary.toString(),
              "Program");
      assertEquals(0, run.exitCode(), run.err());
      assertEquals("Hello World!", heard.join());
      assertEquals("12 bytes: Hello World!\n", run.out());
    }
  }

  private static String replaced(String text, String what, String with) {
    assertTrue(text.contains(what), "the program in README.md has no " + what);
    return text.replace(what, with);
  }

  private static String echo(ServerSocket server) {
    try (Socket connection = server.accept()) {
      byte[] greeting = connection.getInputStream().readNBytes(GREETING_BYTES);
      connection.getOutputStream().write(greeting);
      return new String(greeting, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
