package dev.spinet.socket.contract;

import org.junit.jupiter.api.Nested;

/**
 * The behaviour of {@link dev.spinet.socket.Socket} on a driver. A test class per driver and
 * attachment extends this and says how to open it; everything else comes with it.
 */
public abstract class SocketContract {

  /** For subclasses. */
  protected SocketContract() {}

  /**
   * Opens what is tested. Called before each test.
   *
   * @return the backend, which the contract closes after the test
   * @throws Exception if it cannot be opened; the test fails
   */
  protected abstract Backend openBackend() throws Exception;

  @Nested
  final class Connecting extends ConnectingContract {
    @Override
    Backend openBackend() throws Exception {
      return SocketContract.this.openBackend();
    }
  }

  @Nested
  final class Receiving extends ReceivingContract {
    @Override
    Backend openBackend() throws Exception {
      return SocketContract.this.openBackend();
    }
  }

  @Nested
  final class Waiting extends WaitingContract {
    @Override
    Backend openBackend() throws Exception {
      return SocketContract.this.openBackend();
    }
  }

  @Nested
  final class Sending extends SendingContract {
    @Override
    Backend openBackend() throws Exception {
      return SocketContract.this.openBackend();
    }
  }

  @Nested
  final class Lifetime extends LifetimeContract {
    @Override
    Backend openBackend() throws Exception {
      return SocketContract.this.openBackend();
    }
  }
}
