package dev.spinet.cli.nc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** spinet nc as somebody uses it who types: on a terminal, ended by the key Ctrl-C. */
@Timeout(180)
final class NcOnATerminalIT {

  private static final int CTRL_C = 3;

  @TempDir private Path temporary;

  @Test
  void sendsWhatIsTypedAndEndsInOrder() throws Exception {
    Path screen = temporary.resolve("screen");
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String command =
          "'%s' --enable-native-access=dev.spinet.bindings -p '%s' -m dev.spinet.cli/dev.spinet.cli.Main nc -d sim:w5500 10.0.2.2 %d"
              .formatted(
                  Path.of(System.getProperty("java.home"), "bin", "java"),
                  Path.of("target", "app").toAbsolutePath(),
                  server.getLocalPort());
      // The signal is ignored by what a script starts in the background, as this may have been;
      // script(1) runs a command on a terminal of its own.
      var process =
          new ProcessBuilder("env", "--default-signal=INT", "script", "-qefc", command, "/dev/null")
              .redirectErrorStream(true)
              .redirectOutput(screen.toFile())
              .start();
      try (var keys = process.getOutputStream();
          var peer = server.accept()) {
        keys.write("hello\n".getBytes(StandardCharsets.UTF_8));
        keys.flush();
        byte[] hello = peer.getInputStream().readNBytes(6);
        assertArrayEquals("hello\n".getBytes(StandardCharsets.UTF_8), hello);
        keys.write(CTRL_C);
        keys.flush();
        // The end of the stream; a reset would throw.
        assertEquals(-1, peer.getInputStream().read());
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
        assertEquals(130, process.exitValue(), Files.readString(screen));
        assertTrue(Files.readString(screen).contains("spinet: interrupted"));
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
