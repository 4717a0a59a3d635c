package dev.spinet.socket.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** Names of hosts where an address is expected. */
public abstract class NamingContract extends ContractCase<NamingBackend> {

  /** For subclasses. */
  protected NamingContract() {}

  @Test
  void connectsToAName() throws Exception {
    try (var socket = newSocket()) {
      socket.connect(backend.peerName(), listener.port());
      try (Peer peer = listener.accept()) {
        socket.sendAll("x");
        assertArrayEquals(new byte[] {'x'}, peer.read(1));
      }
      assertEquals(
          new InetSocketAddress(backend.peerHost(), listener.port()), socket.remoteAddress());
    }
  }

  @Test
  void connectsToANameInASocketAddress() throws Exception {
    try (var socket = newSocket()) {
      socket.connect(InetSocketAddress.createUnresolved(backend.peerName(), listener.port()));
      listener.accept().close();
    }
  }

  @Test
  void whatIsNotKnownIsNamed() throws Exception {
    try (var socket = newSocket()) {
      var error =
          assertThrows(
              UnknownHostException.class,
              () -> socket.connect(backend.unknownName(), listener.port()));
      assertSays(backend.unknownName(), error);
      connect(socket);
    }
  }
}
