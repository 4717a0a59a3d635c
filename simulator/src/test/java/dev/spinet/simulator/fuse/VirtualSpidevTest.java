package dev.spinet.simulator.fuse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.spi_ioc_transfer;
import dev.spinet.simulator.fuse.spi.SpidevCounters;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The virtual spidev against the rules of the real one, through bare system calls. */
@Tag("fuse")
class VirtualSpidevTest {

  private static final int BUFSIZ = LinuxConstants.SPINET_SPIDEV_BUFSIZ_DEFAULT();
  private static final int EINVAL = -LinuxConstants.EINVAL();

  private static Bench bench;
  private RawFile spi;

  @BeforeAll
  static void startServer() throws IOException {
    bench = Bench.start("--alignment", "128");
  }

  @AfterAll
  static void stopServer() throws IOException {
    bench.close();
  }

  @BeforeEach
  void open() {
    spi = RawFile.open(bench.spidev());
    assertEquals(0, spi.setInt(LinuxConstants.SPI_IOC_WR_MODE32(), 0));
    clearLog();
  }

  @AfterEach
  void close() {
    spi.close();
  }

  private void clearLog() {
    assertEquals(3, transfers(1).send(0, false, RegisterBank.CLEAR_LOG, 0, 0).submit(spi));
  }

  private SpiTransfers transfers(int count) {
    return new SpiTransfers(spi.arena(), count);
  }

  /** Lengths of the frames that the chip has seen since the log was cleared. */
  private List<Integer> frames() {
    var message = transfers(2).send(0, false, RegisterBank.READ_LOG, 0, 0);
    var log = message.receive(1, false, 2048);
    assertEquals(2051, message.submit(spi));
    var lengths = new ArrayList<Integer>();
    for (int i = 0; i < 2048; i += 2) {
      int length =
          (Byte.toUnsignedInt(log.get(ValueLayout.JAVA_BYTE, i)) << 8)
              | Byte.toUnsignedInt(log.get(ValueLayout.JAVA_BYTE, i + 1));
      if (length == 0) {
        break;
      }
      lengths.add(length);
    }
    return lengths;
  }

  @Test
  void keepsModeWordAndSpeed() {
    assertEquals(0, spi.setInt(LinuxConstants.SPI_IOC_WR_MODE32(), 3));
    assertEquals(3, spi.getInt(LinuxConstants.SPI_IOC_RD_MODE32()));
    assertEquals(3, spi.getInt(LinuxConstants.SPI_IOC_RD_MODE()));
    assertEquals(0, spi.setInt(LinuxConstants.SPI_IOC_WR_MODE(), 1));
    assertEquals(1, spi.getInt(LinuxConstants.SPI_IOC_RD_MODE32()));
    assertEquals(0, spi.setInt(LinuxConstants.SPI_IOC_WR_MAX_SPEED_HZ(), 33_333_333));
    assertEquals(33_333_333, spi.getInt(LinuxConstants.SPI_IOC_RD_MAX_SPEED_HZ()));
    assertEquals(0, spi.setInt(LinuxConstants.SPI_IOC_WR_BITS_PER_WORD(), 0));
    assertEquals(8, spi.getInt(LinuxConstants.SPI_IOC_RD_BITS_PER_WORD()));
    assertEquals(0, spi.getInt(LinuxConstants.SPI_IOC_RD_LSB_FIRST()));
    assertEquals(0, spi.setInt(LinuxConstants.SPI_IOC_WR_LSB_FIRST(), 0));
  }

  @Test
  void modeOutlivesTheDescriptorAndSpeedDoesNot() {
    int before = spi.getInt(LinuxConstants.SPI_IOC_RD_MAX_SPEED_HZ());
    assertEquals(0, spi.setInt(LinuxConstants.SPI_IOC_WR_MODE32(), 3));
    assertEquals(0, spi.setInt(LinuxConstants.SPI_IOC_WR_MAX_SPEED_HZ(), before / 2));
    spi.close();
    // Another descriptor may be opened before the server hears of the closing; the speed is that
    // of the device as soon as it has.
    long deadline = System.nanoTime() + 5_000_000_000L;
    int speed;
    do {
      spi = RawFile.open(bench.spidev());
      speed = spi.getInt(LinuxConstants.SPI_IOC_RD_MAX_SPEED_HZ());
      if (speed != before) {
        spi.close();
      }
    } while (speed != before && System.nanoTime() - deadline < 0);
    assertEquals(before, speed);
    assertEquals(3, spi.getInt(LinuxConstants.SPI_IOC_RD_MODE32()));
  }

  @Test
  void refusesWhatTheControllerCannotDo() {
    assertEquals(EINVAL, spi.setInt(LinuxConstants.SPI_IOC_WR_MODE32(), 1 << 20));
    int loop = (int) LinuxConstants.SPI_LOOP();
    assertEquals(EINVAL, spi.setInt(LinuxConstants.SPI_IOC_WR_MODE32(), loop));
    assertEquals(EINVAL, spi.setInt(LinuxConstants.SPI_IOC_WR_LSB_FIRST(), 1));
    assertEquals(EINVAL, spi.setInt(LinuxConstants.SPI_IOC_WR_BITS_PER_WORD(), 9));
    assertEquals(EINVAL, spi.setInt(LinuxConstants.SPI_IOC_WR_MAX_SPEED_HZ(), 0));
    assertEquals(0, spi.getInt(LinuxConstants.SPI_IOC_RD_MODE32()));
    // Several data wires are dropped without an error, as the kernel does.
    int quad = (int) LinuxConstants.SPI_TX_QUAD();
    assertEquals(0, spi.setInt(LinuxConstants.SPI_IOC_WR_MODE32(), quad));
    assertEquals(0, spi.getInt(LinuxConstants.SPI_IOC_RD_MODE32()));
  }

  @Test
  void knowsNoOtherRequests() {
    int enotty = -LinuxConstants.ENOTTY();
    var memory = spi.arena().allocate(64);
    assertEquals(enotty, spi.ioctl(LinuxConstants.TIOCGWINSZ(), memory));
    assertEquals(enotty, spi.ioctl(LinuxConstants.SPINET_TCGETS2(), memory));
    assertEquals(enotty, spi.ioctl(LinuxConstants.GPIO_GET_CHIPINFO_IOCTL(), memory));
    // The letter of spidev with a number that it does not have.
    assertEquals(enotty, spi.ioctl(LinuxConstants.SPI_IOC_RD_MODE() + 0x40, memory));
    // A message whose size is not a whole number of transfers, and one without any.
    long oneByte = 1L << LinuxConstants.SPINET_IOC_SIZE_SHIFT();
    assertEquals(EINVAL, spi.ioctl(SpiTransfers.request(1) + oneByte, memory));
    assertEquals(0, spi.ioctl(SpiTransfers.request(0), memory));
  }

  @Test
  void movesBytesBothWaysAtOnce() {
    var random = new Random(1);
    byte[] data = new byte[1000];
    random.nextBytes(data);
    var payload = spi.arena().allocateFrom(ValueLayout.JAVA_BYTE, data);
    var write = transfers(2).send(0, false, RegisterBank.WRITE, 0x12, 0x34);
    write.set(1, payload.address(), 0, data.length, false);
    assertEquals(1003, write.submit(spi));

    var header =
        spi.arena()
            .allocateFrom(ValueLayout.JAVA_BYTE, RegisterBank.READ, (byte) 0x12, (byte) 0x34);
    var greeting = spi.arena().allocate(3);
    var read = transfers(2).set(0, header.address(), greeting.address(), 3, false);
    var back = read.receive(1, false, data.length);
    assertEquals(1003, read.submit(spi));
    assertArrayEquals(data, back.toArray(ValueLayout.JAVA_BYTE));
    assertArrayEquals(RegisterBank.GREETING, greeting.toArray(ValueLayout.JAVA_BYTE));
    assertEquals(List.of(1003, 1003), frames());
  }

  @Test
  void takesAnyNumberOfTransfers() {
    for (int count : new int[] {1, 2, 3, 64, 510, 511}) {
      clearLog();
      var message = transfers(count);
      var buffer = spi.arena().allocate(count);
      buffer.set(ValueLayout.JAVA_BYTE, 0, RegisterBank.WRITE);
      for (int i = 0; i < count; i++) {
        // Only one direction, and only 32 of them, or 511 aligned transfers would not fit.
        boolean sends = i < 32;
        message.set(i, sends ? buffer.address() + i : 0, 0, sends ? 1 : 0, false);
      }
      assertEquals(Math.min(count, 32), message.submit(spi), count + " transfers");
      assertEquals(List.of(Math.min(count, 32)), frames(), count + " transfers");
    }
  }

  @Test
  void chipSelectFollowsEachTransfersWish() {
    var message = transfers(5);
    message.send(0, false, RegisterBank.WRITE, 0, 0);
    message.send(1, true, 1, 2, 3, 4);
    message.send(2, true, RegisterBank.WRITE, 0, 0, 9);
    message.send(3, false, RegisterBank.WRITE, 0, 8);
    message.send(4, false, 7, 7);
    assertEquals(16, message.submit(spi));
    assertEquals(List.of(7, 4, 5), frames());
  }

  @Test
  void lastTransferCanKeepChipSelect() {
    assertEquals(3, transfers(1).send(0, true, RegisterBank.WRITE, 0, 0).submit(spi));
    assertEquals(2, transfers(1).send(0, true, 1, 2).submit(spi));
    assertEquals(1, transfers(1).send(0, false, 3).submit(spi));
    assertEquals(List.of(6), frames());
  }

  @Test
  void changingTheModeReleasesChipSelect() {
    assertEquals(3, transfers(1).send(0, true, RegisterBank.WRITE, 0, 0).submit(spi));
    assertEquals(0, spi.setInt(LinuxConstants.SPI_IOC_WR_MODE32(), 0));
    assertEquals(4, transfers(1).send(0, false, RegisterBank.WRITE, 0, 0, 1).submit(spi));
    assertEquals(List.of(3, 4), frames());
  }

  @Test
  void countsAlignedLengthsAgainstTheBuffer() {
    var buffer = spi.arena().allocate(2L * BUFSIZ);
    long address = buffer.address();
    int tooLong = -LinuxConstants.EMSGSIZE();
    assertEquals(BUFSIZ, transfers(1).set(0, address, 0, BUFSIZ, false).submit(spi));
    assertEquals(BUFSIZ, transfers(1).set(0, address, address, BUFSIZ, false).submit(spi));
    assertEquals(tooLong, transfers(1).set(0, address, 0, BUFSIZ + 1, false).submit(spi));
    assertEquals(tooLong, transfers(1).set(0, 0, address, BUFSIZ + 1, false).submit(spi));
    // Each direction has a buffer of its own.
    var both = transfers(2).set(0, address, 0, BUFSIZ, false).set(1, 0, address, BUFSIZ, false);
    assertEquals(2 * BUFSIZ, both.submit(spi));
    // One byte takes 128 of the buffer, so that 32 transfers fill it.
    int most = BUFSIZ / 128;
    var many = transfers(most + 1);
    for (int i = 0; i <= most; i++) {
      many.set(i, address, 0, 1, false);
    }
    assertEquals(tooLong, many.submit(spi));
    // Lengths that overflow when they are added up, and ones that are negative in Java.
    var huge = transfers(2).set(0, 0, 0, Integer.MAX_VALUE, false).set(1, 0, 0, 1, false);
    assertEquals(tooLong, huge.submit(spi));
    assertEquals(tooLong, transfers(1).set(0, address, 0, -1, false).submit(spi));
  }

  @Test
  void clocksNothingWithoutABuffer() {
    var message = transfers(2).send(0, false, RegisterBank.WRITE, 0, 0).set(1, 0, 0, 100, false);
    assertEquals(103, message.submit(spi));
    assertEquals(List.of(3), frames());
  }

  @Test
  void badPointersFaultAndNothingIsClocked() {
    int fault = -LinuxConstants.EFAULT();
    assertEquals(fault, transfers(1).set(0, 8, 0, 4, false).submit(spi));
    var message = transfers(2).send(0, true, RegisterBank.WRITE, 0, 0).set(1, -8, 0, 4, false);
    assertEquals(fault, message.submit(spi));
    assertEquals(List.of(), frames());
    // What is received is stored after it was clocked, so the frame has happened.
    assertEquals(fault, transfers(1).set(0, 0, 8, 4, false).submit(spi));
    assertEquals(List.of(4), frames());
    assertEquals(fault, spi.ioctlAddress(SpiTransfers.request(1), 8));
    assertEquals(fault, spi.ioctlAddress(LinuxConstants.SPI_IOC_RD_MODE(), 8));
  }

  @Test
  void wordsOfOtherLengthsAndMoreWiresAreRefused() {
    var wide = transfers(1).send(0, false, RegisterBank.WRITE, 0, 0, 0);
    spi_ioc_transfer.bits_per_word(wide.at(0), (byte) 16);
    assertEquals(EINVAL, wide.submit(spi));
    var quad = transfers(1).send(0, false, RegisterBank.WRITE, 0, 0);
    spi_ioc_transfer.tx_nbits(quad.at(0), (byte) 4);
    assertEquals(EINVAL, quad.submit(spi));
    assertEquals(List.of(), frames());
  }

  @Test
  void readAndWriteAreFrames() {
    var message =
        spi.arena()
            .allocateFrom(ValueLayout.JAVA_BYTE, RegisterBank.WRITE, (byte) 0, (byte) 5, (byte) 77);
    assertEquals(4, spi.write(message));
    assertEquals(6, spi.read(spi.arena().allocate(6)));
    assertEquals(List.of(4, 6), frames());
    var large = spi.arena().allocate(BUFSIZ + 1L);
    assertEquals(-LinuxConstants.EMSGSIZE(), spi.write(large));
    assertEquals(-LinuxConstants.EMSGSIZE(), spi.read(large));
    assertEquals(-LinuxConstants.EMSGSIZE(), spi.read(spi.arena().allocate(3_000_000)));
    assertEquals(BUFSIZ, spi.read(spi.arena().allocate(BUFSIZ)));
  }

  @Test
  void theChipIsDeafInAModeItDoesNotSpeak() {
    for (int mode : new int[] {1, 2, (int) LinuxConstants.SPI_CS_HIGH()}) {
      assertEquals(0, spi.setInt(LinuxConstants.SPI_IOC_WR_MODE32(), mode));
      var message = transfers(1);
      var answer = message.receive(0, false, 3);
      assertEquals(3, message.submit(spi));
      byte[] ones = {-1, -1, -1};
      assertArrayEquals(ones, answer.toArray(ValueLayout.JAVA_BYTE), "mode " + mode);
    }
    assertEquals(0, spi.setInt(LinuxConstants.SPI_IOC_WR_MODE32(), 3));
    assertEquals(List.of(), frames());
  }

  @Test
  void isAlwaysReady() {
    assertTrue((spi.poll(0) & LinuxConstants.POLLIN()) != 0);
  }

  @Test
  void countsWhatItSees() throws IOException {
    var before = bench.server().counters();
    var message = transfers(3).send(0, true, RegisterBank.WRITE, 0, 0);
    message.send(1, false, RegisterBank.WRITE, 0, 0).send(2, false, 1, 2, 3, 4);
    assertEquals(10, message.submit(spi));
    assertEquals(
        -LinuxConstants.ENOTTY(), spi.ioctl(LinuxConstants.TIOCGWINSZ(), MemorySegment.NULL));
    assertEquals(new SpidevCounters(2, 1, 2, 10), bench.server().counters().since(before));
  }
}
