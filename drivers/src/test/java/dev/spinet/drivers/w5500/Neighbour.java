package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.simulator.bus.SimulatedInterruptLine;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.net.LanPort;
import dev.spinet.simulator.w5500.ChipOptions;
import dev.spinet.simulator.w5500.Diagnostic;
import dev.spinet.simulator.w5500.W5500Chip;
import dev.spinet.socket.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.List;
import java.util.function.Consumer;

/** A second chip with a driver of its own on a board's network. */
final class Neighbour implements AutoCloseable {

  static final Inet4Address IP = Board.address("10.0.2.16");
  static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:16");

  final W5500Chip chip;
  final W5500 driver;
  private final LanPort cable;

  Neighbour(Board board, Consumer<W5500Options> change) throws IOException {
    cable = board.lan.newPort("neighbour");
    chip = new W5500Chip(board.clock, cable, ChipOptions.DEFAULT);
    var options =
        new W5500Options()
            .mac(MAC)
            .address(IP, Board.address("255.255.255.0"), Board.address("10.0.2.2"));
    change.accept(options);
    driver =
        W5500.on(
            new SimulatedSpiBus(chip, "neighbour"),
            options,
            new SimulatedInterruptLine(chip.interruptWire()),
            null);
    chip.diagnostics().clear();
    driver.link();
  }

  Neighbour(Board board) throws IOException {
    this(board, o -> {});
  }

  /** Closes the driver and fails if it has used the chip in a wrong way. */
  @Override
  public void close() throws IOException {
    driver.close();
    List<Diagnostic> wrong = chip.diagnostics().all();
    cable.close();
    assertEquals(List.of(), wrong);
  }
}
