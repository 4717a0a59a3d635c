package dev.spinet.docs.stage;

import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/** The servers that the documentation's programs talk to, at the ports it names. */
public final class Servers {

  private static final int[] ECHO_PORTS = {7, 5555};
  private static final int[] HTTP_PORTS = {80, 8000};
  private static final int NTP_PORT = 123;
  private static final int DATAGRAM_BYTES = 1500;

  private Servers() {}

  /**
   * Serves until the process is ended, and says when it is ready.
   *
   * @param arguments the folder of the web server
   * @throws IOException if a port is not free
   */
  public static void main(String[] arguments) throws IOException {
    for (int port : ECHO_PORTS) {
      var server = new ServerSocket(port);
      Thread.ofPlatform().start(() -> serve(server));
    }
    for (int port : HTTP_PORTS) {
      SimpleFileServer.createFileServer(
              new InetSocketAddress(port),
              Path.of(arguments[0]),
              SimpleFileServer.OutputLevel.NONE)
          .start();
    }
    var time = new DatagramSocket(NTP_PORT);
    Thread.ofPlatform().start(() -> answer(time));
    System.out.println("ready");
  }

  private static void serve(ServerSocket server) {
    try {
      while (true) {
        var connection = server.accept();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (connection) {
                    connection.getInputStream().transferTo(connection.getOutputStream());
                  } catch (IOException e) {
                    // The program has gone; there will be others.
                  }
                });
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void answer(DatagramSocket socket) {
    try {
      var packet = new DatagramPacket(new byte[DATAGRAM_BYTES], DATAGRAM_BYTES);
      while (true) {
        packet.setLength(DATAGRAM_BYTES);
        socket.receive(packet);
        socket.send(packet);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
