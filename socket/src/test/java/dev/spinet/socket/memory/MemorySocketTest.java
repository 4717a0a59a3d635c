package dev.spinet.socket.memory;

import dev.spinet.socket.contract.Backend;
import dev.spinet.socket.contract.PeerListener;
import dev.spinet.socket.contract.SocketContract;
import java.io.IOException;
import java.net.InetSocketAddress;

/** The contract on the chip in memory, whose behaviour is exact. */
final class MemorySocketTest extends SocketContract {

  @Override
  protected Backend openBackend() {
    return new MemoryBackend(new MemoryDriver());
  }

  private record MemoryBackend(MemoryDriver driver) implements Backend {

    private static final int REFUSED_PORT = 7;

    @Override
    public String peerHost() {
      return MemoryDriver.PEER;
    }

    @Override
    public PeerListener listen() {
      return driver.listen();
    }

    @Override
    public int refusedPort() {
      return REFUSED_PORT;
    }

    @Override
    public SilentPeer silentPeer() {
      var address = new InetSocketAddress(MemoryDriver.PEER, MemoryDriver.SILENT_PORT);
      return new SilentPeer(address, () -> {});
    }

    @Override
    public void close() throws IOException {
      driver.close();
    }
  }
}
