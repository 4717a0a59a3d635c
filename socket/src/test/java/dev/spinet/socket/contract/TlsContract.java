package dev.spinet.socket.contract;

import org.junit.jupiter.api.Nested;

/**
 * TLS of ours against TLS of the JDK and against peers that misbehave, in both roles, over whatever
 * sockets a subclass has.
 */
public abstract class TlsContract {

  /** For subclasses. */
  protected TlsContract() {}

  /**
   * Opens what is below TLS. Called before each test.
   *
   * @return the network, which the contract closes after the test
   */
  protected abstract TlsNetwork openNetwork() throws Exception;

  @Nested
  final class Clients extends TlsClientContract {
    @Override
    protected TlsNetwork openNetwork() throws Exception {
      return TlsContract.this.openNetwork();
    }
  }

  @Nested
  final class Layers extends TlsLayerContract {
    @Override
    protected TlsNetwork openNetwork() throws Exception {
      return TlsContract.this.openNetwork();
    }
  }

  @Nested
  final class Servers extends TlsServerContract {
    @Override
    protected TlsNetwork openNetwork() throws Exception {
      return TlsContract.this.openNetwork();
    }
  }
}
