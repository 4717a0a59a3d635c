package dev.spinet.drivers.w5500;

import dev.spinet.socket.contract.net.NetBackend;
import dev.spinet.socket.contract.net.NetContract;
import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** What sockets of {@code java.net} must do, on the simulated chip in the same process. */
final class JavaNetTest {

  private static NetBackend open(Board.Builder board) throws IOException {
    return NetBackend.of(new AttachmentContract.ChipBackend(BoardAttachment.open(board)));
  }

  @Nested
  final class WithInterruptLine extends NetContract {
    @Override
    protected NetBackend openBackend() throws IOException {
      return open(Board.builder());
    }
  }

  @Nested
  @Tag("slow")
  final class WithoutInterruptLine extends NetContract {
    @Override
    protected NetBackend openBackend() throws IOException {
      return open(Board.builder().interrupt(false).reset(false));
    }
  }
}
