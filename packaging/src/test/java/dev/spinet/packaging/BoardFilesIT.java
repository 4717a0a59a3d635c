package dev.spinet.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit, the udev rules and the groups, before those who read them on a board. */
class BoardFilesIT {

  /** What a JVM exits with that SIGTERM has ended: 128 and the signal's number. */
  private static final int TERMINATED = 143;

  private static final Pattern START = Pattern.compile("(?m)^ExecStart=(.*)$");
  private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

  @TempDir Path folder;

  private String print(String file) throws Exception {
    var result =
        Run.toEnd(
            folder, List.of(Run.JAVA.toString(), "-jar", Run.JAR.toString(), "service", file));
    assertEquals(0, result.code(), result.err());
    return result.out();
  }

  @Test
  void systemdUnderstandsTheUnit() throws Exception {
    var unit = Files.writeString(folder.resolve("spinet.service"), print("unit"));
    var result = Run.toEnd(folder, List.of("systemd-analyze", "verify", unit.toString()));
    assertEquals(0, result.code(), result.err());
    assertFalse(result.err().contains("spinet.service"), result.err());
  }

  @Test
  void systemdMakesTheGroups() throws Exception {
    var groups = Files.writeString(folder.resolve("spinet.conf"), print("groups"));
    var result = Run.toEnd(folder, List.of("systemd-sysusers", "--dry-run", groups.toString()));
    assertEquals(0, result.code(), result.err());
  }

  @Test
  @Tag("fuse")
  void udevUnderstandsTheRules() throws Exception {
    var rules = Files.createDirectory(folder.resolve("rules"));
    Files.writeString(rules.resolve("60-spinet.rules"), print("udev"));
    var group = folder.resolve("group");
    Files.writeString(
        group, Files.readString(Path.of("/etc/group")) + "spi:x:64001:\ngpio:x:64002:\n");
    // Only this process sees the rules in the place of the machine's, and the groups.
    var script =
        "mount --bind '%s' /etc/udev/rules.d && mount --bind '%s' /etc/group"
                .formatted(rules, group)
            + " && udevadm test --action=add /sys/class/mem/null";
    var result = Run.toEnd(folder, List.of("unshare", "--mount", "sh", "-c", script));
    var said = result.out() + result.err();
    assertEquals(0, result.code(), said);
    assertTrue(said.contains("60-spinet.rules"), said);
    var complaints = said.lines().filter(line -> line.contains("60-spinet.rules:")).toList();
    assertEquals(List.of(), complaints);
  }

  /** The command of the unit, with a configuration of the test's: it serves, and ends in order. */
  @Test
  void theCommandOfTheUnitForwards() throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 5);
          exchange.getResponseBody().write("hello".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
    try {
      var config =
          Files.writeString(
              folder.resolve("forward.conf"),
              print("config")
                  .replaceFirst("(?m)^device .*$", "device sim:w5500")
                  .replaceFirst(
                      "(?m)^forward .*$", "forward 0=10.0.2.2:" + server.getAddress().getPort()));
      var state = folder.resolve("state.json");
      var start = START.matcher(print("unit"));
      assertTrue(start.find());
      var command =
          new ArrayList<>(
              List.of(
                  start
                      .group(1)
                      .replace("/etc/spinet/forward.conf", config.toString())
                      .replace("${RUNTIME_DIRECTORY}/state.json", state.toString())
                      .split(" ", -1)));
      var process = Run.start(folder, command);
      try {
        Run.await(state, "\"address\":\"10.0.2.15\"", process);
        var port = PORT.matcher(Files.readString(state));
        assertTrue(port.find(), Files.readString(state));
        var page = URI.create("http://127.0.0.1:%s/".formatted(port.group(1))).toURL();
        try (var in = page.openStream()) {
          assertEquals("hello", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        process.destroy();
        var result = Run.end(folder, process);
        assertEquals(TERMINATED, result.code(), result.err());
        assertFalse(Files.exists(state));
      } finally {
        process.destroyForcibly();
      }
    } finally {
      server.stop(0);
    }
  }
}
