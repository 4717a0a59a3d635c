package dev.spinet.drivers.w5500;

import dev.spinet.socket.contract.net.NetBackend;
import dev.spinet.socket.contract.net.NetContract;
import java.io.IOException;

/** What sockets of {@code java.net} must do, on the simulated chip in the same process. */
final class JavaNetTest extends NetContract {

  @Override
  protected NetBackend openBackend() throws IOException {
    var attachment = BoardAttachment.open(Board.builder());
    return NetBackend.of(new AttachmentContract.ChipBackend(attachment));
  }
}
