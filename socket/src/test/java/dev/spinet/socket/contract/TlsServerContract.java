package dev.spinet.socket.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.tls.TlsOptions;
import dev.spinet.socket.tls.TlsServerSocketFactory;
import dev.spinet.socket.tls.TlsTruncatedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** TLS servers of ours against clients of the JDK's TLS, and against clients that misbehave. */
abstract class TlsServerContract extends TlsCase {

  private SSLServerSocket server(TlsOptions options) throws Exception {
    options.identity(authority.identity(SERVER), authority.password());
    var server =
        (SSLServerSocket)
            TlsServerSocketFactory.over(network.servers(), options).createServerSocket(0);
    server.setSoTimeout(Peer.PATIENCE_MILLIS);
    return server;
  }

  /** The JDK's client, connected to our server. */
  private SSLSocket jdkClient(ServerSocket server, String identity) throws Exception {
    Socket plain = network.connectTo(server);
    plain.setSoTimeout(Peer.PATIENCE_MILLIS);
    var socket =
        (SSLSocket)
            authority
                .context(identity)
                .getSocketFactory()
                .createSocket(plain, TestAuthority.SERVER_NAME, 1, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return socket;
  }

  @Test
  void serves() throws Exception {
    try (var server = server(new TlsOptions());
        var client = jdkClient(server, TestAuthority.CLIENT);
        var accepted = (SSLSocket) server.accept()) {
      assertFalse(accepted.getUseClientMode());
      accepted.setSoTimeout(Peer.PATIENCE_MILLIS);
      var echo =
          Call.start(() -> {
            accepted.getInputStream().transferTo(accepted.getOutputStream());
            accepted.shutdownOutput();
            return true;
          });
      assertEchoes(client, 20_000);
      client.shutdownOutput();
      assertEquals(-1, client.getInputStream().read());
      assertTrue(echo.result());
    }
  }

  /** To JSSE, parameters that say nothing of certificates of clients mean that none is wanted. */
  @Test
  void newParametersDoNotEndTheDemandForCertificates() throws Exception {
    try (var server = server(trusting().needClientCertificate())) {
      var parameters = new SSLParameters();
      parameters.setApplicationProtocols(new String[] {"http/1.1"});
      server.setSSLParameters(parameters);
      assertTrue(server.getNeedClientAuth());
      try (var client = jdkClient(server, TestAuthority.SELF_SIGNED);
          var accepted = (SSLSocket) server.accept()) {
        assertTrue(accepted.getNeedClientAuth());
        var reading = Call.start(() -> accepted.getInputStream().read());
        assertThrows(
            IOException.class,
            () -> {
              client.getOutputStream().write(9);
              client.getInputStream().read();
            });
        reading.failure(SSLException.class);
      }
    }
  }

  @Test
  void theDemandForCertificatesIsNotTakenBack() throws Exception {
    try (var server = server(trusting().needClientCertificate());
        var client = network.connectTo(server);
        var accepted = (SSLSocket) server.accept()) {
      assertFalse(client.isClosed());
      assertThrows(IllegalArgumentException.class, () -> server.setNeedClientAuth(false));
      assertThrows(IllegalArgumentException.class, () -> server.setWantClientAuth(false));
      assertThrows(IllegalArgumentException.class, () -> server.setWantClientAuth(true));
      assertThrows(IllegalArgumentException.class, () -> accepted.setNeedClientAuth(false));
      assertThrows(IllegalArgumentException.class, () -> accepted.setWantClientAuth(true));
      server.setNeedClientAuth(true);
      assertTrue(server.getNeedClientAuth());
      assertTrue(accepted.getNeedClientAuth());
    }
    try (var server = server(trusting())) {
      server.setWantClientAuth(true);
      server.setNeedClientAuth(true);
      server.setNeedClientAuth(false);
      assertFalse(server.getNeedClientAuth());
    }
  }

  @Test
  void servesOnlyWhoShowsACertificate() throws Exception {
    try (var server = server(trusting().needClientCertificate())) {
      assertTrue(server.getNeedClientAuth());
      try (var client = jdkClient(server, TestAuthority.CLIENT);
          var accepted = (SSLSocket) server.accept()) {
        var reading = Call.start(() -> accepted.getInputStream().read());
        client.getOutputStream().write(9);
        assertEquals(9, reading.result());
        ContractCase.assertSays(
            "client", new Throwable(accepted.getSession().getPeerPrincipal().getName()));
      }
      try (var client = jdkClient(server, TestAuthority.SELF_SIGNED);
          var accepted = server.accept()) {
        var reading = Call.start(() -> accepted.getInputStream().read());
        assertThrows(
            IOException.class,
            () -> {
              client.getOutputStream().write(9);
              client.getInputStream().read();
            });
        reading.failure(SSLException.class);
        assertTrue(accepted.isClosed());
      }
    }
  }

  @Test
  void aSilentClientHoldsUpNobody() throws Exception {
    // It is the time-out of the other client's handshake, too, over whatever is below.
    try (var server = server(new TlsOptions().handshakeTimeout(Duration.ofSeconds(4)));
        var silent = network.connectTo(server);
        var acceptedSilent = server.accept()) {
      var waiting = Call.start(() -> acceptedSilent.getInputStream().read());
      try (var client = jdkClient(server, TestAuthority.CLIENT);
          var accepted = server.accept()) {
        var reading = Call.start(() -> accepted.getInputStream().read());
        client.getOutputStream().write(3);
        assertEquals(3, reading.result());
      }
      waiting.failure(SocketTimeoutException.class);
      assertTrue(acceptedSilent.isClosed());
      assertFalse(silent.isClosed());
    }
  }

  @Test
  void aClientWithoutTlsGetsNothing() throws Exception {
    try (var server = server(new TlsOptions());
        var client = network.connectTo(server);
        var accepted = server.accept()) {
      client.setSoTimeout(Peer.PATIENCE_MILLIS);
      var writing =
          Call.start(() -> {
            accepted.getOutputStream().write(SECRET.getBytes(US_ASCII));
            return true;
          });
      client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
      writing.failure(SSLException.class);
      assertTrue(accepted.isClosed());
      var seen = new ByteArrayOutputStream();
      try {
        client.getInputStream().transferTo(seen);
      } catch (SocketException e) {
        // A reset says as much as an end.
      }
      assertFalse(seen.toString(US_ASCII).contains(SECRET));
    }
  }

  @Test
  void aClientThatCutsTheStreamIsNamed() throws Exception {
    try (var server = server(new TlsOptions());
        var plain = network.connectTo(server);
        var client =
            (SSLSocket)
                authority
                    .context(TestAuthority.CLIENT)
                    .getSocketFactory()
                    .createSocket(plain, TestAuthority.SERVER_NAME, 1, false);
        var accepted = server.accept()) {
      accepted.setSoTimeout(Peer.PATIENCE_MILLIS);
      var reading =
          Call.start(() -> {
            assertEquals(4, accepted.getInputStream().read());
            return accepted.getInputStream().read();
          });
      client.getOutputStream().write(4);
      plain.shutdownOutput();
      // Where both directions end together, it may count more that something was not sent yet.
      if (network.halfCloses()) {
        reading.failure(TlsTruncatedException.class);
      } else {
        reading.failure(IOException.class);
      }
    }
  }

  @Test
  void aClientThatLeavesDuringTheHandshakeIsNamed() throws Exception {
    try (var server = server(new TlsOptions());
        var client = network.connectTo(server);
        var accepted = server.accept()) {
      client.getOutputStream().write(HANDSHAKE_RECORD);
      client.shutdownOutput();
      assertThrows(IOException.class, () -> accepted.getInputStream().read());
      assertTrue(accepted.isClosed());
    }
  }

  @Test
  void agreesOnAProtocolAndTellsWhenItIsReady() throws Exception {
    var completed = new LinkedBlockingQueue<SSLSocket>();
    try (var server = server(new TlsOptions());
        var client = jdkClient(server, TestAuthority.CLIENT);
        var accepted = (SSLSocket) server.accept()) {
      HandshakeCompletedListener listener = event -> completed.add(event.getSocket());
      HandshakeCompletedListener removed = _ -> completed.add(client);
      // Added twice it is told once, and gone when it is removed once.
      for (int i = 0; i < 2; i++) {
        accepted.addHandshakeCompletedListener(removed);
        accepted.addHandshakeCompletedListener(listener);
      }
      accepted.removeHandshakeCompletedListener(removed);
      accepted.setHandshakeApplicationProtocolSelector(
          (socket, protocols) -> socket.equals(accepted) ? protocols.getLast() : "");
      SSLParameters parameters = client.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"one", "two"});
      client.setSSLParameters(parameters);
      var handshake =
          Call.start(() -> {
            accepted.startHandshake();
            return true;
          });
      client.startHandshake();
      assertTrue(handshake.result());
      assertEquals("two", accepted.getApplicationProtocol());
      assertEquals("two", client.getApplicationProtocol());
      assertEquals(accepted, completed.poll(Peer.PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
      assertNull(completed.poll(SHORT.toMillis(), TimeUnit.MILLISECONDS));
    }
  }
}
