package dev.spinet.drivers.w5500;

import dev.spinet.simulator.w5500.Diagnostic;
import dev.spinet.socket.contract.FullBackend;
import dev.spinet.socket.contract.LoopbackPeer;
import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.contract.SelectContract;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

/** The contract of waiting for several sockets, on the simulated chip in the same process. */
final class SelectContractTest {

  private record ChipBackend(Board board) implements FullBackend {

    ChipBackend {
      // A SEND may cross with a reset by the peer, which the driver cannot know of beforehand.
      board.tolerate(Diagnostic.Kind.WRONG_STATE);
    }

    @Override
    public NetworkDriver driver() {
      return board.driver;
    }

    @Override
    public String peerHost() {
      return Board.HOST.getHostAddress();
    }

    @Override
    public Peer connectTo(int localPort) throws IOException {
      return LoopbackPeer.connectTo(board.forward(localPort).getPort());
    }

    @Override
    public int minPayload() {
      return 1;
    }

    @Override
    public void close() throws IOException {
      board.close();
    }
  }

  @Nested
  final class WithInterruptLine extends SelectContract {
    @Override
    protected FullBackend openBackend() throws IOException {
      return new ChipBackend(Board.builder().build());
    }
  }

  @Nested
  final class WithoutInterruptLine extends SelectContract {
    @Override
    protected FullBackend openBackend() throws IOException {
      return new ChipBackend(Board.builder().interrupt(false).reset(false).build());
    }
  }
}
