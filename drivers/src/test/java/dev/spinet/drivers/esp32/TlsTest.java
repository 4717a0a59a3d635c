package dev.spinet.drivers.esp32;

import dev.spinet.socket.contract.TlsContract;
import dev.spinet.socket.contract.TlsNetwork;
import dev.spinet.socket.net.SpinetServerSocketFactory;
import dev.spinet.socket.net.SpinetSocketFactory;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Tag;

/** TLS of the JDK over a simulated module, with real servers and clients at the other end. */
@Tag("slow")
final class TlsTest extends TlsContract {

  private record Modules(ModuleBoard board) implements TlsNetwork {

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
      return ModuleBoard.HOST.getHostAddress();
    }

    @Override
    public Socket connectTo(ServerSocket server) throws IOException {
      var at = board.forward(server.getLocalPort());
      return new Socket(at.getAddress(), at.getPort());
    }

    @Override
    public boolean halfCloses() {
      return false;
    }

    @Override
    public void close() throws IOException {
      board.close();
    }
  }

  @Override
  protected TlsNetwork openNetwork() throws IOException {
    return new Modules(ModuleBoard.builder().build());
  }
}
