package dev.spinet.socket;

import dev.spinet.socket.driver.DatagramSource;
import dev.spinet.socket.internal.TimedCalls;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Hands calls with a time limit of their own to the role that a socket has. */
final class RoleCalls extends TimedCalls {

  @Override
  public void connect(Socket socket, InetSocketAddress peer, long limit) throws IOException {
    socket.role().connectOrGoOn(peer, limit);
  }

  @Override
  public Socket accept(Socket socket, long limit) throws IOException {
    return socket.accept(limit);
  }

  @Override
  public int receive(Socket socket, byte[] buffer, int offset, int n, long limit)
      throws IOException {
    return socket.role().receive(null, buffer, offset, n, Flags.SOME, limit);
  }

  @Override
  public int receiveFrom(
      Socket socket, byte[] buffer, int offset, int n, DatagramSource from, int flags, long limit)
      throws IOException {
    DatagramRole role = socket.role().datagrams("recvFrom");
    return role.receiveFrom(null, buffer, offset, n, from, Flags.receiving(flags), limit);
  }
}
