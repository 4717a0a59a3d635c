package dev.spinet.socket.memory;

import dev.spinet.socket.contract.net.NetBackend;
import dev.spinet.socket.contract.net.NetContract;

/** The contract of {@code java.net} on the chip in memory. */
final class MemoryNetTest extends NetContract {

  @Override
  protected NetBackend openBackend() {
    return NetBackend.of(new MemoryBackend());
  }
}
