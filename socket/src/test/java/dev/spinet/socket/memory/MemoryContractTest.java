package dev.spinet.socket.memory;

import dev.spinet.socket.contract.Backend;
import dev.spinet.socket.contract.DatagramBackend;
import dev.spinet.socket.contract.DatagramContract;
import dev.spinet.socket.contract.DatagramWaitingContract;
import dev.spinet.socket.contract.FullBackend;
import dev.spinet.socket.contract.ListeningBackend;
import dev.spinet.socket.contract.ListeningContract;
import dev.spinet.socket.contract.NamingBackend;
import dev.spinet.socket.contract.NamingContract;
import dev.spinet.socket.contract.SelectContract;
import dev.spinet.socket.contract.ShutdownContract;
import dev.spinet.socket.contract.SocketContract;
import org.junit.jupiter.api.Nested;

/** The contract on the chip in memory, whose behaviour is exact. */
final class MemoryContractTest {

  @Nested
  final class Streams extends SocketContract {
    @Override
    protected Backend openBackend() {
      return new MemoryBackend();
    }
  }

  @Nested
  final class Shutdown extends ShutdownContract {
    @Override
    protected Backend openBackend() {
      return new MemoryBackend();
    }
  }

  @Nested
  final class Listening extends ListeningContract {
    @Override
    protected ListeningBackend openBackend() {
      return new MemoryBackend();
    }
  }

  @Nested
  final class Datagrams extends DatagramContract {
    @Override
    protected DatagramBackend openBackend() {
      return new MemoryBackend();
    }
  }

  @Nested
  final class DatagramWaits extends DatagramWaitingContract {
    @Override
    protected DatagramBackend openBackend() {
      return new MemoryBackend();
    }
  }

  @Nested
  final class Selecting extends SelectContract {
    @Override
    protected FullBackend openBackend() {
      return new MemoryBackend();
    }
  }

  @Nested
  final class Naming extends NamingContract {
    @Override
    protected NamingBackend openBackend() {
      return new MemoryBackend();
    }
  }
}
