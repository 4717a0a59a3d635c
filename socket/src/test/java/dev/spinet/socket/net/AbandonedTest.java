package dev.spinet.socket.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.contract.Call;
import dev.spinet.socket.contract.PeerListener;
import dev.spinet.socket.memory.MemoryDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
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

  /** Those that a routed socket uses are of a channel, which the JDK leaves open. */
  @Test
  void soAreThoseOfTheBoardsNetwork() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      loseNative(server.getLocalPort());
      try (Socket accepted = server.accept()) {
        accepted.setSoTimeout(20);
        Call.eventually(
            "a lost socket is closed",
            () -> {
              System.gc();
              return hasEnded(accepted);
            });
      }
    }
  }

  private static void loseNative(int port) throws IOException {
    var lost = new NativeSocketImpl();
    lost.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
    assertEquals(port, lost.getPort());
  }

  private static boolean hasEnded(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
