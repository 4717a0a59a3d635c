package dev.spinet.examples;

import com.ghgande.j2mod.modbus.ModbusException;
import com.ghgande.j2mod.modbus.io.ModbusTCPTransport;
import com.ghgande.j2mod.modbus.msg.ExceptionResponse;
import com.ghgande.j2mod.modbus.msg.ReadMultipleRegistersRequest;
import com.ghgande.j2mod.modbus.msg.ReadMultipleRegistersResponse;
import com.ghgande.j2mod.modbus.procimg.Register;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import javax.net.SocketFactory;

/** A connection to a Modbus TCP device through whatever network a socket factory leads to. */
final class ModbusDevice implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 3_000;

  private final Socket socket;
  private final ModbusTCPTransport transport;
  private final int unit;

  private ModbusDevice(Socket socket, int unit) {
    this.socket = socket;
    this.transport = new ModbusTCPTransport(socket);
    this.unit = unit;
  }

  /**
   * Connects.
   *
   * @param address host and port, such as {@code 192.168.1.20:502}; a name is looked up on the
   *     network of the sockets
   */
  static ModbusDevice connect(SocketFactory sockets, String address, int unit) throws IOException {
    int colon = address.lastIndexOf(':');
    var host = address.substring(0, colon);
    int port = Integer.parseInt(address.substring(colon + 1));
    var socket = sockets.createSocket();
    try {
      socket.connect(InetSocketAddress.createUnresolved(host, port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      return new ModbusDevice(socket, unit);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Reads holding registers, as numbers from 0 to 65535. */
  List<Integer> read(int first, int count) throws ModbusException {
    var request = new ReadMultipleRegistersRequest(first, count);
    request.setUnitID(unit);
    transport.writeRequest(request);
    return switch (transport.readResponse()) {
      case ReadMultipleRegistersResponse response ->
          Arrays.stream(response.getRegisters()).map(Register::toUnsignedShort).toList();
      case ExceptionResponse refusal ->
          throw new ModbusException(
              "the device refuses, exception code " + refusal.getExceptionCode());
      case null, default -> throw new ModbusException("the device answers something else");
    };
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
