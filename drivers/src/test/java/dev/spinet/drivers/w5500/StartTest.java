package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.FaultySpiSlave;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.bus.SpiFault;
import dev.spinet.simulator.w5500.ChipOptions;
import dev.spinet.socket.ChipNotFoundException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the driver does and says when it starts. */
@Timeout(60)
final class StartTest {

  @ParameterizedTest
  @CsvSource({
    "0x00, MISO stays low",
    "0xFF, MISO stays high",
    "0x5A, the answer is disturbed",
  })
  void whatIsNoChip(String octet, String advice) {
    int value = Integer.decode(octet);
    var failure =
        assertThrows(
            ChipNotFoundException.class,
            () -> Board.builder().wires(chip -> new ConstantMiso(value)).build());
    String digits = octet.substring(2);
    assertTrue(Streams.message(failure).contains(advice), Streams.message(failure));
    assertTrue(
        Streams.message(failure).contains("%1$s %1$s %1$s %1$s".formatted(digits)),
        Streams.message(failure));
    assertTrue(
        Streams.message(failure).contains("01 02 03 04 was expected"), Streams.message(failure));
  }

  /** Wires with no chip at their end. */
  private record ConstantMiso(int value) implements dev.spinet.simulator.bus.SpiSlave {
    @Override
    public void select() {}

    @Override
    public void exchange(
        MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length) {
      miso.asSlice(misoOffset, length).fill((byte) value);
    }

    @Override
    public void read(MemorySegment miso, long misoOffset, int length) {
      miso.asSlice(misoOffset, length).fill((byte) value);
    }

    @Override
    public void write(MemorySegment mosi, long mosiOffset, int length) {}

    @Override
    public void deselect() {}
  }

  @Test
  void anotherChip() throws Exception {
    var chip = new FakeChip();
    chip.common[0x39] = 0x51;
    var failure =
        assertThrows(
            ChipNotFoundException.class, () -> W5500.on(chip, new W5500Options(), null, null));
    assertTrue(Streams.message(failure).contains("01 02 03 51"), Streams.message(failure));
    assertTrue(Streams.message(failure).contains("not a W5500"), Streams.message(failure));
  }

  @Test
  void writesThatDoNotArrive() {
    var failure =
        assertThrows(
            ChipNotFoundException.class,
            () ->
                Board.builder()
                    .wires(chip ->
                        new FaultySpiSlave(
                            chip,
                            new SpiFault() {
                              @Override
                              public int flipMosi(long frame, int position) {
                                return position == 5 ? 0x01 : 0;
                              }
                            }))
                    .build());
    assertTrue(Streams.message(failure).contains("MOSI"), Streams.message(failure));
    assertTrue(Streams.message(failure).contains("A55A3CC3"), Streams.message(failure));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aChipThatTakesItsTime(boolean resetWired) throws Exception {
    try (var board =
        Board.builder()
            .chip(
                ChipOptions.DEFAULT
                    .withStartup(Duration.ofMillis(60))
                    .withLinkNegotiation(Duration.ofMillis(100)))
            .reset(resetWired)
            .build()) {
      assertTrue(board.driver.isLinked());
    }
  }

  @Test
  void configuresTheChip() throws Exception {
    try (var board = Board.builder().options(o -> o.bufferKiB(8, 4, 0, 2, 1, 1)).build();
        var probe = new SimulatedSpiBus(board.spi, "probe")) {
      var chip = new Chip(probe);
      int[] sizes = {8, 4, 0, 2, 1, 1, 0, 0};
      for (int socket = 0; socket < sizes.length; socket++) {
        var block = Block.socketRegister(socket);
        assertEquals(sizes[socket], chip.readRegister(block, SocketRegister.RXBUF_SIZE));
        assertEquals(sizes[socket], chip.readRegister(block, SocketRegister.TXBUF_SIZE));
      }
      assertEquals(0x0A00020F, chip.readRegister(Block.common(), CommonRegister.SIPR));
      assertEquals(0xFFFFFF00, chip.readRegister(Block.common(), CommonRegister.SUBR));
      assertEquals(0x0A000202, chip.readRegister(Block.common(), CommonRegister.GAR));
      assertEquals(0, chip.readRegister(Block.common(), CommonRegister.SIMR));
      assertEquals("02:00:00:00:00:15", board.driver.linkInfo().mac().toString());
      assertEquals("W5500 on sim", board.driver.name());
      // Socket 2 has no memory, so five can be used.
      assertEquals(5, board.driver.statistics().sockets().size());
    }
  }

  @Test
  void statisticsCountPayload() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      Streams.sendAll(endpoint, new byte[3000]);
      assertEquals(3000, Streams.receive(endpoint, 3000).length);
      int number = ((TcpEndpoint) endpoint).number();
      var socket = board.driver.statistics().sockets().get(number);
      assertEquals(3000, socket.bytesSent());
      assertEquals(3000, socket.bytesReceived());
      assertTrue(socket.user().startsWith("TCP 10.0.2.15:"), socket.user());
      assertEquals("nobody", board.driver.statistics().sockets().get(7).user());
      assertEquals(board.count(), board.driver.statistics().bus());
    }
  }

  @Test
  void addressesThatTheChipDoesNotKeep() throws Exception {
    var chip = new FakeChip();
    var options =
        new W5500Options()
            .address(
                Board.address("10.0.2.15"),
                Board.address("255.255.255.0"),
                Board.address("10.0.2.2"));
    try (var driver = W5500.on(chip, options, null, null)) {
      chip.stuckAddress = CommonRegister.SIPR.address();
      var failure = assertThrows(BusException.class, driver::link);
      assertTrue(Streams.message(failure).contains("does not keep"), Streams.message(failure));
    }
  }

  @Test
  void hardwareAddressOfTheMachine() throws IOException {
    var first = MachineMac.derive("0123456789abcdef", "/dev/spidev0.0");
    assertEquals(first, MachineMac.derive("0123456789abcdef", "/dev/spidev0.0"));
    assertNotEquals(first, MachineMac.derive("0123456789abcdef", "/dev/spidev0.1"));
    assertNotEquals(first, MachineMac.derive("0123456789abcdee", "/dev/spidev0.0"));
    for (int i = 0; i < 100; i++) {
      var address = MachineMac.derive("machine " + i, "/dev/spidev0.0");
      assertTrue(address.isLocallyAdministered());
      assertFalse(address.isMulticast());
    }
    try (var driver = W5500.on(new FakeChip(), new W5500Options(), null, null)) {
      assertTrue(driver.linkInfo().mac().isLocallyAdministered());
    }
  }
}
