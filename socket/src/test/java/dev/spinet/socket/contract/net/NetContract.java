package dev.spinet.socket.contract.net;

import org.junit.jupiter.api.Nested;

/** All of the contract. A test class per driver extends this and says how to open the backend. */
public abstract class NetContract {

  /** For subclasses. */
  protected NetContract() {}

  /**
   * Opens what is tested. Called before each test.
   *
   * @return the backend, which the contract closes after the test
   * @throws Exception if it cannot be opened; the test fails
   */
  protected abstract NetBackend openBackend() throws Exception;

  @Nested
  final class Connecting extends ConnectingContract {
    @Override
    protected NetBackend openBackend() throws Exception {
      return NetContract.this.openBackend();
    }
  }

  @Nested
  final class Reading extends ReadingContract {
    @Override
    protected NetBackend openBackend() throws Exception {
      return NetContract.this.openBackend();
    }
  }

  @Nested
  final class Writing extends WritingContract {
    @Override
    protected NetBackend openBackend() throws Exception {
      return NetContract.this.openBackend();
    }
  }

  @Nested
  final class Options extends NetOptionsContract {
    @Override
    protected NetBackend openBackend() throws Exception {
      return NetContract.this.openBackend();
    }
  }

  @Nested
  final class Serving extends ServingContract {
    @Override
    protected NetBackend openBackend() throws Exception {
      return NetContract.this.openBackend();
    }
  }

  @Nested
  final class Datagrams extends NetDatagramContract {
    @Override
    protected NetBackend openBackend() throws Exception {
      return NetContract.this.openBackend();
    }
  }

  @Nested
  final class DatagramPeers extends NetDatagramPeerContract {
    @Override
    protected NetBackend openBackend() throws Exception {
      return NetContract.this.openBackend();
    }
  }
}
