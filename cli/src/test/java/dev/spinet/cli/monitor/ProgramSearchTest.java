package dev.spinet.cli.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.exit.UsageException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which program is looked at, and what a program may say. */
@Timeout(60)
final class ProgramSearchTest {

  @TempDir private Path folder;
  private final List<String> notices = new ArrayList<>();

  /** A program that says everything at once, or nothing at all. */
  private final class Program implements AutoCloseable {

    private final ServerSocketChannel server =
        ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    private final Path path;

    Program(String name, String says) throws IOException {
      path = folder.resolve(name + ".sock");
      server.bind(UnixDomainSocketAddress.of(path));
      if (!says.isEmpty()) {
        Thread.ofVirtual().start(() -> serve(says));
      }
    }

    private void serve(String says) {
      try {
        while (true) {
          try (var client = server.accept()) {
            var bytes = ByteBuffer.wrap(says.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
              client.write(bytes);
            }
            while (client.read(ByteBuffer.allocate(64)) > 0) {
              // Until the other side has had enough.
            }
          } catch (IOException e) {
            if (!server.isOpen()) {
              throw e;
            }
          }
        }
      } catch (IOException e) {
        // Closed: the test is over.
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static String with(String device) {
    return "spinet 1 1\ndevice %s\nage 1\nend\n".formatted(device);
  }

  private MonitorConnection search() throws Exception {
    return new ProgramSearch(null, List.of(folder), notices::add).open();
  }

  private MonitorConnection open(Program program) throws Exception {
    return MonitorConnection.open(program.path.toString(), notices::add);
  }

  @Test
  void severalAreToldApartByTheirDevices() throws Exception {
    try (var first = new Program("999999991", with("W5500 on /dev/spidev0.0"));
        var second = new Program("999999992", with("ESP32 on /dev/ttyUSB0"))) {
      var several = assertThrows(UsageException.class, this::search);
      String sentence = String.valueOf(several.getMessage());
      assertTrue(sentence.contains("999999991 (W5500 on /dev/spidev0.0)"), sentence);
      assertTrue(sentence.contains("999999992 (ESP32 on /dev/ttyUSB0)"), sentence);
      assertTrue(first.server.isOpen() && second.server.isOpen());
    }
  }

  @Test
  void oneThatIsStoppedIsPassedOverAndNamed() throws Exception {
    try (var stopped = new Program("999999991", "");
        var program = new Program("999999992", with("x"));
        var found = search()) {
      assertEquals("x", found.statistics().getFirst().name());
      assertEquals(List.of("program 999999991 does not answer: stopped, or hanging"), notices);
      assertTrue(stopped.server.isOpen() && program.server.isOpen());
    }
  }

  @Test
  void whatIsShownCommandsNoTerminal() throws Exception {
    try (var program = new Program("1", with("a\033[2J\u009b2Jb"));
        var connection = open(program)) {
      assertEquals("a?[2J?2Jb", connection.statistics().getFirst().name());
    }
  }

  @Test
  void aLineThatDoesNotEndIsAnError() throws Exception {
    try (var program = new Program("1", "spinet 1 1\n" + "x".repeat(1 << 20) + "\nend\n");
        var connection = open(program)) {
      var error = assertThrows(IOException.class, connection::statistics);
      assertTrue(String.valueOf(error.getMessage()).contains("does not end"), error.toString());
    }
  }

  private static long descriptors() throws IOException {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  @Test
  void nothingStaysOpenOfWhatIsNoProgram() throws Exception {
    try (var program = new Program("1", "220 mail.example ESMTP\n")) {
      long before = descriptors();
      for (int i = 0; i < 100; i++) {
        assertThrows(UsageException.class, () -> open(program));
      }
      // Others may have opened some meanwhile.
      assertFalse(descriptors() > before + 50);
    }
  }
}
