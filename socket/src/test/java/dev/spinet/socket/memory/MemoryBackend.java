package dev.spinet.socket.memory;

import dev.spinet.socket.contract.DatagramPeer;
import dev.spinet.socket.contract.FullBackend;
import dev.spinet.socket.contract.NamingBackend;
import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.contract.PeerListener;
import java.io.IOException;
import java.net.InetSocketAddress;

/** The chip in memory, and the host it can reach. */
record MemoryBackend(MemoryDriver driver) implements FullBackend, NamingBackend {

  private static final int REFUSED_PORT = 7;

  MemoryBackend() {
    this(new MemoryDriver());
  }

  @Override
  public String peerHost() {
    return MemoryDriver.PEER;
  }

  @Override
  public String peerName() {
    return MemoryDriver.PEER_NAME;
  }

  @Override
  public String unknownName() {
    return "nobody";
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
  public Peer connectTo(int localPort) throws IOException {
    return driver.connectTo(localPort);
  }

  @Override
  public DatagramPeer datagramPeer() {
    return driver.datagramPeer();
  }

  @Override
  public void close() throws IOException {
    driver.close();
  }
}
