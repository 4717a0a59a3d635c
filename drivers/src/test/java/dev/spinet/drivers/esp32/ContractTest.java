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

  /** Without datagrams, whose boundaries this firmware does not keep. */
  @Nested
  @Tag("slow")
  final class Firmware24 extends ModuleContract {
    @Override
    ModuleBoard.Builder board() {
      return ModuleBoard.builder().profile(FirmwareProfile.V2_4);
    }
  }

  @Nested
  @Tag("slow")
  final class Firmware34 extends ModuleContract.WithDatagrams {
    @Override
    ModuleBoard.Builder board() {
      return ModuleBoard.builder().profile(FirmwareProfile.V3_4);
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
