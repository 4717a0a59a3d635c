package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.clock.RealTimeClock;
import dev.spinet.simulator.clock.SimulationClock;
import dev.spinet.simulator.clock.VirtualClock;
import dev.spinet.simulator.net.Impairment;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.packet.Ipv4Address;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two chips on one network: both ends of the TCP engine against each other, on eight sockets. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TwoChipsTest {

  private static final int SERVER_PORT = 7000;
  private static final int LENGTH = 70_000;

  /** One chip, the host on its SPI pins, and a stream each way per socket. */
  private static final class Node {

    final W5500Chip chip;
    final SpiMaster spi;
    final byte[][] toSend = new byte[ChipLimits.SOCKET_COUNT][];
    final ByteArrayOutputStream[] received = new ByteArrayOutputStream[ChipLimits.SOCKET_COUNT];
    final int[] sent = new int[ChipLimits.SOCKET_COUNT];
    final boolean[] sending = new boolean[ChipLimits.SOCKET_COUNT];
    final Random random;

    Node(SimulationClock clock, VirtualLan lan, int number) {
      random = new Random(number);
      chip =
          new W5500Chip(clock, lan.newPort("chip " + number), ChipOptions.DEFAULT.withSeed(number));
      spi = new SpiMaster(chip);
      spi.set(CommonRegister.SHAR, 0x020000000000L + number);
      spi.set(CommonRegister.SIPR, address(number));
      spi.set(CommonRegister.SUBR, Ipv4Address.parse("255.255.255.0").value());
      for (int socket = 0; socket < toSend.length; socket++) {
        toSend[socket] = new byte[LENGTH];
        random.nextBytes(toSend[socket]);
        received[socket] = new ByteArrayOutputStream();
        spi.set(socket, SocketRegister.MR, SocketMode.TCP | SocketMode.ND);
        spi.set(socket, SocketRegister.PORT, SERVER_PORT + socket);
        spi.command(socket, SocketCommand.OPEN);
      }
    }

    static int address(int number) {
      return Ipv4Address.parse("10.0.0.0").value() + number;
    }

    boolean allAre(int status) {
      for (int socket = 0; socket < toSend.length; socket++) {
        if (spi.get(socket, SocketRegister.SR) != status) {
          return false;
        }
      }
      return true;
    }

    /** Does what a host does for one socket when it comes by. */
    void serve(int socket) {
      if (sending[socket] && (spi.get(socket, SocketRegister.IR) & SocketInterrupt.SENDOK) != 0) {
        spi.set(socket, SocketRegister.IR, SocketInterrupt.SENDOK);
        sending[socket] = false;
      }
      int room = Math.min(spi.get(socket, SocketRegister.TX_FSR), LENGTH - sent[socket]);
      if (!sending[socket] && room > 0) {
        int length = 1 + random.nextInt(room);
        spi.fill(socket, Arrays.copyOfRange(toSend[socket], sent[socket], sent[socket] + length));
        spi.command(socket, SocketCommand.SEND);
        sent[socket] += length;
        sending[socket] = true;
      }
      int waiting = spi.get(socket, SocketRegister.RX_RSR);
      if (waiting > 0) {
        int length = 1 + random.nextInt(waiting);
        int pointer = spi.get(socket, SocketRegister.RX_RD);
        received[socket].writeBytes(spi.read(Block.rxBuffer(socket), pointer, length));
        spi.set(socket, SocketRegister.RX_RD, (pointer + length) & 0xFFFF);
        spi.command(socket, SocketCommand.RECV);
      }
    }

    boolean hasEverything() {
      return Arrays.stream(received).allMatch(stream -> stream.size() == LENGTH);
    }

    void serveAll() {
      for (int socket = 0; socket < toSend.length; socket++) {
        serve(socket);
      }
    }
  }

  private static void exchange(SimulationClock clock, VirtualLan lan, Runnable pause) {
    var server = new Node(clock, lan, 1);
    var client = new Node(clock, lan, 2);
    for (int socket = 0; socket < ChipLimits.SOCKET_COUNT; socket++) {
      server.spi.command(socket, SocketCommand.LISTEN);
    }
    for (int socket = 0; socket < ChipLimits.SOCKET_COUNT; socket++) {
      client.spi.set(socket, SocketRegister.DIPR, Node.address(1));
      client.spi.set(socket, SocketRegister.DPORT, SERVER_PORT + socket);
      client.spi.command(socket, SocketCommand.CONNECT);
    }
    while (!server.allAre(SocketStatus.ESTABLISHED) || !client.allAre(SocketStatus.ESTABLISHED)) {
      pause.run();
    }
    while (!server.hasEverything() || !client.hasEverything()) {
      server.serveAll();
      client.serveAll();
      pause.run();
    }
    for (int socket = 0; socket < ChipLimits.SOCKET_COUNT; socket++) {
      assertArrayEquals(client.toSend[socket], server.received[socket].toByteArray());
      assertArrayEquals(server.toSend[socket], client.received[socket].toByteArray());
      client.spi.command(socket, SocketCommand.DISCON);
    }
    while (!server.allAre(SocketStatus.CLOSE_WAIT)) {
      pause.run();
    }
    for (int socket = 0; socket < ChipLimits.SOCKET_COUNT; socket++) {
      server.spi.command(socket, SocketCommand.DISCON);
    }
    while (!server.allAre(SocketStatus.CLOSED) || !client.allAre(SocketStatus.CLOSED)) {
      pause.run();
    }
    assertEquals(List.of(), server.chip.diagnostics().all());
    assertEquals(List.of(), client.chip.diagnostics().all());
  }

  @Test
  void eightConnectionsAtOnceInVirtualTime() {
    var clock = new VirtualClock();
    exchange(clock, new VirtualLan(clock), () -> clock.advance(Duration.ofNanos(100_000)));
    assertTrue(clock.nanoTime() < TimeUnit.SECONDS.toNanos(20), "nothing had to be repeated");
  }

  @Test
  void eightConnectionsAtOnceOverABadNetworkInVirtualTime() {
    var clock = new VirtualClock();
    var lan = new VirtualLan(clock);
    lan.setImpairment(Impairment.random(11, 0.02, 0.01, 0.05, Duration.ofMillis(2)));
    exchange(clock, lan, () -> clock.advance(Duration.ofMillis(1)));
  }

  @Test
  void eightConnectionsAtOnceInRealTime() {
    try (var clock = new RealTimeClock()) {
      exchange(clock, new VirtualLan(clock), Thread::onSpinWait);
    }
  }
}
