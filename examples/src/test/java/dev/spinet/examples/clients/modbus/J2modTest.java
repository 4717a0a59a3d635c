package dev.spinet.examples.clients.modbus;

import static dev.spinet.examples.clients.modbus.ModbusWork.REGISTERS;
import static dev.spinet.examples.clients.modbus.ModbusWork.UNIT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ghgande.j2mod.modbus.Modbus;
import com.ghgande.j2mod.modbus.ModbusException;
import com.ghgande.j2mod.modbus.ModbusIOException;
import com.ghgande.j2mod.modbus.ModbusSlaveException;
import com.ghgande.j2mod.modbus.facade.ModbusTCPMaster;
import com.ghgande.j2mod.modbus.slave.ModbusSlave;
import com.ghgande.j2mod.modbus.slave.ModbusSlaveFactory;
import dev.spinet.examples.board.Network;
import dev.spinet.examples.board.Sockets;
import dev.spinet.examples.server.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** j2mod, for Modbus TCP, as the master and as the slave. */
@Tag("slow")
@Timeout(value = 90, threadMode = ThreadMode.SEPARATE_THREAD)
class J2modTest {

  private static final int SHORT_MILLIS = 1_000;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int MODBUS_PORT = 1502;

  private static ModbusSlave slaveOnThisMachine() throws ModbusException {
    var slave =
        ModbusSlaveFactory.createTCPSlave(
            InetAddress.getLoopbackAddress(), FreePort.find(), 2, false);
    slave.addProcessImage(UNIT, ModbusWork.image());
    slave.open();
    return slave;
  }

  private static FactoryMaster master(Network network, int port, int timeout) throws Exception {
    var master = new FactoryMaster(network.sockets(), network.host(), port, timeout);
    master.connect();
    return master;
  }

  @ParameterizedTest
  @EnumSource
  void readsAndWritesAsTheMaster(Sockets sockets) throws Exception {
    var slave = slaveOnThisMachine();
    try (var network = sockets.open()) {
      try (var master = master(network, slave.getPort(), PATIENCE_MILLIS)) {
        ModbusWork.work(master);
      }
      network.assertNothingOpen();
    } finally {
      slave.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void answersAsTheSlave(Sockets sockets) throws Exception {
    try (var network = sockets.open()) {
      int port = sockets == Sockets.CHIP ? MODBUS_PORT : 0;
      try (var slave =
          new FactorySlave(network.serverSockets().createServerSocket(port), ModbusWork.image())) {
        int reached = network.reach(slave.getPort());
        var first = new ModbusTCPMaster("127.0.0.1", reached, PATIENCE_MILLIS, false);
        var second = new ModbusTCPMaster("127.0.0.1", reached, PATIENCE_MILLIS, false);
        first.connect();
        second.connect();
        ModbusWork.work(first);
        ModbusWork.work(second);
        first.disconnect();
        second.disconnect();
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMasterThatVanishesDoesNotDisturbTheSlave(Sockets sockets) throws Exception {
    try (var network = sockets.open()) {
      int port = sockets == Sockets.CHIP ? MODBUS_PORT : 0;
      try (var slave =
          new FactorySlave(network.serverSockets().createServerSocket(port), ModbusWork.image())) {
        int reached = network.reach(slave.getPort());
        try (var rude = new Socket(InetAddress.getLoopbackAddress(), reached)) {
          rude.getOutputStream().write(new byte[] {0, 1, 0, 0, 0}); // the beginning of a request
          rude.setSoLinger(true, 0); // it ends with a reset
        }
        var polite = new ModbusTCPMaster("127.0.0.1", reached, PATIENCE_MILLIS, false);
        polite.connect();
        ModbusWork.work(polite);
        polite.disconnect();
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesARegisterThatIsNotThere(Sockets sockets) throws Exception {
    var slave = slaveOnThisMachine();
    try (var network = sockets.open()) {
      try (var master = master(network, slave.getPort(), PATIENCE_MILLIS)) {
        var failure =
            assertThrows(
                ModbusSlaveException.class,
                () -> master.readMultipleRegisters(UNIT, REGISTERS - 1, 2));
        assertTrue(failure.isType(Modbus.ILLEGAL_ADDRESS_EXCEPTION));
        ModbusWork.work(master);
      }
      network.assertNothingOpen();
    } finally {
      slave.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesTheLossOfASlaveThatDiesInTheMiddleOfAnAnswer(Sockets sockets) throws Exception {
    try (var network = sockets.open();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var dying =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try (var socket = server.accept()) {
                  readRequest(socket.getInputStream());
                  socket.getOutputStream().write(new byte[] {0, 1, 0, 0, 0, (byte) 203, UNIT, 3});
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      try (var master = master(network, server.getLocalPort(), PATIENCE_MILLIS)) {
        assertThrows(ModbusIOException.class, () -> master.readMultipleRegisters(UNIT, 0, 100));
      }
      assertTrue(dying.join(Duration.ofMillis(PATIENCE_MILLIS)));
      network.assertNothingOpen();
    }
  }

  private static void readRequest(InputStream in) throws IOException {
    assertEquals(12, in.readNBytes(12).length); // MBAP header, function, address, quantity
  }

  @ParameterizedTest
  @EnumSource
  void givesUpOnASlaveThatDoesNotAnswer(Sockets sockets) throws Exception {
    try (var network = sockets.open();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      long began;
      try (var master = master(network, server.getLocalPort(), SHORT_MILLIS)) {
        began = System.nanoTime();
        assertThrows(ModbusIOException.class, () -> master.readMultipleRegisters(UNIT, 0, 10));
      }
      long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
      assertTrue(millis >= SHORT_MILLIS && millis < PATIENCE_MILLIS, millis + " ms");
      network.assertNothingOpen();
    }
  }

  @Test
  void runsAsItIsInAProcessWhoseSocketsAreAllOfTheChip() throws Exception {
    var slave = slaveOnThisMachine();
    try {
      var jvm = startModbusProcess(slave.getPort());
      try (var output = jvm.inputReader();
          var input = jvm.outputWriter()) {
        try {
          var master = new ModbusTCPMaster("127.0.0.1", Integer.parseInt(line(output)));
          master.connect();
          ModbusWork.work(master);
          master.disconnect();
          input.write("end\n");
          input.flush();
          assertEquals("done", line(output));
          assertTrue(jvm.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
          assertEquals(0, jvm.exitValue());
        } finally {
          // Before its output is closed, which waits for whoever reads it.
          jvm.destroyForcibly().waitFor();
        }
      }
    } finally {
      slave.close();
    }
  }

  /** Starts a JVM that is killed when the thread of the test ends, in whatever way. */
  private static Process startModbusProcess(int port) throws IOException {
    return new ProcessBuilder(
            "setpriv",
            "--pdeathsig",
            "KILL",
            "--",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            ModbusProcess.class.getName(),
            Integer.toString(port))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static @Nullable String line(BufferedReader output) throws Exception {
    var line = new FutureTask<@Nullable String>(output::readLine);
    Thread.ofPlatform().daemon().name("output of the process").start(line);
    return line.get(2L * PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
