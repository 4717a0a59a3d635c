package dev.spinet.examples.clients.modbus;

import com.ghgande.j2mod.modbus.facade.AbstractModbusMaster;
import com.ghgande.j2mod.modbus.io.AbstractModbusTransport;
import com.ghgande.j2mod.modbus.io.ModbusTCPTransport;
import com.ghgande.j2mod.modbus.net.TCPMasterConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import javax.net.SocketFactory;

/**
 * A Modbus master whose connection comes from a socket factory. j2mod has no setting for that; what
 * it has are classes that may be extended where it makes its socket.
 */
final class FactoryMaster extends AbstractModbusMaster implements AutoCloseable {

  private final Connection connection;

  FactoryMaster(SocketFactory sockets, String host, int port, int timeout) throws IOException {
    connection = new Connection(sockets, InetAddress.getByName(host));
    connection.setPort(port);
    connection.setTimeout(timeout);
    setTimeout(timeout);
  }

  @Override
  public void connect() throws Exception {
    connection.connect();
    setTransaction(connection.getModbusTransport().createTransaction());
    setRetries(1);
  }

  @Override
  public void disconnect() {
    connection.close();
  }

  @Override
  public void close() {
    disconnect();
  }

  @Override
  public AbstractModbusTransport getTransport() {
    return connection.getModbusTransport();
  }

  @Override
  public boolean isConnected() {
    return connection.isConnected();
  }

  /** What j2mod connects, and connects again after a failure, with {@code new Socket()}. */
  private static final class Connection extends TCPMasterConnection {

    private final SocketFactory sockets;
    private boolean connected;

    Connection(SocketFactory sockets, InetAddress address) {
      super(address);
      this.sockets = sockets;
    }

    @Override
    public synchronized void connect(boolean useRtuOverTcp) throws Exception {
      if (connected) {
        return;
      }
      var socket = sockets.createSocket();
      try {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(getAddress(), getPort()), getTimeout());
        var transport = new ModbusTCPTransport(socket);
        transport.setMaster(this);
        transport.setTimeout(getTimeout());
        setModbusTransport(transport);
        connected = true;
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }

    @Override
    public synchronized boolean isConnected() {
      return connected;
    }

    @Override
    public synchronized void close() {
      if (connected) {
        connected = false;
        try {
          getModbusTransport().close();
        } catch (IOException e) {
          // The connection is given up; whoever asked for it knows why.
        }
      }
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
