package dev.spinet.drivers.w5500;

import dev.spinet.socket.contract.Backend;
import dev.spinet.socket.contract.SocketContract;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The contracts of sockets on the simulated chip, in the same process. */
final class ContractTest {

  @Nested
  final class WithInterruptLine extends AttachmentContract {
    @Override
    Attachment open() throws IOException {
      return BoardAttachment.open(Board.builder());
    }
  }

  @Nested
  final class WithoutInterruptLine extends AttachmentContract {
    @Override
    Attachment open() throws IOException {
      return BoardAttachment.open(Board.builder().interrupt(false).reset(false));
    }
  }

  /** Buffers of other sizes, and the cautious ways of freeing space and of giving commands. */
  @Nested
  @Tag("slow")
  final class WithOtherOptions extends AttachmentContract {
    @Override
    Attachment open() throws IOException {
      return BoardAttachment.open(
          Board.builder()
              .options(o ->
                  o.bufferKiB(4, 2, 2, 2, 2, 2).deferredReceive(false).combinedCommand(false)));
    }
  }

  /** Buffers too small for datagrams. */
  @Nested
  @Tag("slow")
  final class WithSmallBuffers extends SocketContract {

    @Override
    protected Backend openBackend() throws IOException {
      var board = Board.builder().options(o -> o.bufferKiB(1, 1, 1, 1, 1, 1, 1, 1));
      return new Plain(BoardAttachment.open(board));
    }

    private record Plain(BoardAttachment attachment) implements Backend {
      @Override
      public NetworkDriver driver() {
        return attachment.driver();
      }

      @Override
      public String peerHost() {
        return Board.HOST.getHostAddress();
      }

      @Override
      public void close() throws IOException {
        attachment.close();
      }
    }
  }
}
