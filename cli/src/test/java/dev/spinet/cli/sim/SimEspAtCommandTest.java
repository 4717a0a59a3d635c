package dev.spinet.cli.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.Captured;
import dev.spinet.cli.Tool;
import dev.spinet.cli.device.Devices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spinet sim esp-at}, used by a program that knows nothing of this project. */
class SimEspAtCommandTest {

  /** Joins, sends a line over TCP, and prints the one that comes back. */
  private static final String CLIENT =
      """
      import os, select, sys, termios, tty
      port = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)
      tty.setraw(port)
      settings = termios.tcgetattr(port)
      settings[4] = settings[5] = termios.B115200
      termios.tcsetattr(port, termios.TCSANOW, settings)
      heard = b""
      def expect(text):
          global heard
          while text not in heard:
              if not select.select([port], [], [], 30)[0]:
                  sys.exit("no %r in %r" % (text, heard))
              heard += os.read(port, 4096)
          answer, heard = heard[:heard.index(text)], heard[heard.index(text) + len(text):]
          return answer
      def ask(command, text=b"\\r\\nOK\\r\\n"):
          os.write(port, command + b"\\r\\n")
          return expect(text)
      ask(b"ATE0")
      print(ask(b"AT+GMR").split(b"\\r\\n")[0].split(b"(")[0].decode())
      ask(b"AT+CWMODE=1")
      ask(b'AT+CWJAP="Your Wifi SSID","Your Wifi Password"', b"WIFI GOT IP\\r\\n\\r\\nOK\\r\\n")
      ask(b'AT+CIPSTART="TCP","10.0.2.2",' + sys.argv[2].encode(), b"CONNECT\\r\\n\\r\\nOK\\r\\n")
      ask(b"AT+CIPSEND=6", b">")
      os.write(port, b"hello\\n")
      expect(b"SEND OK\\r\\n")
      expect(b"+IPD,6:")
      print(expect(b"\\n").decode())
      """;

  @TempDir private Path folder;

  @Test
  void anyProgramCanUseTheSerialPort() throws Exception {
    var link = folder.resolve("esp");
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var simulation =
            RunningSimulation.startOf(
                "esp-at",
                "--pty",
                link.toString(),
                "--profile",
                "3.4",
                "--timing",
                "line",
                "--trace",
                folder.resolve("at.txt").toString(),
                "--trace",
                folder.resolve("lan.pcap").toString(),
                "--faults",
                Files.writeString(folder.resolve("faults.txt"), "on 2nd command CIPSEND: reboot\n")
                    .toString(),
                "--ap",
                "Your Wifi SSID:Your Wifi Password",
                "--ap",
                "Café")) {
      var echo = CompletableFuture.supplyAsync(() -> echoLine(server));
      var client = Files.writeString(folder.resolve("client.py"), CLIENT);
      var said =
          Tool.run(
              folder,
              "python3",
              client.toString(),
              link.toString(),
              Integer.toString(server.getLocalPort()));
      assertEquals(List.of("AT version:3.4.0.0", "hello"), said);
      assertEquals("hello", echo.get(30, TimeUnit.SECONDS));
      assertEquals(130, simulation.end());
      assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS), "the link is left behind");
      assertTrue(simulation.out().contains("; 0 B lost"), simulation.out());
      assertFalse(simulation.out().contains("Your Wifi Password"), "a password is shown");
      assertTrue(simulation.out().contains("Café (OPEN)"), simulation.out());
      assertTrue(simulation.out().contains("0 faults were injected"), simulation.out());
      var trace = Files.readString(folder.resolve("at.txt"));
      assertTrue(trace.contains(" >> AT+CIPSEND=6\n"), trace);
      assertTrue(trace.contains(" >> (6 bytes)\n"), trace);
      assertTrue(trace.contains(" << +IPD,6 (6 bytes)\n"), trace);
      assertTrue(trace.contains(" >> AT+CWJAP=\"***\",\"***\"\n"), trace);
      assertFalse(trace.contains("hello"), trace);
      assertFalse(trace.contains("Password"), trace);
      assertTrue(Files.size(folder.resolve("lan.pcap")) > 1000, "no packets");
    }
  }

  private static String echoLine(ServerSocket server) {
    try (var connection = server.accept()) {
      var line = new StringBuilder();
      for (int next = connection.getInputStream().read(); next != '\n' && next >= 0; ) {
        line.append((char) next);
        next = connection.getInputStream().read();
      }
      connection.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      return line.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void mistakesAreNamed() {
    assertMistake("--profile is one of 2.3, 2.4, 3.4, 4.1, 5.0, not '1.7'", "--profile", "1.7");
    assertMistake("a module runs at 80 to 5000000 baud, not 9", "--baud", "9");
    assertMistake("--command-time: '2' is not a time", "--command-time", "2");
    assertMistake("--faults: there is no file 'none'", "--faults", "none");
    assertMistake("this SSID needs 1 to 32 bytes, not 0", "--ap", ":secret");
  }

  private void assertMistake(String message, String... options) {
    var pipe = Captured.pipe();
    var arguments = new ArrayList<>(List.of("sim", "esp-at"));
    arguments.addAll(List.of(options));
    int code = pipe.run(Devices::open, arguments.toArray(String[]::new));
    assertEquals(2, code, pipe.err());
    assertTrue(pipe.err().contains(message), pipe.err());
  }

  @Test
  void aFileInTheWayStaysThere() throws Exception {
    var file = Files.writeString(folder.resolve("mine"), "precious");
    var pipe = Captured.pipe();
    int code = pipe.run(Devices::open, "sim", "esp-at", "--pty", file.toString());
    assertEquals(1, code, pipe.err());
    assertTrue(pipe.err().contains("exists already"), pipe.err());
    assertEquals("precious", Files.readString(file));
  }
}
