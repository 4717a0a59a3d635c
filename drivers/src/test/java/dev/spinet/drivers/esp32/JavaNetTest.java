package dev.spinet.drivers.esp32;

import dev.spinet.socket.contract.net.NetBackend;
import dev.spinet.socket.contract.net.NetContract;
import java.io.IOException;

/** What sockets of {@code java.net} must do, on a simulated module in the same process. */
final class JavaNetTest extends NetContract {

  @Override
  protected NetBackend openBackend() throws IOException {
    return NetBackend.of(ModuleContract.open(ModuleBoard.builder()));
  }
}
