package dev.spinet.examples.clients.modbus;

import com.ghgande.j2mod.modbus.net.AbstractModbusListener;
import com.ghgande.j2mod.modbus.net.TCPConnectionHandler;
import com.ghgande.j2mod.modbus.net.TCPSlaveConnection;
import com.ghgande.j2mod.modbus.procimg.ProcessImage;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A Modbus slave that listens on a socket of the caller's, with j2mod's own handling of
 * connections. Each has a thread.
 */
final class FactorySlave extends AbstractModbusListener implements AutoCloseable {

  private final ServerSocket server;
  private final ProcessImage image;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  FactorySlave(ServerSocket server, ProcessImage image) {
    this.server = server;
    this.image = image;
    setPort(server.getLocalPort());
    thread = Thread.ofPlatform().daemon().name("modbus slave").start(this);
  }

  @Override
  public void run() {
    setListening(true);
    try {
      while (isListening()) {
        Socket socket = server.accept();
        connections.add(socket);
        var handler = new TCPConnectionHandler(this, new TCPSlaveConnection(socket), 0);
        Thread.ofPlatform()
            .daemon()
            .name("modbus connection")
            .start(() -> {
              handler.run();
              connections.remove(socket);
            });
      }
    } catch (IOException closed) {
      setListening(false);
    }
  }

  @Override
  public ProcessImage getProcessImage(int unitId) {
    return image;
  }

  @Override
  public void stop() {
    setListening(false);
    try {
      server.close();
      for (Socket socket : connections) {
        socket.close();
      }
      thread.join();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
