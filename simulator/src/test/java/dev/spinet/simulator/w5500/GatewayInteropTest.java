package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.net.Impairment;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.net.gateway.FastClock;
import dev.spinet.simulator.net.gateway.TestServer;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.packet.Ipv4Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chip's TCP and the gateway's, written by different hands, with a real server behind. */
@Timeout(120)
class GatewayInteropTest {
  private static final Ipv4Address CHIP = Ipv4Address.parse("10.0.2.15");
  private static final Ipv4Address GATEWAY = UserNetworkConfig.DEFAULT.gateway();

  @Test
  void everySocketEchoesAtOnce() throws Exception {
    try (var server = TestServer.echo();
        var board = new Board()) {
      for (int socket = 0; socket < 8; socket++) {
        board.connect(socket, server.port());
      }
      var data = new byte[8][];
      var heard = new ByteArrayOutputStream[8];
      var sent = new int[8];
      for (int socket = 0; socket < 8; socket++) {
        data[socket] = new byte[50_000];
        new Random(socket).nextBytes(data[socket]);
        heard[socket] = new ByteArrayOutputStream();
      }
      board.until(
          () -> {
            boolean done = true;
            for (int socket = 0; socket < 8; socket++) {
              sent[socket] += board.sendSome(socket, data[socket], sent[socket]);
              board.receive(socket, heard[socket]);
              done &= heard[socket].size() == data[socket].length;
            }
            return done;
          },
          "all echoes");
      for (int socket = 0; socket < 8; socket++) {
        assertArrayEquals(data[socket], heard[socket].toByteArray());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aBadWireIsSurvived(long seed) throws Exception {
    try (var server = TestServer.echo();
        var board = new Board()) {
      board.connect(0, server.port());
      board.lan.setImpairment(Impairment.random(seed, 0.05, 0.05, 0.05, Duration.ofMillis(2)));
      var data = new byte[60_000];
      new Random(seed).nextBytes(data);
      var heard = new ByteArrayOutputStream();
      var sent = new int[1];
      board.until(
          () -> {
            sent[0] += board.sendSome(0, data, sent[0]);
            board.receive(0, heard);
            return heard.size() == data.length;
          },
          "the echo");
      assertArrayEquals(data, heard.toByteArray());
      assertTrue(board.lan.counters().impaired() > 0);
    }
  }

  @Test
  void theServersEndIsSeen() throws Exception {
    try (var server = new TestServer(socket -> socket.getOutputStream().write(new byte[100]));
        var board = new Board()) {
      board.open(0, server.port());
      board.until(() -> board.status(0) == SocketStatus.CLOSE_WAIT, "CLOSE_WAIT");
      var heard = new ByteArrayOutputStream();
      board.receive(0, heard);
      assertEquals(100, heard.size());
      board.spi.command(0, SocketCommand.DISCON);
      board.until(() -> board.status(0) == SocketStatus.CLOSED, "CLOSED");
      board.until(() -> board.network.counters().activeFlows() == 0, "no flow");
    }
  }

  @Test
  void theChipsEndIsSeen() throws Exception {
    try (var server = TestServer.echo();
        var board = new Board()) {
      board.connect(0, server.port());
      board.spi.command(0, SocketCommand.DISCON);
      board.until(() -> board.status(0) == SocketStatus.CLOSED, "CLOSED");
      board.until(() -> board.network.counters().activeFlows() == 0, "no flow");
    }
  }

  @Test
  void aRefusedConnectionIsClosed() throws Exception {
    try (var taken = new Socket();
        var board = new Board()) {
      // Nobody else can listen at a port that is taken, and this socket does not.
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      board.open(0, taken.getLocalPort());
      board.until(() -> board.status(0) == SocketStatus.CLOSED, "CLOSED");
      assertEquals(0, board.spi.get(0, SocketRegister.IR) & SocketInterrupt.CON);
    }
  }

  @Test
  void aServersResetClosesTheSocket() throws Exception {
    try (var server = new TestServer(socket -> socket.setSoLinger(true, 0));
        var board = new Board()) {
      board.open(0, server.port());
      board.until(() -> board.status(0) == SocketStatus.CLOSED, "CLOSED");
    }
  }

  /** A chip on a network with a gateway. */
  private static final class Board implements AutoCloseable {
    final FastClock clock = new FastClock(20);
    final VirtualLan lan = new VirtualLan(clock);
    final UserNetwork network = new UserNetwork(lan, clock, UserNetworkConfig.DEFAULT);
    final SpiMaster spi =
        new SpiMaster(new W5500Chip(clock, lan.newPort("chip"), ChipOptions.DEFAULT));

    Board() throws IOException {
      spi.set(CommonRegister.SHAR, 0x0253_504E_0001L);
      spi.set(CommonRegister.SIPR, CHIP.value());
      spi.set(CommonRegister.SUBR, Ipv4Address.parse("255.255.255.0").value());
      spi.set(CommonRegister.GAR, GATEWAY.value());
    }

    int status(int socket) {
      return spi.get(socket, SocketRegister.SR);
    }

    void open(int socket, int port) {
      spi.set(socket, SocketRegister.MR, SocketMode.TCP | SocketMode.ND);
      spi.set(socket, SocketRegister.PORT, 50_000 + socket);
      spi.command(socket, SocketCommand.OPEN);
      until(() -> status(socket) == SocketStatus.INIT, "INIT");
      spi.set(socket, SocketRegister.DIPR, GATEWAY.value());
      spi.set(socket, SocketRegister.DPORT, port);
      spi.command(socket, SocketCommand.CONNECT);
    }

    void connect(int socket, int port) {
      open(socket, port);
      until(() -> status(socket) == SocketStatus.ESTABLISHED, "ESTABLISHED");
    }

    /** Sends as much of the rest as there is room for, once the last SEND is done. */
    int sendSome(int socket, byte[] data, int from) {
      boolean free =
          from == 0 || (spi.get(socket, SocketRegister.IR) & SocketInterrupt.SENDOK) != 0;
      int length = Math.min(spi.get(socket, SocketRegister.TX_FSR), data.length - from);
      if (!free || length == 0) {
        return 0;
      }
      spi.set(socket, SocketRegister.IR, SocketInterrupt.SENDOK);
      spi.fill(socket, Arrays.copyOfRange(data, from, from + length));
      command(socket, SocketCommand.SEND);
      return length;
    }

    void receive(int socket, ByteArrayOutputStream heard) {
      byte[] data = spi.drain(socket);
      if (data.length > 0) {
        heard.writeBytes(data);
        command(socket, SocketCommand.RECV);
      }
    }

    private void command(int socket, int command) {
      spi.command(socket, command);
      until(() -> spi.get(socket, SocketRegister.CR) == 0, "the command to be taken");
    }

    void until(BooleanSupplier condition, String what) {
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!condition.getAsBoolean()) {
        assertTrue(System.nanoTime() < deadline, () -> "waited in vain for " + what);
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() {
      network.close();
      clock.close();
    }
  }
}
