package dev.spinet.simulator.espat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.linux.SerialConfig;
import dev.spinet.bindings.linux.SerialPort;
import dev.spinet.simulator.clock.RealTimeClock;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real termios and a real poll(2), with a module at the other end. */
class EspAtPtyTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final RealTimeClock clock = new RealTimeClock();
  private final EspAtModule module =
      new EspAtModule(clock, new Radio(), EspAtOptions.DEFAULT.withTiming(ModuleTiming.LINE));

  @TempDir private Path folder;

  @AfterEach
  void close() {
    module.close();
    clock.close();
  }

  @Test
  void programsComeAndGo() throws Exception {
    try (var pty = EspAtPty.open(module, Optional.empty())) {
      for (int program = 0; program < 3; program++) {
        try (var port = SerialPort.open(pty.path().toString(), SerialConfig.of(115_200))) {
          send(port, "ATE0\r\n");
          expect(port, "\r\nOK\r\n");
          send(port, "AT+CWMODE?\r\n");
          expect(port, "+CWMODE:0\r\n\r\nOK\r\n");
        }
      }
    }
  }

  @Test
  void theSpeedIsThatOfTermios() throws Exception {
    try (var pty = EspAtPty.open(module, Optional.empty());
        var port = SerialPort.open(pty.path().toString(), SerialConfig.of(115_200))) {
      send(port, "ATE0\r\n");
      expect(port, "\r\nOK\r\n");
      send(port, "AT+UART_CUR=921600,8,1,0,3\r\n");
      expect(port, "\r\nOK\r\n");
      port.setBaudRate(921_600);
      port.setFlowControl(true);
      send(port, "AT+UART_CUR?\r\n");
      expect(port, "+UART_CUR:922190,8,1,0,3\r\n\r\nOK\r\n");
      port.setBaudRate(115_200);
      // Sixteen bits at the old speed are two at the new one: nothing like a command arrives.
      long before = module.counters().serial().bytesToModule();
      send(port, "AT+CWMODE?\r\n");
      awaitBytes(before + "AT+CWMODE?\r\n".length());
      port.setBaudRate(921_600);
      send(port, "\r\n");
      expect(port, "\r\nERROR\r\n");
      send(port, "AT+CWMODE?\r\n");
      expect(port, "+CWMODE:0\r\n\r\nOK\r\n");
    }
  }

  @Test
  void aLinkLeadsToIt() throws Exception {
    var link = folder.resolve("module");
    try (var pty = EspAtPty.open(module, Optional.of(link))) {
      assertEquals(pty.path(), Files.readSymbolicLink(link));
      assertThrows(
          FileAlreadyExistsException.class, () -> EspAtPty.open(module, Optional.of(link)));
      try (var port = SerialPort.open(link.toString(), SerialConfig.of(115_200))) {
        send(port, "ATE0\r\n");
        expect(port, "\r\nOK\r\n");
      }
    }
    assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
    Files.createSymbolicLink(link, folder.resolve("nowhere"));
    EspAtPty.open(module, Optional.of(link)).close();
    assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void closingTwiceHasNoEffect() throws Exception {
    var pty = EspAtPty.open(module, Optional.empty());
    pty.close();
    pty.close();
    assertFalse(Files.exists(pty.path()));
  }

  @Test
  void anInterruptedCloseWaitsForItsThreadAllTheSame() throws Exception {
    var pty = EspAtPty.open(module, Optional.empty());
    Thread.currentThread().interrupt();
    pty.close();
    assertTrue(Thread.interrupted(), "the interrupt is lost");
    assertFalse(pty.isWatched());
  }

  /** Waits until the line has carried so many bytes to the module. */
  private void awaitBytes(long count) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (module.counters().serial().bytesToModule() < count) {
      assertTrue(System.nanoTime() < deadline, "the bytes do not arrive");
      Thread.onSpinWait();
    }
  }

  private static void send(ByteLink port, String text) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, WireText.bytes(text));
      int written = port.write(bytes, 0, text.length(), LIMIT.toNanos());
      assertEquals(text.length(), written);
    }
  }

  /** Reads until a text has come; what comes before it is not looked at. */
  private static void expect(ByteLink port, String text) throws IOException {
    var heard = new StringBuilder();
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try (var arena = Arena.ofConfined()) {
      var buffer = arena.allocate(256);
      while (heard.indexOf(text) < 0) {
        int n = port.read(buffer, 0, 256, LIMIT.toNanos());
        assertTrue(n > 0 && System.nanoTime() < deadline, () -> "only this has come: " + heard);
        heard.append(WireText.of(buffer.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE), 0, n));
      }
    }
  }
}
