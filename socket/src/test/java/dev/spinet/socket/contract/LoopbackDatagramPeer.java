package dev.spinet.socket.contract;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A real UDP socket on this machine's loopback. */
final class LoopbackDatagramPeer implements DatagramPeer {

  private static final int LARGEST = 0xffff;

  private final DatagramSocket socket =
      new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  private final InetSocketAddress address;
  private @Nullable SocketAddress sender;

  LoopbackDatagramPeer(String host) throws IOException {
    socket.setSoTimeout(Peer.PATIENCE_MILLIS);
    address = new InetSocketAddress(host, socket.getLocalPort());
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public byte[] receive() throws IOException {
    var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    socket.receive(packet);
    sender = packet.getSocketAddress();
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  @Override
  public void answer(byte... data) throws IOException {
    if (sender == null) {
      throw new IOException("there is nobody to answer yet");
    }
    socket.send(new DatagramPacket(data, data.length, sender));
  }

  @Override
  public void close() {
    socket.close();
  }
}
