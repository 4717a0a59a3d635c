package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ModeBits;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.SimulatedInterruptLine;
import dev.spinet.simulator.clock.RealTimeClock;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.packet.TcpHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a host or a network does, however senseless, hurts the model. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RandomUseTest {

  private static final int[] COMMANDS = {
    SocketCommand.OPEN,
    SocketCommand.LISTEN,
    SocketCommand.CONNECT,
    SocketCommand.DISCON,
    SocketCommand.CLOSE,
    SocketCommand.SEND,
    SocketCommand.SEND_MAC,
    SocketCommand.SEND_KEEP,
    SocketCommand.RECV
  };

  private static final int[] MODES = {
    SocketMode.TCP,
    SocketMode.TCP | SocketMode.ND,
    SocketMode.UDP,
    SocketMode.UDP | SocketMode.MULTI,
    SocketMode.IPRAW,
    SocketMode.MACRAW,
    0x0F
  };

  private static void assertUsable(Harness bench) {
    bench.spi.set(CommonRegister.MR, ModeBits.RST);
    for (var register : SocketRegister.values()) {
      assertEquals(register.resetValue(), bench.spi.getLong(3, register));
    }
    assertEquals(ChipLimits.VERSION, bench.spi.get(CommonRegister.VERSIONR));
    bench.configured();
    bench.host.segments.clear();
    bench.connect(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomFramesAreSurvived(long seed) {
    var bench = new Harness().configured();
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      var frame = new byte[random.nextInt(random.nextInt(20) == 0 ? 5_000 : 12)];
      random.nextBytes(frame);
      bench.spi.frame(frame);
      if (i % 16 == 0) {
        bench.pass(Duration.ofNanos(random.nextInt(50_000_000)));
        bench.host.segments.clear();
        bench.host.others.clear();
      }
    }
    assertTrue(bench.chip.diagnostics().all().size() <= 1_000);
    assertUsable(bench);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomCommandsInRandomStatesAreSurvived(long seed) {
    var bench = new Harness().configured();
    var random = new Random(seed);
    var spi = bench.spi;
    for (int i = 0; i < 20_000; i++) {
      int socket = random.nextInt(ChipLimits.SOCKET_COUNT);
      switch (random.nextInt(8)) {
        case 0 -> spi.set(socket, SocketRegister.MR, MODES[random.nextInt(MODES.length)]);
        case 1 -> {
          spi.set(socket, SocketRegister.DIPR, ScriptedHost.IP.value());
          spi.set(socket, SocketRegister.DPORT, ScriptedHost.PORT);
          spi.set(socket, SocketRegister.PORT, Harness.CHIP_PORT + socket);
        }
        case 2 -> spi.set(socket, SocketRegister.TX_WR, random.nextInt(0x10000));
        case 3 -> spi.set(socket, SocketRegister.RX_RD, random.nextInt(0x10000));
        case 4 -> spi.set(socket, SocketRegister.RXBUF_SIZE, random.nextInt(20));
        case 5 -> {
          bench.host.chipPort = Harness.CHIP_PORT + socket;
          answer(bench, random);
        }
        default -> spi.command(socket, COMMANDS[random.nextInt(COMMANDS.length)]);
      }
      if (i % 4 == 0) {
        bench.pass(
            Duration.ofNanos(random.nextInt(random.nextInt(10) == 0 ? 900_000_000 : 50_000)));
      }
      bench.host.others.clear();
    }
    assertUsable(bench);
  }

  /** A segment that is more or less what the connection expects. */
  private static void answer(Harness bench, Random random) {
    var last = bench.host.segments.pollLast();
    bench.host.segments.clear();
    if (last == null) {
      return;
    }
    bench.host.chipPort = last.sourcePort();
    bench.host.expected = last.sequence() + last.sequenceLength() - random.nextInt(2);
    bench.host.window = random.nextInt(3) * 700;
    int[] flags = {
      TcpHeader.ACK,
      TcpHeader.SYN | TcpHeader.ACK,
      TcpHeader.FIN | TcpHeader.ACK,
      TcpHeader.SYN,
      TcpHeader.ACK,
      random.nextInt(64)
    };
    int next = last.acknowledgment() + random.nextInt(3) - 1;
    bench.host.sendAt(
        next,
        flags[random.nextInt(flags.length)],
        new byte[random.nextInt(2) * random.nextInt(1460)]);
  }

  @Test
  void allPinsMayBeUsedAtOnce() throws Exception {
    try (var clock = new RealTimeClock()) {
      var lan = new VirtualLan(clock);
      var chip = new W5500Chip(clock, lan.newPort("chip"));
      var cable = lan.newPort("other");
      var line = new SimulatedInterruptLine(chip.interruptWire());
      var stop = new AtomicBoolean();
      var failure = new AtomicReference<Throwable>();
      List<Thread> threads = new ArrayList<>();
      Runnable board =
          () -> {
            for (int i = 0; i < 300; i++) {
              chip.resetWire().set(i % 3 == 0);
              chip.brownOut();
              cable.setPluggedIn(i % 5 != 0);
            }
            chip.resetWire().set(false);
          };
      Runnable interrupts =
          () -> {
            try {
              while (!stop.get()) {
                if (line.await(1_000_000)) {
                  Thread.onSpinWait();
                }
              }
            } catch (BusException e) {
              failure.set(e);
            }
          };
      for (var task : List.of(board, interrupts)) {
        threads.add(
            Thread.ofPlatform()
                .uncaughtExceptionHandler((thread, thrown) -> failure.set(thrown))
                .start(task));
      }
      var spi = new SpiMaster(chip);
      var random = new Random(1);
      while (threads.getFirst().isAlive()) {
        spi.set(CommonRegister.SIMR, 0xFF);
        spi.set(CommonRegister.SIPR, Harness.CHIP_IP.value());
        spi.set(0, SocketRegister.MR, SocketMode.UDP);
        spi.set(0, SocketRegister.PORT, 1);
        spi.command(0, COMMANDS[random.nextInt(COMMANDS.length)]);
        cable.transmit(new byte[60]);
      }
      stop.set(true);
      for (var thread : threads) {
        thread.join();
      }
      assertEquals(null, failure.get());
      while (spi.get(CommonRegister.VERSIONR) != ChipLimits.VERSION) {
        Thread.onSpinWait();
      }
    }
  }
}
