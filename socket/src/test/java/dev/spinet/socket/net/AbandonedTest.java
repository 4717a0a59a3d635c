package dev.spinet.socket.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.contract.Call;
import dev.spinet.socket.contract.PeerListener;
import dev.spinet.socket.memory.MemoryDriver;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets that a program has lost without closing them. */
@Timeout(60)
final class AbandonedTest {

  @Test
  void theirPlacesOnTheChipAreFreeAgain() throws IOException {
    try (var driver = new MemoryDriver();
        PeerListener listener = driver.listen()) {
      var factory = new SpinetSocketFactory(driver);
      loseThem(driver, factory, listener.port());
      Call.eventually(
          "a lost socket is closed",
          () -> {
            System.gc();
            return canConnect(factory, listener.port());
          });
    }
  }

  private static void loseThem(MemoryDriver driver, SpinetSocketFactory factory, int port)
      throws IOException {
    for (int i = 0; i < 6; i++) {
      Socket lost = factory.createSocket(MemoryDriver.PEER, port);
      assertTrue(lost.isConnected());
    }
    DatagramSocket lost = new SpinetDatagramSocket(driver);
    assertTrue(lost.isBound());
    ServerSocket server = new SpinetServerSocketFactory(driver).createServerSocket(0, 1);
    assertTrue(server.isBound());
  }

  private static boolean canConnect(SpinetSocketFactory factory, int port) {
    try (Socket socket = factory.createSocket(MemoryDriver.PEER, port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
