package dev.spinet.drivers.w5500;

import dev.spinet.simulator.w5500.Diagnostic;
import dev.spinet.socket.contract.Backend;
import dev.spinet.socket.contract.ListeningBackend;
import dev.spinet.socket.contract.ListeningContract;
import dev.spinet.socket.contract.LoopbackPeer;
import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.contract.ShutdownContract;
import dev.spinet.socket.contract.SocketContract;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The contract of sockets on the simulated chip, in the same process. */
final class ContractTest {

  private record ChipBackend(Board board) implements ListeningBackend {

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
    public void close() throws IOException {
      board.close();
    }
  }

  @Nested
  final class WithInterruptLine extends SocketContract {
    @Override
    protected Backend openBackend() throws IOException {
      return new ChipBackend(Board.builder().build());
    }
  }

  @Nested
  final class WithoutInterruptLine extends SocketContract {
    @Override
    protected Backend openBackend() throws IOException {
      return new ChipBackend(Board.builder().interrupt(false).reset(false).build());
    }
  }

  @Nested
  final class ListeningWithInterruptLine extends ListeningContract {
    @Override
    protected ListeningBackend openBackend() throws IOException {
      return new ChipBackend(Board.builder().build());
    }
  }

  @Nested
  final class ListeningWithoutInterruptLine extends ListeningContract {
    @Override
    protected ListeningBackend openBackend() throws IOException {
      return new ChipBackend(Board.builder().interrupt(false).reset(false).build());
    }
  }

  @Nested
  final class Shutdown extends ShutdownContract {
    @Override
    protected Backend openBackend() throws IOException {
      return new ChipBackend(Board.builder().build());
    }
  }

  /** Buffers of other sizes, and the cautious ways of freeing space and of giving commands. */
  @Nested
  @Tag("slow")
  final class WithOtherOptions extends SocketContract {
    @Override
    protected Backend openBackend() throws IOException {
      return new ChipBackend(
          Board.builder()
              .options(o ->
                  o.bufferKiB(4, 4, 2, 2, 1, 1, 1, 1).deferredReceive(false).combinedCommand(false))
              .build());
    }
  }
}
