package dev.spinet.socket.contract.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.spinet.socket.contract.DatagramPeer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** What the parts of the contract about datagrams share. */
abstract class NetDatagramCase extends NetCase {

  final DatagramSocket newDatagramSocket() throws IOException {
    DatagramSocket socket = backend.datagrams().open(new InetSocketAddress(0));
    socket.setSoTimeout(AMPLE_MILLIS);
    return socket;
  }

  static byte[] bytes(DatagramPacket packet) {
    return Arrays.copyOfRange(
        packet.getData(), packet.getOffset(), packet.getOffset() + packet.getLength());
  }

  /** Lets the peer know where the socket is. */
  static void greet(DatagramSocket socket, DatagramPeer peer) throws IOException {
    socket.send(new DatagramPacket(new byte[] {1}, 1, peer.address()));
    assertArrayEquals(new byte[] {1}, peer.receive());
  }
}
