package dev.spinet.cli.get;

import dev.spinet.cli.exit.NetworkException;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.net.SpinetSocketFactory;
import dev.spinet.socket.tls.TlsOptions;
import dev.spinet.socket.tls.TlsSocketFactory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * A connection to a server for one request. Only what a download needs of HTTP/1.1 is here, since
 * what matters to it, where a body was cut and what of it is safe, is what client libraries hide;
 * and the one of the JDK takes no sockets from others.
 */
final class Connection implements AutoCloseable {

  private static final int BUFFER = 1 << 15;

  private final Socket socket;
  private final InputStream in;

  private Connection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
  }

  /**
   * How to connect.
   *
   * @param driver the chip
   * @param tls whom to trust
   * @param timeout the longest wait for the connection, and for each piece of an answer
   */
  record Settings(NetworkDriver driver, TlsOptions tls, Duration timeout) {

    private int millis() {
      return Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    }
  }

  /** Connects, with TLS if the URL says so. */
  static Connection open(Settings settings, Url url) throws IOException {
    SocketFactory sockets = new SpinetSocketFactory(settings.driver);
    if (url.secure()) {
      sockets = TlsSocketFactory.over(sockets, settings.tls.handshakeTimeout(settings.timeout));
    }
    var socket = sockets.createSocket();
    try {
      socket.setSoTimeout(settings.millis());
      socket.connect(InetSocketAddress.createUnresolved(url.host(), url.port()), settings.millis());
      if (socket instanceof SSLSocket secure) {
        secure.startHandshake();
      }
      return new Connection(socket);
    } catch (SSLException e) {
      socket.close();
      throw new NetworkException(
          "no TLS with %s: %s".formatted(url.authority(), e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Sends a request and reads the head of the response. */
  Head ask(Url url, List<String> fields) throws IOException {
    var request = new StringBuilder("GET ").append(url.target()).append(" HTTP/1.1\r\n");
    request.append("Host: ").append(url.authority()).append("\r\n");
    for (var field : fields) {
      request.append(field).append("\r\n");
    }
    request.append("Connection: close\r\n\r\n");
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return Head.read(in);
  }

  /** What comes behind the head. */
  Body body(Head head) throws IOException {
    return Body.after(head, in);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
