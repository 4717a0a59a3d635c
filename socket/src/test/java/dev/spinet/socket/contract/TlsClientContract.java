package dev.spinet.socket.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.tls.TlsOptions;
import dev.spinet.socket.tls.TlsSocketFactory;
import dev.spinet.socket.tls.TlsTruncatedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS clients of ours against servers of the JDK's TLS, and against servers that misbehave. */
abstract class TlsClientContract extends TlsCase {

  private TlsSocketFactory factory(TlsOptions options) throws IOException {
    return TlsSocketFactory.over(network.clients(), options);
  }

  /** Connected, as a client who knows the server by its name, with no handshake yet. */
  private SSLSocket client(TlsOptions options, int port) throws IOException {
    return client(options, port, TestAuthority.SERVER_NAME);
  }

  private SSLSocket client(TlsOptions options, int port, String name) throws IOException {
    Socket plain = network.clients().createSocket();
    plain.connect(new InetSocketAddress(network.host(), port), Peer.PATIENCE_MILLIS);
    plain.setSoTimeout(Peer.PATIENCE_MILLIS);
    return (SSLSocket) factory(options).createSocket(plain, name, port, true);
  }

  private static void assertHandshakeFails(SSLSocket socket, String part) throws Exception {
    var error = assertThrows(SSLException.class, socket::startHandshake);
    ContractCase.assertSays(part, error);
    assertTrue(socket.isClosed());
    assertThrows(SocketException.class, socket::getOutputStream);
    assertThrows(SocketException.class, socket::startHandshake);
  }

  @Test
  void talksToAServerThatIsTrusted() throws Exception {
    try (var peer = TlsPeer.echo(serverContext);
        var socket = client(trusting(), peer.port())) {
      assertEchoes(socket, 50_000);
      assertEquals("TLSv1.3", socket.getSession().getProtocol());
      assertEquals("HTTPS", socket.getSSLParameters().getEndpointIdentificationAlgorithm());
      var in = socket.getInputStream();
      socket.shutdownOutput();
      assertEquals(-1, in.read());
      assertEquals(-1, in.read());
      assertTrue(peer.call().result());
    }
  }

  @Test
  void talksToAServerOfTls12() throws Exception {
    try (var peer =
            TlsPeer.tls(
                serverContext,
                (tls, below) -> {
                  tls.setEnabledProtocols(new String[] {"TLSv1.2"});
                  tls.getOutputStream().write(7);
                  tls.close();
                  below.close();
                });
        var socket = client(trusting(), peer.port())) {
      assertEquals(7, socket.getInputStream().read());
      assertEquals("TLSv1.2", socket.getSession().getProtocol());
      assertEquals(-1, socket.getInputStream().read());
    }
  }

  @Test
  void theServerHearsTheNameThatWasGiven() throws Exception {
    var names = new LinkedBlockingQueue<String>();
    try (var peer =
            TlsPeer.tls(
                serverContext,
                (tls, _) -> {
                  tls.startHandshake();
                  var session = (ExtendedSSLSession) tls.getSession();
                  names.add(session.getRequestedServerNames().toString());
                });
        var socket = client(trusting(), peer.port())) {
      socket.startHandshake();
      String expected = List.of(new SNIHostName(TestAuthority.SERVER_NAME)).toString();
      assertEquals(expected, names.poll(Peer.PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
    }
  }

  @Test
  void anUnconnectedSocketChecksTheNameItIsConnectedWith() throws Exception {
    try (var peer = TlsPeer.echo(serverContext);
        var socket = (SSLSocket) factory(trusting()).createSocket()) {
      assertFalse(socket.isConnected());
      assertThrows(SocketException.class, socket::getInputStream);
      assertThrows(SocketException.class, socket::startHandshake);
      socket.connect(new InetSocketAddress(network.host(), peer.port()), Peer.PATIENCE_MILLIS);
      assertTrue(socket.isConnected());
      assertEchoes(socket, 1_000);
    }
  }

  @Test
  void httpsUrlConnectionGoesThroughIt() throws Exception {
    byte[] answer =
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello".getBytes(US_ASCII);
    try (var peer =
        TlsPeer.tls(
            serverContext,
            (tls, below) -> {
              var in = tls.getInputStream();
              for (int end = 0; end != 0x0d0a0d0a; ) {
                end = end << Byte.SIZE | in.read();
              }
              tls.getOutputStream().write(answer);
              tls.close();
              below.close();
            })) {
      var url = URI.create("https://%s:%d/".formatted(network.host(), peer.port())).toURL();
      var connection = (HttpsURLConnection) url.openConnection();
      connection.setSSLSocketFactory(factory(trusting()));
      connection.setReadTimeout(Peer.PATIENCE_MILLIS);
      assertEquals("hello", new String(connection.getInputStream().readAllBytes(), US_ASCII));
      var wrong = (HttpsURLConnection) url.openConnection();
      wrong.setSSLSocketFactory(factory(new TlsOptions().trust(authority.otherCertificate())));
      assertThrows(SSLHandshakeException.class, wrong::getInputStream);
    }
  }

  @Test
  void refusesAnAuthorityThatIsNotTrusted() throws Exception {
    try (var peer = TlsPeer.echo(serverContext)) {
      var options = new TlsOptions().trust(authority.otherCertificate());
      assertHandshakeFails(client(options, peer.port()), "certif");
      assertHandshakeFails(client(new TlsOptions(), peer.port()), "certif");
    }
  }

  @Test
  void refusesAnotherHostName() throws Exception {
    try (var peer = TlsPeer.echo(serverContext)) {
      assertHandshakeFails(client(trusting(), peer.port(), "other.test"), "other.test");
      var trustedByContext = new TlsOptions().context(authority.context(TestAuthority.CLIENT));
      assertHandshakeFails(client(trustedByContext, peer.port(), "other.test"), "other.test");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TestAuthority.EXPIRED, TestAuthority.SELF_SIGNED})
  void refusesBadCertificates(String identity) throws Exception {
    try (var peer = TlsPeer.echo(authority.context(identity))) {
      assertHandshakeFails(client(trusting(), peer.port()), "cert");
    }
  }

  @Test
  void onlyALoudWordTurnsChecksOff() throws Exception {
    try (var peer = TlsPeer.echo(serverContext);
        var self = TlsPeer.echo(authority.context(TestAuthority.SELF_SIGNED));
        var skipping = client(trusting().insecureSkipHostNameCheck(), peer.port(), "other.test");
        var trusting = client(new TlsOptions().insecureTrustEverybody(), self.port(), "x.test");
        var checking = client(trusting(), peer.port())) {
      assertEchoes(skipping, 10);
      assertEchoes(trusting, 10);
      SSLParameters parameters = checking.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("");
      assertThrows(IllegalArgumentException.class, () -> checking.setSSLParameters(parameters));
      checking.setSSLParameters(new SSLParameters());
      assertEquals("HTTPS", checking.getSSLParameters().getEndpointIdentificationAlgorithm());
      assertThrows(
          IllegalArgumentException.class,
          () -> checking.setEnabledProtocols(new String[] {"TLSv1.1", "SSLv3"}));
      assertEquals(List.of("TLSv1.3", "TLSv1.2"), List.of(checking.getEnabledProtocols()));
      assertEchoes(checking, 10);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"220 mail.test ready\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n", ""})
  void aServerWithoutTlsSeesNothingOfTheProgram(String greeting) throws Exception {
    var seen = new ByteArrayOutputStream();
    try (var peer =
            TlsPeer.plain(connection -> {
              connection.getOutputStream().write(greeting.getBytes(US_ASCII));
              if (greeting.isEmpty()) {
                connection.shutdownOutput();
              }
              connection.getInputStream().transferTo(seen);
            });
        var socket = client(trusting(), peer.port())) {
      assertThrows(
          IOException.class, () -> socket.getOutputStream().write(SECRET.getBytes(US_ASCII)));
      assertTrue(socket.isClosed());
      assertThrows(
          IOException.class, () -> socket.getOutputStream().write(SECRET.getBytes(US_ASCII)));
      try {
        peer.call().result();
      } catch (ExecutionException e) {
        assertInstanceOf(IOException.class, e.getCause());
      }
      assertFalse(seen.toString(US_ASCII).contains(SECRET));
      assertTrue(seen.size() == 0 || seen.toByteArray()[0] == HANDSHAKE_RECORD);
    }
  }

  @Test
  void aPeerThatLeavesDuringTheHandshakeIsNamed() throws Exception {
    try (var peer =
        TlsPeer.plain(connection -> {
          connection.getInputStream().read();
          connection.close();
        })) {
      var socket = client(trusting(), peer.port());
      assertThrows(IOException.class, socket::startHandshake);
      assertTrue(socket.isClosed());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theWholeHandshakeHasALimit(boolean dribbles) throws Exception {
    var over = new CountDownLatch(1);
    try (var peer =
        TlsPeer.plain(connection -> {
          if (dribbles) {
            // The beginning of a long record, a byte now and then: each byte is in time.
            connection.getOutputStream().write(new byte[] {HANDSHAKE_RECORD, 3, 3, 0x3f, 0});
            while (!over.await(10, TimeUnit.MILLISECONDS)) {
              connection.getOutputStream().write(2);
            }
          } else {
            over.await();
          }
        })) {
      var socket = client(trusting().handshakeTimeout(SHORT), peer.port());
      var error = assertThrows(SocketTimeoutException.class, socket::startHandshake);
      ContractCase.assertSays("handshake", error);
      ContractCase.assertSays("300 ms", error);
      assertTrue(socket.isClosed());
      over.countDown();
    }
  }

  @Test
  void theTimeOutOfTheSocketCountsToo() throws Exception {
    try (var peer =
        TlsPeer.plain(connection ->
            connection.getInputStream().transferTo(OutputStream.nullOutputStream()))) {
      var socket = client(trusting(), peer.port());
      socket.setSoTimeout((int) SHORT.toMillis());
      assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
      assertTrue(socket.isClosed());
    }
  }

  @Test
  void aReadThatTimesOutLosesNothing() throws Exception {
    var go = new CountDownLatch(1);
    try (var peer =
            TlsPeer.tls(
                serverContext,
                (tls, _) -> {
                  tls.getOutputStream().write(1);
                  go.await();
                  tls.getOutputStream().write(2);
                  tls.getInputStream().read();
                });
        var socket = client(trusting(), peer.port())) {
      assertEquals(1, socket.getInputStream().read());
      socket.setSoTimeout((int) SHORT.toMillis());
      assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
      go.countDown();
      socket.setSoTimeout(Peer.PATIENCE_MILLIS);
      assertEquals(2, socket.getInputStream().read());
    }
  }

  @Test
  void aStreamThatIsCutOffIsNotOneThatHasEnded() throws Exception {
    try (var peer =
        TlsPeer.tls(
            serverContext,
            (tls, below) -> {
              tls.getOutputStream().write(5);
              below.shutdownOutput();
              below.getInputStream().transferTo(OutputStream.nullOutputStream());
            })) {
      try (var socket = client(trusting(), peer.port())) {
        var in = socket.getInputStream();
        assertEquals(5, in.read());
        assertThrows(TlsTruncatedException.class, in::read);
        assertThrows(TlsTruncatedException.class, () -> in.read(new byte[3]));
      }
      try (var socket = client(trusting().acceptTruncation(), peer.port())) {
        assertEquals(5, socket.getInputStream().read());
        assertEquals(-1, socket.getInputStream().read());
      }
    }
  }

  @Test
  void aResetIsAnError() throws Exception {
    try (var peer =
            TlsPeer.tls(
                serverContext,
                (tls, below) -> {
                  tls.getInputStream().read();
                  below.setSoLinger(true, 0);
                  below.close();
                });
        var socket = client(trusting(), peer.port())) {
      socket.getOutputStream().write(1);
      assertThrows(IOException.class, () -> socket.getInputStream().readAllBytes());
    }
  }

  @Test
  void showsACertificateToAServerThatAsks() throws Exception {
    try (var peer =
        TlsPeer.tls(
            serverContext,
            (tls, _) -> {
              tls.setNeedClientAuth(true);
              tls.getOutputStream().write(tls.getInputStream().read());
              tls.getInputStream().read();
            })) {
      var options =
          trusting().identity(authority.identity(TestAuthority.CLIENT), authority.password());
      try (var socket = client(options, peer.port())) {
        assertEchoes(socket, 1);
      }
      try (var socket = client(trusting(), peer.port())) {
        assertThrows(
            IOException.class,
            () -> {
              socket.getOutputStream().write(1);
              socket.getInputStream().read();
            });
      }
    }
  }

  @Test
  void closingDoesNotWaitForAPeerThatDoesNotRead() throws Exception {
    var over = new CountDownLatch(1);
    try (var peer =
        TlsPeer.tls(
            serverContext,
            (tls, _) -> {
              tls.startHandshake();
              over.await();
            })) {
      var socket = client(trusting().closeTimeout(SHORT), peer.port());
      socket.startHandshake();
      var writer =
          Call.start(() -> {
            var much = new byte[100_000];
            while (true) {
              socket.getOutputStream().write(much);
            }
          });
      writer.settle();
      socket.close();
      socket.close();
      writer.failure(IOException.class);
      assertTrue(socket.isClosed());
      assertThrows(SocketException.class, socket::getInputStream);
      over.countDown();
    }
  }

  @Test
  void closingAnswersWhoReads() throws Exception {
    try (var peer = TlsPeer.tls(serverContext, (tls, _) -> tls.getInputStream().read())) {
      var socket = client(trusting(), peer.port());
      socket.startHandshake();
      var reader = Call.start(() -> socket.getInputStream().read()).settle();
      socket.close();
      try {
        assertEquals(-1, reader.result());
      } catch (ExecutionException e) {
        assertInstanceOf(IOException.class, e.getCause());
      }
    }
  }
}
