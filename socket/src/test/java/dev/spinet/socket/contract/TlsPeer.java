package dev.spinet.socket.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A server of this machine that runs a script with each connection, on a thread. */
final class TlsPeer implements AutoCloseable {

  /** What the server does with a connection. */
  interface Script {
    void run(Socket connection) throws Exception;
  }

  /** What the server does with a connection that speaks TLS. */
  interface TlsScript {
    void run(SSLSocket tls, Socket below) throws Exception;
  }

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final List<Call<Boolean>> calls = new CopyOnWriteArrayList<>();
  private final Script script;

  private TlsPeer(Script script) throws IOException {
    this.script = script;
    Thread.ofPlatform().daemon().start(this::accept);
  }

  /** A server that does what the script says. */
  static TlsPeer plain(Script script) throws IOException {
    return new TlsPeer(script);
  }

  /** A server of the JDK's TLS. */
  static TlsPeer tls(SSLContext context, TlsScript script) throws IOException {
    return new TlsPeer(connection ->
        script.run(
            (SSLSocket) context.getSocketFactory().createSocket(connection, null, false),
            connection));
  }

  /** Sends back what comes, and says goodbye. */
  static TlsPeer echo(SSLContext context) throws IOException {
    return tls(
        context,
        (tls, below) -> {
          tls.getInputStream().transferTo(tls.getOutputStream());
          tls.shutdownOutput();
          below.shutdownOutput();
        });
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = server.accept();
        connection.setSoTimeout(Peer.PATIENCE_MILLIS);
        connections.add(connection);
        calls.add(
            Call.start(() -> {
              script.run(connection);
              return true;
            }));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  /** The outcome of the first connection's script. */
  Call<Boolean> call() {
    Call.eventually("somebody connects", () -> !calls.isEmpty());
    return calls.getFirst();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
