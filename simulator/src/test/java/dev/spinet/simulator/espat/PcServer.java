package dev.spinet.simulator.espat;

import dev.spinet.simulator.espat.stack.StationStack;
import dev.spinet.simulator.espat.stack.TcpSocket;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A network tool on the PC: accepts connections, or makes one, and shows what comes. */
final class PcServer {
  private final List<TcpSocket> connections = new ArrayList<>();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private boolean reading = true;

  static PcServer listen(StationStack pc, int port) {
    var server = new PcServer();
    pc.listen(
        port,
        socket -> {
          server.connections.add(socket);
          socket.setListener(server::changed);
          server.changed(socket);
        });
    return server;
  }

  /** For connections that this side begins. */
  static PcServer client() {
    return new PcServer();
  }

  void changed(TcpSocket socket) {
    if (!connections.contains(socket)) {
      connections.add(socket);
    }
    if (reading && socket.available() > 0) {
      received.writeBytes(socket.read(socket.available()));
    }
  }

  /** Reads no more, so that the window closes. */
  void stopReading() {
    reading = false;
  }

  void readAgain() {
    reading = true;
    connections.forEach(this::changed);
  }

  TcpSocket connection(int index) {
    return connections.get(index);
  }

  int count() {
    return connections.size();
  }

  /** Sends wire text; all of it has to fit into the buffer. */
  void send(int index, String text) {
    var bytes = WireText.bytes(text);
    int taken = connections.get(index).write(bytes, 0, bytes.length);
    if (taken < bytes.length) {
      throw new AssertionError("no room for all of " + bytes.length + " bytes");
    }
  }

  String received() {
    var bytes = received.toByteArray();
    received.reset();
    return WireText.of(bytes, 0, bytes.length);
  }
}
