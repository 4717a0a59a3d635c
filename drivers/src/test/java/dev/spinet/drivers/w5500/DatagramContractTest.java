package dev.spinet.drivers.w5500;

import dev.spinet.socket.contract.DatagramBackend;
import dev.spinet.socket.contract.DatagramContract;
import dev.spinet.socket.contract.DatagramWaitingContract;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

/** The contract of UDP sockets on the simulated chip, in the same process. */
final class DatagramContractTest {

  private record ChipBackend(Board board) implements DatagramBackend {

    @Override
    public NetworkDriver driver() {
      return board.driver;
    }

    @Override
    public String peerHost() {
      return Board.HOST.getHostAddress();
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

  private static DatagramBackend withLine() throws IOException {
    return new ChipBackend(Board.builder().build());
  }

  private static DatagramBackend withoutLine() throws IOException {
    return new ChipBackend(Board.builder().interrupt(false).reset(false).build());
  }

  /** Small and large buffers, and the cautious ways of freeing space and of giving commands. */
  private static DatagramBackend withOtherOptions() throws IOException {
    return new ChipBackend(
        Board.builder()
            .options(
                o -> o.bufferKiB(2, 2, 4, 4, 2, 2).deferredReceive(false).combinedCommand(false))
            .build());
  }

  @Nested
  final class WithInterruptLine extends DatagramContract {
    @Override
    protected DatagramBackend openBackend() throws IOException {
      return withLine();
    }
  }

  @Nested
  final class WaitingWithInterruptLine extends DatagramWaitingContract {
    @Override
    protected DatagramBackend openBackend() throws IOException {
      return withLine();
    }
  }

  @Nested
  final class WithoutInterruptLine extends DatagramContract {
    @Override
    protected DatagramBackend openBackend() throws IOException {
      return withoutLine();
    }
  }

  @Nested
  final class WaitingWithoutInterruptLine extends DatagramWaitingContract {
    @Override
    protected DatagramBackend openBackend() throws IOException {
      return withoutLine();
    }
  }

  @Nested
  final class WithOtherOptions extends DatagramContract {
    @Override
    protected DatagramBackend openBackend() throws IOException {
      return withOtherOptions();
    }
  }

  @Nested
  final class WaitingWithOtherOptions extends DatagramWaitingContract {
    @Override
    protected DatagramBackend openBackend() throws IOException {
      return withOtherOptions();
    }
  }
}
