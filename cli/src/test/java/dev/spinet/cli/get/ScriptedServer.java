package dev.spinet.cli.get;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that says exactly what a test wants, byte by byte. */
final class ScriptedServer implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Script script;

  /** What it says. */
  interface Script {

    /**
     * Answers a request.
     *
     * @param request its lines
     */
    void answer(List<String> request, OutputStream out) throws IOException;
  }

  ScriptedServer(Script script) throws IOException {
    this.script = script;
    Thread.ofVirtual().start(this::serve);
  }

  /** The same answer for everybody. */
  static ScriptedServer saying(String... pieces) throws IOException {
    return new ScriptedServer((_, out) -> {
      for (var piece : pieces) {
        out.write(piece.getBytes(StandardCharsets.ISO_8859_1));
      }
    });
  }

  private void serve() {
    try {
      while (true) {
        try (var peer = server.accept()) {
          answer(peer);
        }
      }
    } catch (SocketException e) {
      // Closed: the test is over.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void answer(Socket peer) throws IOException {
    var in =
        new BufferedReader(
            new InputStreamReader(peer.getInputStream(), StandardCharsets.ISO_8859_1));
    var request = in.lines().takeWhile(line -> !line.isEmpty()).toList();
    requests.add(String.join("\n", request));
    script.answer(request, peer.getOutputStream());
  }

  /** All requests, each with its lines. */
  List<String> requests() {
    return requests;
  }

  /** As a chip reaches it. */
  String url(String path) {
    return "http://10.0.2.2:%d%s".formatted(server.getLocalPort(), path);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
