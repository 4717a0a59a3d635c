package dev.spinet.drivers.w5500;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;

/** A real UDP socket on this machine's loopback. */
final class UdpPeer implements AutoCloseable {

  private final DatagramSocket socket;
  private SocketAddress last = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);

  UdpPeer() throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    socket.setSoTimeout(10_000);
    socket.setReceiveBufferSize(1 << 20);
  }

  /** Sends back what comes, until it is closed. */
  static UdpPeer echo() throws IOException {
    var peer = new UdpPeer();
    Thread.ofPlatform()
        .daemon()
        .name("udp echo")
        .start(() -> {
          try {
            while (true) {
              peer.answer(peer.receive());
            }
          } catch (IOException e) {
            // Closed, which ends the test or is its failure.
          }
        });
    return peer;
  }

  int port() {
    return socket.getLocalPort();
  }

  byte[] receive() throws IOException {
    var packet = new DatagramPacket(new byte[2000], 2000);
    socket.receive(packet);
    last = packet.getSocketAddress();
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  /** Sends to whom the last datagram came from. */
  void answer(byte[] data) throws IOException {
    socket.send(new DatagramPacket(data, data.length, last));
  }

  @Override
  public void close() {
    socket.close();
  }
}
