package dev.spinet.socket.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.tls.TlsOptions;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What the contracts of TLS share: certificates, a network for each test, and the options. */
@Timeout(90)
abstract class TlsCase {

  static final String SERVER = TestAuthority.SERVER;
  static final Duration SHORT = Duration.ofMillis(300);
  static final String SECRET = "a secret that must not be seen";
  static final byte HANDSHAKE_RECORD = 22;

  static TestAuthority authority;
  static SSLContext serverContext;
  TlsNetwork network;

  /**
   * Opens what is below TLS. Called before each test.
   *
   * @return the network, which the contract closes after the test
   */
  protected abstract TlsNetwork openNetwork() throws Exception;

  @BeforeAll
  static void makeCertificates() throws Exception {
    authority = TestAuthority.shared();
    serverContext = authority.context(SERVER);
  }

  @BeforeEach
  final void open() throws Exception {
    network = openNetwork();
  }

  @AfterEach
  final void close() throws Exception {
    network.close();
  }

  static TlsOptions trusting() throws Exception {
    return new TlsOptions().trust(authority.certificate());
  }

  static void assertEchoes(Socket socket, int length) throws Exception {
    byte[] data = ContractCase.pattern(length);
    var writer =
        Call.start(() -> {
          socket.getOutputStream().write(data);
          socket.getOutputStream().flush();
          return true;
        });
    assertArrayEquals(data, socket.getInputStream().readNBytes(length));
    assertTrue(writer.result());
  }
}
