package dev.spinet.simulator.w5500;

import static dev.spinet.simulator.w5500.SpiMaster.bytes;
import static dev.spinet.simulator.w5500.SpiMaster.concat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketRegister;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * SPI frames, written out as bytes by hand from the datasheet (2.2 to 2.4), so that a mistake in
 * the shared tables would show here.
 */
final class FramingTest {

  private final Harness bench = new Harness();
  private final SpiMaster spi = bench.spi;

  @Test
  void headerIsAnsweredByCountingAndDataFollow() {
    // VERSIONR at 0x0039, common block, read, variable length.
    assertArrayEquals(bytes(1, 2, 3, 4), spi.frame(bytes(0x00, 0x39, 0x00, 0x00)));
  }

  @Test
  void addressGrowsByOnePerByte() {
    // GAR 192.168.1.1 and SUBR 255.255.255.0 in one write from 0x0001 on.
    spi.frame(bytes(0x00, 0x01, 0x04, 192, 168, 1, 1, 255, 255, 255, 0));
    assertEquals(0xC0A80101L, spi.get(CommonRegister.GAR));
    assertEquals(0xFFFFFF00L, spi.get(CommonRegister.SUBR));
    assertArrayEquals(
        bytes(1, 2, 3, 168, 1, 1, 255), spi.frame(bytes(0x00, 0x02, 0x00, 0, 0, 0, 0)));
  }

  @Test
  void fixedLengthsReadAndWrite() {
    spi.frame(bytes(0x00, 0x1B, 0x05, 0x07)); // RCR = 7, FDM of one byte
    spi.frame(bytes(0x00, 0x19, 0x06, 0x12, 0x34)); // RTR, two bytes
    spi.frame(bytes(0x00, 0x0F, 0x07, 10, 0, 0, 9)); // SIPR, four bytes
    assertArrayEquals(bytes(1, 2, 3, 7), spi.frame(bytes(0x00, 0x1B, 0x01, 0)));
    assertArrayEquals(bytes(1, 2, 3, 0x12, 0x34), spi.frame(bytes(0x00, 0x19, 0x02, 0, 0)));
    assertArrayEquals(bytes(1, 2, 3, 10, 0, 0, 9), spi.frame(bytes(0x00, 0x0F, 0x03, 0, 0, 0, 0)));
    assertEquals(List.of(), bench.chip.diagnostics().all());
  }

  @Test
  void fixedLengthsChainUnderOneChipSelect() {
    byte[] chain =
        concat(
            bytes(0x00, 0x19, 0x06, 0x0F, 0xA0), // RTR, two bytes
            bytes(0x00, 0x1B, 0x05, 0x03), // RCR, one byte
            bytes(0x00, 0x01, 0x07, 10, 0, 0, 1), // GAR, four bytes
            bytes(0x00, 0x19, 0x00, 0, 0, 0)); // read RTR and RCR, ended by chip select
    byte[] miso = spi.frame(chain);
    assertArrayEquals(
        bytes(1, 2, 3, 0x0F, 0xA0, 3), Arrays.copyOfRange(miso, miso.length - 6, miso.length));
    assertArrayEquals(bytes(1, 2, 3), Arrays.copyOfRange(miso, 5, 8), "the next header is echoed");
    assertEquals(0x0A000001L, spi.get(CommonRegister.GAR));
    assertEquals(List.of(), bench.chip.diagnostics().all());
  }

  @Test
  void socketBlocksAreSelectedByTheControlByte() {
    // Sn_PORT of socket 3: block select 1 + 4 * 3 = 13, write: 13 << 3 | 4 = 0x6C.
    spi.frame(bytes(0x00, 0x04, 0x6C, 0x13, 0x88));
    assertEquals(5000, spi.get(3, SocketRegister.PORT));
    assertEquals(0, spi.get(2, SocketRegister.PORT));
    assertEquals(0, spi.get(4, SocketRegister.PORT));
  }

  @Test
  void reservedBlocksAreSurvivedAndReported() {
    for (int code = 4; code < 32; code += 4) {
      byte[] miso = spi.frame(bytes(0x00, 0x00, code << 3, 0, 0));
      assertArrayEquals(bytes(1, 2, 3, 0, 0), miso);
      spi.frame(bytes(0x00, 0x00, code << 3 | 4, 0xFF, 0xFF));
    }
    assertEquals(14, bench.count(Diagnostic.Kind.RESERVED_BLOCK));
    assertUnharmed();
  }

  @Test
  void probesForOtherChipsDoNoHarm() {
    spi.frame(bytes(0xF0, 0x00, 0x00, 0x80)); // W5100: write MR, software reset
    spi.frame(bytes(0x0F, 0x00, 0x00, 0x00)); // W5100: read MR
    spi.frame(bytes(0xF0, 0x00, 0x00, 0x13));
    spi.frame(bytes(0x00, 0x00, 0x80, 0x01, 0x80)); // W5200: write MR with its length field
    spi.frame(bytes(0x00, 0x1F, 0x00, 0x01, 0x00)); // W5200: read VERSIONR
    assertUnharmed();
  }

  private void assertUnharmed() {
    assertArrayEquals(
        new Harness().spi.read(Block.common(), 0, CommonRegister.VERSIONR.end()),
        spi.read(Block.common(), 0, CommonRegister.VERSIONR.end()));
  }

  @Test
  void framesCutShortAreReportedAndForgotten() {
    spi.frame(bytes());
    assertEquals(0, bench.count(Diagnostic.Kind.INCOMPLETE_FRAME), "an empty frame is nothing");
    spi.frame(bytes(0x00));
    spi.frame(bytes(0x00, 0x1B));
    spi.frame(bytes(0x00, 0x1B, 0x04));
    spi.frame(bytes(0x00, 0x19, 0x06, 0x11));
    assertEquals(4, bench.count(Diagnostic.Kind.INCOMPLETE_FRAME));
    assertArrayEquals(bytes(1, 2, 3, 4), spi.frame(bytes(0x00, 0x39, 0x00, 0x00)));
    assertEquals(0x11D0, spi.get(CommonRegister.RTR), "bytes count one by one");
  }

  @Test
  void addressWrapsWithinSixteenBits() {
    byte[] miso = spi.frame(bytes(0xFF, 0xFF, 0x00, 0, 0, 0));
    assertEquals(3 + 3, miso.length);
    spi.set(CommonRegister.GAR, 0x01020304);
    assertArrayEquals(bytes(1, 2, 3, 0, 0, 1), spi.frame(bytes(0xFF, 0xFF, 0x00, 0, 0, 0)));
  }
}
