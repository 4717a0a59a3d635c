package dev.spinet.drivers.esp32;

import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.socket.contract.Backend;
import dev.spinet.socket.contract.DatagramBackend;
import dev.spinet.socket.contract.DatagramContract;
import dev.spinet.socket.contract.DatagramWaitingContract;
import dev.spinet.socket.contract.FullBackend;
import dev.spinet.socket.contract.ListeningBackend;
import dev.spinet.socket.contract.ListeningContract;
import dev.spinet.socket.contract.LoopbackPeer;
import dev.spinet.socket.contract.NamingBackend;
import dev.spinet.socket.contract.NamingContract;
import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.contract.SelectContract;
import dev.spinet.socket.contract.ShutdownContract;
import dev.spinet.socket.contract.SocketContract;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** The contracts of streams, for one kind of module. {@link WithDatagrams} has the others. */
abstract class ModuleContract {

  /** How the module under test is made and driven. */
  abstract ModuleBoard.Builder board();

  /** What the module cannot do is said here; the contracts then ask for a clear refusal. */
  record ModuleBackend(ModuleBoard board, TestNames names) implements FullBackend, NamingBackend {

    @Override
    public NetworkDriver driver() {
      return board.driver;
    }

    @Override
    public String peerHost() {
      return ModuleBoard.HOST.getHostAddress();
    }

    @Override
    public Peer connectTo(int localPort) throws IOException {
      return LoopbackPeer.connectTo(board.forward(localPort).getPort());
    }

    @Override
    public boolean keepsConnectionsApart() {
      return false;
    }

    @Override
    public boolean halfCloses() {
      return false;
    }

    @Override
    public boolean tellsResets() {
      return false;
    }

    @Override
    public boolean connectsFromBoundPort() {
      return false;
    }

    @Override
    public boolean receivesEmpty() {
      return false;
    }

    @Override
    public int minPayload() {
      return 1;
    }

    @Override
    public String peerName() {
      return TestNames.HOST;
    }

    @Override
    public String unknownName() {
      return "no.example.org";
    }

    @Override
    public void close() throws IOException {
      try (names) {
        board.close();
      }
    }
  }

  final FullBackend backend() throws IOException {
    return open();
  }

  private ModuleBackend open() throws IOException {
    return open(board());
  }

  /** A module and what its sockets can reach. */
  static ModuleBackend open(ModuleBoard.Builder board) throws IOException {
    var names = new TestNames();
    var network = UserNetworkConfig.DEFAULT.withResolvers(() -> Optional.of(names.address()));
    return new ModuleBackend(board.network(network).build(), names);
  }

  @Nested
  final class Connecting extends SocketContract {
    @Override
    protected Backend openBackend() throws IOException {
      return backend();
    }
  }

  @Nested
  final class Shutdown extends ShutdownContract {
    @Override
    protected Backend openBackend() throws IOException {
      return backend();
    }
  }

  @Nested
  final class Listening extends ListeningContract {
    @Override
    protected ListeningBackend openBackend() throws IOException {
      return backend();
    }
  }

  @Nested
  final class Naming extends NamingContract {
    @Override
    protected NamingBackend openBackend() throws IOException {
      return open();
    }
  }

  /** With the contracts of datagrams, for firmware that keeps their boundaries. */
  abstract static class WithDatagrams extends ModuleContract {

    @Nested
    final class Datagrams extends DatagramContract {
      @Override
      protected DatagramBackend openBackend() throws IOException {
        return backend();
      }
    }

    @Nested
    final class WaitingForDatagrams extends DatagramWaitingContract {
      @Override
      protected DatagramBackend openBackend() throws IOException {
        return backend();
      }
    }

    @Nested
    final class Selecting extends SelectContract {
      @Override
      protected FullBackend openBackend() throws IOException {
        return backend();
      }
    }
  }
}
