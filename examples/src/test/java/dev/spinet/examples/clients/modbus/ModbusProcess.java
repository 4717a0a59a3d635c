package dev.spinet.examples.clients.modbus;

import com.ghgande.j2mod.modbus.facade.ModbusTCPMaster;
import com.ghgande.j2mod.modbus.slave.ModbusSlaveFactory;
import dev.spinet.examples.board.ChipNetwork;
import dev.spinet.socket.net.ProcessSockets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A program that uses j2mod as it is, all of whose sockets are a chip's: the JDK takes a factory
 * for them once in the life of a process, so this is one of its own.
 */
final class ModbusProcess {

  private ModbusProcess() {}

  /**
   * Answers as a slave until the first line of its input, then works as a master.
   *
   * @param arguments the port of a slave on this machine
   */
  public static void main(String[] arguments) {
    int status = 1;
    try {
      run(Integer.parseInt(arguments[0]));
      status = 0;
    } catch (Throwable e) {
      System.err.println("the process with the chip's sockets has failed");
      e.printStackTrace();
    } finally {
      System.exit(status); // j2mod leaves threads behind that are not daemons
    }
  }

  private static void run(int port) throws Exception {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (var network = ChipNetwork.open()) {
      serve(network, input);
      work(network, port);
      network.assertNothingOpen();
    }
    System.out.println("done");
  }

  private static void serve(ChipNetwork network, BufferedReader input) throws Exception {
    var eth = network.driver();
    ProcessSockets.through(eth).withServers().install();
    var slave = ModbusSlaveFactory.createTCPSlave(1502, 2);
    slave.addProcessImage(ModbusWork.UNIT, ModbusWork.image());
    slave.open();
    System.out.println(network.reach(1502));
    if (input.readLine() == null) {
      throw new IOException("nobody told the slave to end");
    }
    slave.close();
  }

  private static void work(ChipNetwork network, int port) throws Exception {
    var host = network.host();
    var master = new ModbusTCPMaster(host, port);
    master.connect();
    ModbusWork.work(master);
    master.disconnect();
  }
}
