package dev.spinet.socket.contract;

import dev.spinet.socket.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A connected socket under test and its peer. */
record Conversation(Socket socket, Peer peer) implements AutoCloseable {

  /** Lets the peer write, and waits until it can be received. */
  void arrive(byte... data) throws IOException {
    peer.write(data);
    Call.eventually(data.length + " bytes can be received", () -> available() >= data.length);
  }

  private int available() {
    try {
      return socket.available();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      socket.close();
    } finally {
      peer.close();
    }
  }
}
