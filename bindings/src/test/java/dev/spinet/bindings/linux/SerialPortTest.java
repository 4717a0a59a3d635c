package dev.spinet.bindings.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A serial port on a real pseudo terminal. */
@Timeout(60)
class SerialPortTest {
  private static final long LONG_ENOUGH = TimeUnit.SECONDS.toNanos(20);
  private static final long FOR_EVER = Long.MAX_VALUE;
  private static final int MEBIBYTE = 1 << 20;

  /** More than a pseudo terminal holds while nobody takes it. */
  private static final int MORE_THAN_FITS = 1 << 16;

  private final Arena arena = Arena.ofShared();
  private final Pty pty = Pty.open();
  private SerialPort port;

  @BeforeEach
  void openPort() throws IOException {
    port = SerialPort.open(pty.path(), SerialConfig.of(115_200));
  }

  @AfterEach
  void closeAll() throws IOException {
    port.close();
    pty.close();
    arena.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 9600, 74_880, 115_200, 921_600, 1_234_567, 4_000_000})
  void anySpeedReachesTheOtherEnd(int baud) throws IOException {
    port.setBaudRate(baud);

    assertEquals(baud, port.baudRate());
    assertEquals(baud, pty.outputSpeed());
    assertEquals(baud, pty.inputSpeed());
  }

  @Test
  void opensAtTheConfiguredSpeedAndFlowControl() throws IOException {
    port.close();
    port = SerialPort.open(pty.path(), SerialConfig.of(250_000).withFlowControl(true));

    assertEquals(250_000, pty.outputSpeed());
    assertTrue(pty.flowControl());
  }

  @Test
  void flowControlIsSwitched() throws IOException {
    port.setFlowControl(true);
    assertTrue(pty.flowControl());
    port.setFlowControl(false);
    assertFalse(pty.flowControl());
    assertEquals(115_200, pty.outputSpeed(), "the speed stays");
  }

  @Test
  void aMebibyteArrivesAsItWasSent() throws Exception {
    var sent = Pty.pattern(MEBIBYTE, 1);
    var sender =
        Background.run(() -> {
          pty.send(sent);
          return true;
        });
    var received = arena.allocate(MEBIBYTE);
    int done = 0;
    while (done < MEBIBYTE) {
      int n = port.read(received, done, MEBIBYTE - done, LONG_ENOUGH);
      assertTrue(n > 0, "after " + done + " bytes");
      done += n;
    }

    sender.result();
    assertArrayEquals(sent, received.toArray(JAVA_BYTE));
  }

  @Test
  void aMebibyteLeavesAsItWasWritten() throws Exception {
    var written = Pty.pattern(MEBIBYTE, 2);
    var taker = Background.run(() -> pty.take(MEBIBYTE));
    var source = arena.allocateFrom(JAVA_BYTE, written);
    int done = 0;
    while (done < MEBIBYTE) {
      int n = port.write(source, done, MEBIBYTE - done, LONG_ENOUGH);
      assertTrue(n > 0, "after " + done + " bytes");
      done += n;
    }

    assertArrayEquals(written, taker.result());
  }

  @Test
  void readsIntoTheMiddleOfASegmentAndNoFurther() throws IOException {
    var target = arena.allocate(8);
    target.fill((byte) 0x55);
    pty.send(new byte[] {1, 2, 3, 4, 5});

    assertEquals(3, port.read(target, 2, 3, LONG_ENOUGH));
    assertArrayEquals(
        new byte[] {0x55, 0x55, 1, 2, 3, 0x55, 0x55, 0x55}, target.toArray(JAVA_BYTE));
    assertEquals(2, port.read(target, 0, 8, LONG_ENOUGH), "the rest is not lost");
  }

  @Test
  void readingEndsAfterTheTimeOut() throws IOException {
    var target = arena.allocate(1);
    assertEquals(0, port.read(target, 0, 1, 0));
    long start = System.nanoTime();
    assertEquals(0, port.read(target, 0, 1, TimeUnit.MILLISECONDS.toNanos(50)));
    assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(50));
  }

  @Test
  void writingToAFullLineEndsAfterTheTimeOut() throws IOException {
    var bytes = arena.allocate(4096);
    int sum = 0;
    int n;
    do {
      n = port.write(bytes, 0, 4096, TimeUnit.MILLISECONDS.toNanos(50));
      sum += n;
    } while (n > 0 && sum < MEBIBYTE);

    assertEquals(0, n, "nobody takes the bytes, and no line holds so many");
  }

  /** Writes more than fits; ends early if a call takes nothing. */
  private Background<Integer> writeMoreThanFits() {
    var bytes = arena.allocate(MORE_THAN_FITS);
    return Background.run(() -> {
      int sum = 0;
      while (sum < MORE_THAN_FITS) {
        int n = port.write(bytes, sum, MORE_THAN_FITS - sum, FOR_EVER);
        if (n == 0) {
          break;
        }
        sum += n;
      }
      return sum;
    });
  }

  @Test
  void writingGoesOnWhenTheLineTakesMore() throws Exception {
    var writer = writeMoreThanFits().awaitPolling();
    pty.take(MORE_THAN_FITS);

    assertEquals(MORE_THAN_FITS, writer.result());
  }

  @Test
  void dataEndsTheWait() throws Exception {
    var target = arena.allocate(4);
    var reader = Background.run(() -> port.read(target, 0, 4, FOR_EVER));
    reader.awaitPolling();
    pty.send(new byte[] {7});

    assertEquals(1, reader.result());
    assertEquals(7, target.get(JAVA_BYTE, 0));
  }

  @Test
  void wakeupEndsAPresentRead() throws Exception {
    var reader = Background.run(() -> port.read(arena.allocate(1), 0, 1, FOR_EVER));
    reader.awaitPolling();
    port.wakeup();

    assertEquals(0, reader.result());
  }

  @Test
  void wakeupEndsTheNextReadOnly() throws Exception {
    port.wakeup();
    assertEquals(0, port.read(arena.allocate(1), 0, 1, FOR_EVER));

    var reader = Background.run(() -> port.read(arena.allocate(1), 0, 1, FOR_EVER));
    reader.awaitPolling();
    pty.send(new byte[1]);
    assertEquals(1, reader.result());
  }

  @Test
  void wakeupLeavesTheWriterAlone() throws Exception {
    var writer = writeMoreThanFits().awaitPolling();
    port.wakeup();
    pty.take(MORE_THAN_FITS);

    assertEquals(MORE_THAN_FITS, writer.result());
  }

  @Test
  void closeWakesTheReader() throws Exception {
    var reader = Background.run(() -> port.read(arena.allocate(1), 0, 1, FOR_EVER));
    reader.awaitPolling();
    port.close();

    assertEquals(0, reader.result());
  }

  @Test
  void closeWakesReaderAndWriter() throws Exception {
    var reader = Background.run(() -> port.read(arena.allocate(1), 0, 1, FOR_EVER));
    var writer = writeMoreThanFits();
    reader.awaitPolling();
    writer.awaitPolling();
    port.close();

    assertEquals(0, reader.result());
    assertTrue(writer.result() < MORE_THAN_FITS);
  }

  @Test
  void aClosedPortSaysSo() throws IOException {
    port.close();
    port.close();

    assertEquals(0, port.read(arena.allocate(1), 0, 1, FOR_EVER));
    assertEquals(0, port.write(arena.allocate(1), 0, 1, FOR_EVER));
    port.wakeup();
    var e = assertThrows(BusException.class, () -> port.baudRate());
    assertEquals(pty.path() + ": cannot read its settings: it is closed.", e.getMessage());
  }

  @Test
  void hangUpEndsTheInput() throws Exception {
    var reader = Background.run(() -> port.read(arena.allocate(1), 0, 1, FOR_EVER));
    reader.awaitPolling();
    pty.close();

    assertEquals(-1, reader.result());
    assertEquals(-1, port.read(arena.allocate(1), 0, 1, 0));
  }

  @Test
  void writingAfterAHangUpIsAnError() {
    pty.close();

    var e =
        assertThrows(BusException.class, () -> port.write(arena.allocate(1), 0, 1, LONG_ENOUGH));
    assertEquals(Errno.EIO.number(), e.errno());
    assertTrue(e.getMessage().startsWith(pty.path() + ": cannot write: "), e.getMessage());
  }

  @Test
  void discardedInputIsGone() throws IOException {
    pty.send(new byte[] {1, 2, 3});
    var target = arena.allocate(3);
    assertEquals(1, port.read(target, 0, 1, LONG_ENOUGH));
    port.discardInput();
    pty.send(new byte[] {9});

    assertEquals(1, port.read(target, 0, 3, LONG_ENOUGH));
    assertEquals(9, target.get(JAVA_BYTE, 0));
  }

  @Test
  void theFormerSettingsComeBack() throws IOException {
    port.close();
    var before = pty.settings();
    port = SerialPort.open(pty.path(), SerialConfig.of(250_000).withFlowControl(true));
    port.close();

    assertArrayEquals(before, pty.settings());
  }

  @Test
  void aSecondProgramIsKeptOut() throws IOException {
    var e =
        assertThrows(BusException.class, () -> SerialPort.open(pty.path(), SerialConfig.of(9600)));
    assertEquals(Errno.EBUSY.number(), e.errno());
    assertTrue(e.getMessage().contains("Another program is using it"), e.getMessage());
    assertEquals(115_200, pty.outputSpeed(), "and it changes nothing");

    port.close();
    port = SerialPort.open(pty.path(), SerialConfig.of(9600));
  }

  @Test
  void aSecondReaderIsRefused() throws Exception {
    var reader = Background.run(() -> port.read(arena.allocate(1), 0, 1, FOR_EVER));
    reader.awaitPolling();

    assertThrows(IllegalStateException.class, () -> port.read(arena.allocate(1), 0, 1, 0));
    port.wakeup();
    reader.result();
  }

  @Test
  void memoryIsChecked() {
    var four = arena.allocate(4);
    assertThrows(IndexOutOfBoundsException.class, () -> port.read(four, 1, 4, 0));
    assertThrows(IllegalArgumentException.class, () -> port.read(four, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> port.read(four.asReadOnly(), 0, 4, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> port.read(MemorySegment.ofArray(new byte[4]), 0, 4, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> port.write(MemorySegment.ofArray(new byte[4]), 0, 4, 0));
    MemorySegment freed;
    try (var brief = Arena.ofShared()) {
      freed = brief.allocate(4);
    }
    assertThrows(IllegalStateException.class, () -> port.read(freed, 0, 4, 0));
  }

  @Test
  void aReadOnlySegmentCanBeWritten() throws IOException {
    var source = arena.allocateFrom(JAVA_BYTE, (byte) 1, (byte) 2).asReadOnly();

    assertEquals(2, port.write(source, 0, 2, LONG_ENOUGH));
    assertArrayEquals(new byte[] {1, 2}, pty.take(2));
  }

  @Test
  void readingAllocatesNothing() throws Exception {
    var one = arena.allocate(1);
    var sending = new AtomicBoolean(true);
    var sender =
        Background.run(() -> {
          while (sending.get()) {
            pty.send(new byte[256]);
          }
          return true;
        });
    Allocations.assertNone(() -> assertEquals(1, port.read(one, 0, 1, LONG_ENOUGH)));

    sending.set(false);
    while (!sender.isDone()) {
      port.discardInput();
    }
    sender.result();
  }

  @Test
  void writingAllocatesNothing() throws Exception {
    var one = arena.allocate(1);
    var taker =
        Background.run(() -> {
          while (pty.take(1)[0] == 0) {}
          return true;
        });
    Allocations.assertNone(() -> assertEquals(1, port.write(one, 0, 1, LONG_ENOUGH)));

    one.set(JAVA_BYTE, 0, (byte) 1);
    assertEquals(1, port.write(one, 0, 1, LONG_ENOUGH));
    taker.result();
  }

  @Test
  void nothingStaysOpen() throws IOException {
    port.close();
    var before = OpenFiles.ofDevices();
    for (int i = 0; i < 50; i++) {
      SerialPort.open(pty.path(), SerialConfig.of(9600)).close();
      assertThrows(BusException.class, () -> SerialPort.open("/dev/null", SerialConfig.of(9600)));
    }

    assertEquals(before, OpenFiles.ofDevices());
  }
}
