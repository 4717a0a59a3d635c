package dev.spinet.socket.jdk;

import dev.spinet.socket.contract.net.NetBackend;
import dev.spinet.socket.contract.net.NetContract;

/** The oracle: what the contract demands is what the JDK's own sockets do. */
final class JdkNetTest extends NetContract {

  @Override
  protected NetBackend openBackend() {
    return NetBackend.ofJdk();
  }
}
