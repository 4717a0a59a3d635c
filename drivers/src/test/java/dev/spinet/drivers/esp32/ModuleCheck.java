package dev.spinet.drivers.esp32;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.espat.FlowControl;
import dev.spinet.bindings.espat.UartLimits;
import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.espat.FirmwareProfile;
import dev.spinet.simulator.espat.ModuleTiming;
import dev.spinet.simulator.lan.VirtualEspAt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Writes bytes to a simulated module and checks what must hold whatever they are: nothing is thrown
 * out of the module, what it says to a host that does not listen needs bounded memory, and it
 * answers {@code AT} afterwards, as soon as its longest command can be over.
 *
 * <p>An input is one byte for what the module is like and what has gone before, and what the host
 * writes. In that {@value #PAUSE} is a pause, of as many times {@value #PAUSE_MILLIS} ms as the
 * next byte says; two of them are the byte itself.
 */
final class ModuleCheck {

  private static final int PAUSE = 0xff;
  private static final int PAUSE_MILLIS = 4;

  // Bits of the first byte.
  private static final int PROFILE = 0x07;
  private static final int ECHOING_PEER = 0x08;
  private static final int DEAF = 0x10;
  private static final int CONNECTED = 0x20;
  private static final int PACED = 0x40;

  /** What the module may keep for a host, beside its buffers: the longest answer, and more. */
  private static final int MOST_UNREAD = UartLimits.TX_BUFFER + 24 * 1024;

  /** Longer than the longest time that a host can give a command (AT+CWJAP, ten minutes). */
  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(12);

  private static final int BUFFER = 4096;
  private static final int MOMENT_MILLIS = 50;

  /** Alone on the line for so long, three pluses end what the host was sending. */
  private static final int SILENCE_MILLIS = 1100;

  private final byte[] input;
  private final boolean deaf;
  private final VirtualEspAt board;
  private final ByteLink serial;
  private final MemorySegment buffer;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final StringBuilder heard = new StringBuilder();

  private ModuleCheck(byte[] input, Arena arena) {
    this.input = input;
    deaf = is(DEAF);
    var profiles = FirmwareProfile.values();
    var options =
        EspAtOptions.DEFAULT
            .withProfile(profiles[(input[0] & PROFILE) % profiles.length])
            .withTiming(is(PACED) ? ModuleTiming.LINE : ModuleTiming.INSTANT)
            .withFlowControl(FlowControl.NONE, false);
    // A peer that sends back what it gets stops listening when it is not listened to.
    var peer = is(ECHOING_PEER) ? VirtualEspAt.Peer.ECHO : VirtualEspAt.Peer.DISCARD;
    board = new VirtualEspAt(options, peer, Duration.ZERO);
    serial = board.serial();
    buffer = arena.allocate(BUFFER);
  }

  private boolean is(int bit) {
    return (input[0] & bit) != 0;
  }

  /** Runs, and throws an {@link AssertionError} if something does not hold. */
  static void run(byte[] input) {
    if (input.length == 0) {
      return;
    }
    try (var arena = Arena.ofConfined()) {
      var check = new ModuleCheck(input, arena);
      try (var _ = check.board) {
        check.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void run() throws IOException {
    listen(MOMENT_MILLIS);
    if (is(CONNECTED)) {
      connect();
    }
    heard.setLength(0);
    boolean taken = true;
    for (int at = 1; taken && at < input.length; at++) {
      int octet = input[at] & 0xff;
      int next = at + 1 < input.length ? input[at + 1] & 0xff : PAUSE;
      if (octet == PAUSE && next != PAUSE) {
        pause(next * PAUSE_MILLIS);
        at++;
      } else {
        int end = endOfRun(at);
        taken = write(input, at, end - at);
        at = end - 1;
      }
    }
    if (deaf) {
      heard.setLength(0);
      listen(MOMENT_MILLIS);
      check(heard.length() <= MOST_UNREAD, heard.length() + " bytes for a host that does not read");
    }
    answersAgain();
  }

  /** Joins and has link 0 to the peer. */
  private void connect() throws IOException {
    say("ATE0\r\n");
    say("AT+CWMODE=1\r\n");
    say("AT+CIPMUX=1\r\n");
    say(
        "AT+CIPSTA=\"%s\",\"0.0.0.0\",\"%s\"\r\n"
            .formatted(VirtualEspAt.MODULE, VirtualEspAt.NETMASK));
    say("AT+CWJAP=\"%s\",\"%s\"\r\n".formatted(VirtualEspAt.SSID, VirtualEspAt.PASSWORD));
    say("AT+CIPSTART=0,\"TCP\",\"%s\",%d\r\n".formatted(VirtualEspAt.PEER, VirtualEspAt.PORT));
    check(heard.toString().contains("0,CONNECT"), "no connection: " + heard);
  }

  /** Where the bytes end that come without a pause. */
  private int endOfRun(int from) {
    int end = from + 1;
    while (end < input.length && (input[end] & 0xff) != PAUSE) {
      end++;
    }
    return end;
  }

  // ---- the host

  private void say(String text) throws IOException {
    byte[] bytes = text.getBytes(ISO_8859_1);
    check(write(bytes, 0, bytes.length), "the module takes nothing");
    listen(MOMENT_MILLIS);
  }

  /** Whether the module takes it all; it need not if its peer or its host takes nothing. */
  private boolean write(byte[] bytes, int offset, int length) throws IOException {
    written.write(bytes, offset, length);
    int done = 0;
    for (int refusals = 0; done < length && refusals < 4; ) {
      int size = Math.min(BUFFER, length - done);
      MemorySegment.copy(bytes, offset + done, buffer, JAVA_BYTE, 0, size);
      int n = serial.write(buffer, 0, size, TimeUnit.MILLISECONDS.toNanos(MOMENT_MILLIS));
      done += n;
      refusals += n == 0 ? 1 : 0;
      pause(0);
    }
    return done == length;
  }

  private void pause(int millis) throws IOException {
    if (deaf) {
      board.clock().advance(Duration.ofMillis(millis));
    } else {
      listen(millis);
    }
  }

  /** Reads for so long. */
  private void listen(int millis) throws IOException {
    long end = serial.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    int n;
    do {
      n = serial.read(buffer, 0, BUFFER, Math.max(0, end - serial.nanoTime()));
      for (int i = 0; i < n; i++) {
        heard.append((char) (buffer.get(JAVA_BYTE, i) & 0xff));
      }
    } while (n > 0 || serial.nanoTime() < end);
  }

  // ---- afterwards

  private void answersAgain() throws IOException {
    String all = written.toString(ISO_8859_1);
    if (all.contains("UART_DEF")) {
      return; // It may start at a speed that this host does not know.
    }
    if (all.contains("UART_")) {
      board.module().reset();
      listen(MOMENT_MILLIS);
    }
    long start = serial.nanoTime();
    for (int attempt = 0; !answersTwice(); attempt++) {
      check(serial.nanoTime() - start < PATIENCE, "no answer any more, but: " + heard);
      if (is(ECHOING_PEER) && attempt == 2) {
        trySay("AT+RST\r\n");
      }
    }
  }

  /** The first answer may still be that to something else. */
  private boolean answersTwice() throws IOException {
    boolean once = answers();
    return once && answers();
  }

  /** Whether it answers, once it has been told that whatever went before is over. */
  private boolean answers() throws IOException {
    listen(SILENCE_MILLIS);
    trySay("+++");
    listen(SILENCE_MILLIS);
    trySay("\r\n");
    heard.setLength(0);
    trySay("AT\r\n");
    return heard.toString().endsWith("\r\nOK\r\n");
  }

  private void trySay(String text) throws IOException {
    byte[] bytes = text.getBytes(ISO_8859_1);
    var _ = write(bytes, 0, bytes.length);
    listen(MOMENT_MILLIS);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
