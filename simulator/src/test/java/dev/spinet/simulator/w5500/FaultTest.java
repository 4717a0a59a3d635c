package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.bus.FaultySpiSlave;
import dev.spinet.simulator.bus.SpiFault;
import dev.spinet.simulator.packet.TcpHeader;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Faults that a scenario can inject. */
final class FaultTest {

  private final Harness bench = new Harness().configured();

  @Test
  void bitsFlipAtOneByteOfOneFrame() {
    var flips =
        new SpiFault() {
          @Override
          public int flipMiso(long frame, int position) {
            return frame == 1 && position == 3 ? 0x80 : 0;
          }

          @Override
          public int flipMosi(long frame, int position) {
            return frame == 3 && position == 4 ? 0x01 : 0;
          }
        };
    var spi = new SpiMaster(new FaultySpiSlave(bench.chip, flips));
    assertEquals(4, spi.get(CommonRegister.VERSIONR));
    assertEquals(0x84, spi.get(CommonRegister.VERSIONR));
    assertEquals(4, spi.get(CommonRegister.VERSIONR));
    spi.set(CommonRegister.RTR, 0x0FA0);
    assertEquals(0x0FA1, bench.spi.get(CommonRegister.RTR));
  }

  @Test
  void chipLosesEverythingInTheMiddleOfAFrame() {
    bench.connect(0);
    var spi =
        new SpiMaster(new FaultySpiSlave(bench.chip, SpiFault.at(0, 5, bench.chip::brownOut)));
    int first = (int) (Harness.CHIP_MAC.value() >> 40);
    byte[] mac = spi.read(Block.common(), CommonRegister.SHAR.address(), 6);
    assertArrayEquals(new byte[] {(byte) first, 0, 0, 0, 0, 0}, mac);
    bench.assertStatus(SocketStatus.CLOSED, 0);
  }

  @Test
  void sizeReadWhileDataArriveIsTorn() {
    bench.connect(0);
    bench.host.send(TcpHeader.ACK, new byte[0xFF]);
    bench.settle();
    // One more byte arrives between the two bytes of RX_RSR: 0x00FF becomes 0x0100.
    var arrival =
        SpiFault.at(
            0,
            4,
            () -> {
              bench.host.send(TcpHeader.ACK, new byte[1]);
              bench.settle();
            });
    var spi = new SpiMaster(new FaultySpiSlave(bench.chip, arrival));
    assertEquals(0x0000, spi.get(0, SocketRegister.RX_RSR), "old high byte, new low byte");
    assertEquals(0x0100, spi.get(0, SocketRegister.RX_RSR));
  }

  @Test
  void sendOkIsLost() {
    bench.connect(0);
    bench.chip.faults().loseSendOk(1);
    bench.send(0, new byte[] {1});
    bench.pass(Duration.ofMillis(5));
    assertEquals(0, bench.events(0));
    assertEquals(1, bench.host.take().payloadLength());
    bench.host.expected++;
    bench.host.send(TcpHeader.ACK);
    bench.settle();
    bench.send(0, new byte[] {2});
    assertEquals(SocketInterrupt.SENDOK, bench.events(0));
  }

  @Test
  void sendOkIsLate() {
    bench.connect(0);
    bench.chip.faults().delaySendOk(Duration.ofMillis(30));
    bench.send(0, new byte[] {1});
    bench.pass(Duration.ofMillis(29));
    assertEquals(0, bench.events(0));
    bench.pass(Duration.ofMillis(1));
    assertEquals(SocketInterrupt.SENDOK, bench.events(0));
  }

  @Test
  void lateSendOkDoesNotOutliveTheSocket() {
    bench.connect(0);
    bench.chip.faults().delaySendOk(Duration.ofMillis(30));
    bench.send(0, new byte[] {1});
    bench.spi.command(0, SocketCommand.CLOSE);
    bench.pass(Duration.ofMillis(100));
    assertEquals(0, bench.events(0));
  }

  @Test
  void commandThatWaitsForItsAcceptanceIsLostInABrownOut() {
    var slow = new Harness(ChipOptions.DEFAULT.withCommandLatency(Duration.ofMillis(1)));
    slow.spi.set(0, SocketRegister.MR, SocketMode.TCP);
    slow.spi.command(0, SocketCommand.OPEN);
    slow.chip.brownOut();
    slow.pass(Duration.ofMillis(5));
    slow.assertStatus(SocketStatus.CLOSED, 0);
    assertEquals(List.of(), slow.chip.diagnostics().all());
  }
}
