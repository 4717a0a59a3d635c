package dev.spinet.socket.jdk;

import dev.spinet.socket.contract.Backend;
import dev.spinet.socket.contract.SocketContract;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

/** The contract on the JDK's sockets: shows that what it demands is what TCP does. */
@Tag("slow") // It says nothing of our own sockets.
final class JdkSocketTest extends SocketContract {

  @Override
  protected Backend openBackend() {
    return new JdkBackend(new JdkDriver());
  }

  private record JdkBackend(NetworkDriver driver) implements Backend {

    @Override
    public String peerHost() {
      return "127.0.0.1";
    }

    @Override
    public void close() throws IOException {
      driver.close();
    }
  }
}
