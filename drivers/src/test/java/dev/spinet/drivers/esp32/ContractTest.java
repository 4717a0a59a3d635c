package dev.spinet.drivers.esp32;

import dev.spinet.simulator.espat.FirmwareProfile;
import dev.spinet.simulator.espat.ModuleTiming;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The contracts of sockets on simulated modules, in process and on a pseudo terminal. */
final class ContractTest {

  /**
   * For firmware that takes no time-out for connecting and holds up everything until it gives up by
   * itself, which takes a real one 20 s and more.
   */
  private static final ModuleTiming IMPATIENT =
      ModuleTiming.INSTANT.withGiveUp(Duration.ofSeconds(2));

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

  /** With RTS and CTS, and so with sending that streams. */
  @Nested
  @Tag("slow")
  final class WithFlowControl extends ModuleContract.WithDatagrams {
    @Override
    ModuleBoard.Builder board() {
      return ModuleBoard.builder().options(o -> o.baudRate(921_600).flowControl(true));
    }
  }

  /** Before attempts to connect could be given a time. */
  @Nested
  @Tag("slow")
  final class Firmware34 extends ModuleContract.WithDatagrams {
    @Override
    ModuleBoard.Builder board() {
      return ModuleBoard.builder().profile(FirmwareProfile.V3_4).timing(IMPATIENT);
    }
  }

  /** Without datagrams, whose boundaries this firmware does not keep. */
  @Nested
  @Tag("slow")
  final class Firmware24 extends ModuleContract {
    @Override
    ModuleBoard.Builder board() {
      return ModuleBoard.builder().profile(FirmwareProfile.V2_4).timing(IMPATIENT);
    }
  }

  /** The oldest firmware that the driver is for; what holds for 2.4 holds for it. */
  @Nested
  @Tag("slow")
  final class Firmware23 extends ModuleContract {
    @Override
    ModuleBoard.Builder board() {
      return ModuleBoard.builder().profile(FirmwareProfile.V2_3).timing(IMPATIENT);
    }
  }
}
