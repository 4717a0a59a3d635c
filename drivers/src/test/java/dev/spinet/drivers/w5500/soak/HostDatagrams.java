package dev.spinet.drivers.w5500.soak;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A UDP server of this machine that sends back what it gets. */
final class HostDatagrams implements AutoCloseable {

  private static final int LARGEST = 2_000;

  private final DatagramSocket socket =
      new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  HostDatagrams() throws IOException {
    Thread.ofPlatform().daemon().name("host datagrams").start(this::serve);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        socket.receive(packet);
        socket.send(packet);
      } catch (IOException e) {
        // Closed, or whoever asked has gone meanwhile.
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
