package dev.spinet.drivers.esp32;

import dev.spinet.simulator.espat.FirmwareProfile;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The contracts of sockets on simulated modules, in the same process. */
final class ContractTest {

  @Nested
  final class Firmware41 extends ModuleContract.WithDatagrams {
    @Override
    ModuleBoard.Builder board() {
      return ModuleBoard.builder();
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
