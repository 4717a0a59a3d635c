package dev.spinet.drivers.esp32;

import dev.spinet.simulator.espat.FirmwareProfile;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The contracts of sockets on simulated modules, in process and on a pseudo terminal. */
final class ContractTest {

  @Nested
  final class Firmware41 extends ModuleContract.WithDatagrams {
    @Override
    ModuleBoard.Builder board() {
      return ModuleBoard.builder();
    }
  }

  /** Real system calls: termios, poll, read and write. */
  @Nested
  @Tag("slow")
  final class OnATerminal extends ModuleContract.WithDatagrams {
    @Override
    ModuleBoard.Builder board() {
      return ModuleBoard.builder().terminal(true);
    }
  }

  @Nested
  @Tag("slow")
  final class Firmware50 extends ModuleContract.WithDatagrams {
    @Override
    ModuleBoard.Builder board() {
      return ModuleBoard.builder().profile(FirmwareProfile.V5_0);
    }
  }
}
