package dev.spinet.socket.contract;

import org.junit.jupiter.api.Nested;

/**
 * The behaviour of a {@link dev.spinet.socket.Socket} that connects to a server, on a driver. A
 * test class per driver and attachment extends this and says how to open it; everything else comes
 * with it. What not every driver can do has contracts of its own beside this one.
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
    protected Backend openBackend() throws Exception {
      return SocketContract.this.openBackend();
    }
  }

  @Nested
  final class Receiving extends ReceivingContract {
    @Override
    protected Backend openBackend() throws Exception {
      return SocketContract.this.openBackend();
    }
  }

  @Nested
  final class Waiting extends WaitingContract {
    @Override
    protected Backend openBackend() throws Exception {
      return SocketContract.this.openBackend();
    }
  }

  @Nested
  final class Sending extends SendingContract {
    @Override
    protected Backend openBackend() throws Exception {
      return SocketContract.this.openBackend();
    }
  }

  @Nested
  final class Lifetime extends LifetimeContract {
    @Override
    protected Backend openBackend() throws Exception {
      return SocketContract.this.openBackend();
    }
  }

  @Nested
  final class Flags extends FlagsContract {
    @Override
    protected Backend openBackend() throws Exception {
      return SocketContract.this.openBackend();
    }
  }

  @Nested
  final class Options extends OptionsContract {
    @Override
    protected Backend openBackend() throws Exception {
      return SocketContract.this.openBackend();
    }
  }
}
