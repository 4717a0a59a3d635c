package dev.spinet.drivers.w5500;

import dev.spinet.simulator.w5500.Diagnostic;
import dev.spinet.socket.contract.TlsContract;
import dev.spinet.socket.contract.TlsNetwork;
import dev.spinet.socket.net.SpinetServerSocketFactory;
import dev.spinet.socket.net.SpinetSocketFactory;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/** TLS over the simulated chip, with real servers and clients of the JDK at the other end. */
final class TlsTest extends TlsContract {

  private record Chips(Board board) implements TlsNetwork {

    @Override
    public SocketFactory clients() {
      return new SpinetSocketFactory(board.driver);
    }

    @Override
    public ServerSocketFactory servers() {
      return new SpinetServerSocketFactory(board.driver);
    }

    @Override
    public String host() {
      return Board.HOST.getHostAddress();
    }

    @Override
    public Socket connectTo(ServerSocket server) throws IOException {
      var at = board.forward(server.getLocalPort());
      return new Socket(at.getAddress(), at.getPort());
    }

    @Override
    public void close() throws IOException {
      board.close();
    }
  }

  @Override
  protected TlsNetwork openNetwork() throws IOException {
    var board = Board.builder().build();
    // A SEND may cross with a reset by the peer, which the driver cannot know of beforehand.
    board.tolerate(Diagnostic.Kind.WRONG_STATE);
    return new Chips(board);
  }
}
