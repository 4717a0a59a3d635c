package dev.spinet.socket.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.tls.TlsOptions;
import dev.spinet.socket.tls.TlsSocketFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** TLS for a while on a connection that goes on without it: {@code autoClose} is false. */
abstract class TlsLayerContract extends TlsCase {

  private Socket connect(int port) throws IOException {
    Socket plain = network.clients().createSocket();
    plain.connect(new InetSocketAddress(network.host(), port), Peer.PATIENCE_MILLIS);
    plain.setSoTimeout(Peer.PATIENCE_MILLIS);
    return plain;
  }

  private static SSLSocket layer(Socket plain, TlsOptions options) throws IOException {
    return (SSLSocket)
        TlsSocketFactory.over(javax.net.SocketFactory.getDefault(), options)
            .createSocket(plain, TestAuthority.SERVER_NAME, plain.getPort(), false);
  }

  @Test
  void theConnectionGoesOnWhenBothHaveEndedTls() throws Exception {
    try (var peer =
            TlsPeer.tls(
                serverContext,
                (tls, below) -> {
                  tls.getInputStream().transferTo(tls.getOutputStream());
                  tls.shutdownOutput();
                  below.getOutputStream().write(below.getInputStream().read() + 1);
                });
        Socket plain = connect(peer.port())) {
      SSLSocket tls = layer(plain, trusting().closeTimeout(Duration.ofSeconds(20)));
      assertEchoes(tls, 1_000);
      tls.close();
      assertTrue(tls.isClosed());
      assertFalse(plain.isClosed());
      plain.getOutputStream().write(41);
      assertEquals(42, plain.getInputStream().read());
    }
  }

  @Test
  void aPeerThatDoesNotEndTlsCostsTheConnection() throws Exception {
    var over = new CountDownLatch(1);
    try (var peer =
            TlsPeer.tls(
                serverContext,
                (tls, _) -> {
                  tls.getOutputStream().write(1);
                  over.await();
                });
        Socket plain = connect(peer.port())) {
      SSLSocket tls = layer(plain, trusting().closeTimeout(SHORT));
      assertEquals(1, tls.getInputStream().read());
      tls.close();
      assertTrue(plain.isClosed());
      over.countDown();
    }
  }
}
