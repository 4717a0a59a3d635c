package dev.spinet.bindings.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.spi_ioc_transfer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the kernel would read of a prepared message. The device behind it is none, so that each
 * submission fails after its memory has been filled in.
 */
class SpidevMessageTest {
  private static final int SPEED = 33_000_000;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment payload = arena.allocate(8192);
  private Spidev spi;

  @BeforeEach
  void open() throws BusException {
    spi =
        new Spidev(
            Descriptor.open(DeviceKind.SPI, "/dev/null"),
            SpiConfig.of(SPEED),
            new SpidevLimits(4096, 8));
  }

  @AfterEach
  void close() throws IOException {
    spi.close();
    arena.close();
  }

  private SpidevMessage prepare(SpiFrame... frames) {
    return (SpidevMessage) spi.prepare(frames);
  }

  /** Submits to the device that is none. */
  private void submit(SpidevMessage message, int first, int count, int offset, int length) {
    var e =
        assertThrows(
            BusException.class, () -> message.submit(first, count, payload, offset, length));
    assertEquals(Errno.ENOTTY.number(), e.errno());
  }

  private static List<MemorySegment> transfers(SpidevMessage message) {
    var list = new ArrayList<MemorySegment>();
    long count = message.transfers().byteSize() / spi_ioc_transfer.sizeof();
    for (long i = 0; i < count; i++) {
      list.add(spi_ioc_transfer.asSlice(message.transfers(), i));
    }
    return list;
  }

  private static List<Integer> releases(SpidevMessage message) {
    return transfers(message).stream().map(t -> (int) spi_ioc_transfer.cs_change(t)).toList();
  }

  private static List<Integer> lengths(SpidevMessage message) {
    return transfers(message).stream().map(spi_ioc_transfer::len).toList();
  }

  @Test
  void fixedBytesGoBothWaysAtTheirOffsets() {
    var message = prepare(SpiFrame.fixed(4), SpiFrame.fixed(9));
    var transfers = transfers(message);

    assertEquals(List.of(4, 9), lengths(message));
    assertEquals(message.tx().address(), spi_ioc_transfer.tx_buf(transfers.get(0)));
    assertEquals(message.rx().address(), spi_ioc_transfer.rx_buf(transfers.get(0)));
    assertEquals(message.tx().address() + 4, spi_ioc_transfer.tx_buf(transfers.get(1)));
    assertEquals(message.rx().address() + 4, spi_ioc_transfer.rx_buf(transfers.get(1)));
  }

  @Test
  void everyTransferCarriesSpeedAndWordLength() {
    for (var transfer : transfers(prepare(SpiFrame.fixed(4), SpiFrame.reading(3)))) {
      assertEquals(SPEED, spi_ioc_transfer.speed_hz(transfer));
      assertEquals(8, spi_ioc_transfer.bits_per_word(transfer));
      assertEquals(0, spi_ioc_transfer.delay_usecs(transfer));
      assertEquals(0, spi_ioc_transfer.word_delay_usecs(transfer));
      assertEquals(0, spi_ioc_transfer.tx_nbits(transfer));
      assertEquals(0, spi_ioc_transfer.rx_nbits(transfer));
      assertEquals(0, spi_ioc_transfer.pad(transfer));
    }
  }

  @Test
  void aReadPayloadIsOnlyShiftedIn() {
    var message = prepare(SpiFrame.reading(3));
    submit(message, 0, 1, 100, 1460);
    var transfer = transfers(message).get(1);

    assertEquals(0, spi_ioc_transfer.tx_buf(transfer));
    assertEquals(payload.address() + 100, spi_ioc_transfer.rx_buf(transfer));
    assertEquals(1460, spi_ioc_transfer.len(transfer));
  }

  @Test
  void aWrittenPayloadIsOnlyShiftedOut() {
    var message = prepare(SpiFrame.writing(3));
    submit(message, 0, 1, 7, 42);
    var transfer = transfers(message).get(1);

    assertEquals(payload.address() + 7, spi_ioc_transfer.tx_buf(transfer));
    assertEquals(0, spi_ioc_transfer.rx_buf(transfer));
    assertEquals(42, spi_ioc_transfer.len(transfer));
  }

  @Test
  void chipSelectIsReleasedBetweenFramesAndNotWithinOrAtTheEnd() {
    var message = prepare(SpiFrame.fixed(4), SpiFrame.reading(3), SpiFrame.fixed(5));
    // Transfers: fixed | header, payload | fixed.
    assertEquals(List.of(1, 0, 1, 0), releases(message));
    submit(message, 0, 3, 0, 10);
    assertEquals(List.of(1, 0, 1, 0), releases(message));
  }

  @Test
  void aPartEndsWithoutReleasingChipSelectTwice() {
    var message =
        prepare(SpiFrame.fixed(4), SpiFrame.writing(3), SpiFrame.fixed(5), SpiFrame.fixed(6));
    assertEquals(List.of(1, 0, 1, 1, 0), releases(message));

    submit(message, 0, 1, 0, 0);
    assertEquals(0, releases(message).get(0), "frame 0 is the last of the submission");
    submit(message, 1, 2, 0, 10);
    assertEquals(List.of(1, 0, 1, 0), releases(message).subList(0, 4), "frame 2 is");
    submit(message, 0, 2, 0, 10);
    assertEquals(List.of(1, 0, 0), releases(message).subList(0, 3), "the payload is");
    submit(message, 0, 4, 0, 10);
    assertEquals(List.of(1, 0, 1, 1, 0), releases(message));
  }

  @Test
  void theRequestNumberHoldsTheNumberOfTransfers() {
    assertEquals(LinuxConstants.SPINET_SPI_IOC_MESSAGE_1(), SpidevMessage.request(1));
    assertEquals(LinuxConstants.SPINET_SPI_IOC_MESSAGE_2(), SpidevMessage.request(2));
    long size = spi_ioc_transfer.sizeof() << LinuxConstants.SPINET_IOC_SIZE_SHIFT();
    assertEquals(SpidevMessage.request(2) + 7 * size, SpidevMessage.request(9));
  }

  @Test
  void aFailedSubmissionNamesDeviceOperationAndCause() {
    var message = prepare(SpiFrame.fixed(4), SpiFrame.reading(3));
    var e = assertThrows(BusException.class, () -> message.submit(payload, 0, 10));

    assertEquals(
        "/dev/null: cannot transfer 17 bytes: Inappropriate ioctl for device (ENOTTY).",
        e.getMessage());
    assertEquals("/dev/null", e.device());
    assertEquals(0, spi.counters().snapshot().messages(), "nothing crossed the wire");
  }

  @Test
  void aPayloadThatDoesNotFitIsRefused() {
    var message = prepare(SpiFrame.reading(3));
    assertEquals(4096 - 8, message.maxPayload());

    assertThrows(
        IllegalArgumentException.class, () -> message.submit(payload, 0, message.maxPayload() + 1));
  }

  @Test
  void memoryThatIsGoneOrForeignIsRefused() throws Exception {
    var message = prepare(SpiFrame.reading(3));
    MemorySegment freed;
    try (var brief = Arena.ofShared()) {
      freed = brief.allocate(16);
    }
    assertThrows(IllegalStateException.class, () -> message.submit(freed, 0, 16));

    try (var mine = Arena.ofConfined()) {
      var confined = mine.allocate(16);
      var other =
          Background.run(() ->
              assertThrows(WrongThreadException.class, () -> message.submit(confined, 0, 16)));
      assertTrue(other.result() != null);
    }
  }

  @Test
  void aReadOnlySegmentCanBeWritten() {
    var message = prepare(SpiFrame.writing(3));
    var e = assertThrows(BusException.class, () -> message.submit(payload.asReadOnly(), 0, 16));
    assertEquals(Errno.ENOTTY.number(), e.errno());
  }

  @Test
  void aClosedBusRefusesItsMessages() throws IOException {
    var message = prepare(SpiFrame.fixed(4));
    spi.close();
    spi.close();

    assertThrows(IllegalStateException.class, message::submit);
    assertThrows(IllegalStateException.class, () -> spi.prepare(SpiFrame.fixed(4)));
    assertThrows(
        IllegalStateException.class,
        () -> message.tx().set(java.lang.foreign.ValueLayout.JAVA_BYTE, 0, (byte) 1));
  }

  @Test
  void nothingStaysOpen() throws IOException {
    spi.close();
    var before = OpenFiles.ofDevices();
    for (int i = 0; i < 50; i++) {
      open();
      spi.close();
      assertThrows(BusException.class, () -> Spidev.open("/dev/null", SpiConfig.of(SPEED)));
      assertThrows(BusException.class, () -> GpioChip.open("/dev/null"));
    }
    assertEquals(before, OpenFiles.ofDevices());
  }

  @Test
  void theConfigurationIsChecked() {
    assertThrows(IllegalArgumentException.class, () -> SpiConfig.of(0));
    assertThrows(IllegalArgumentException.class, () -> SpiConfig.of(1).withMode(4));
    assertThrows(IllegalArgumentException.class, () -> SpiConfig.of(1).withBufferSize(0));
    assertEquals(3, SpiConfig.of(1).withMode(3).mode());
    assertEquals(65_536, SpiConfig.of(1).withBufferSize(65_536).bufferSize().getAsInt());
  }
}
