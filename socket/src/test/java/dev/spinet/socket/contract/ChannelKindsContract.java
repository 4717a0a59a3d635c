package dev.spinet.socket.contract;

import static java.nio.channels.SelectionKey.OP_ACCEPT;
import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.Readiness;
import dev.spinet.socket.Socket;
import dev.spinet.socket.channels.ChipChannel;
import dev.spinet.socket.channels.DatagramByteChannel;
import dev.spinet.socket.channels.ListenerChannel;
import dev.spinet.socket.channels.SocketByteChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What only our channels have: servers, datagrams, time-outs and readiness of each of them. */
public abstract class ChannelKindsContract extends ContractCase<FullBackend> {

  /** For subclasses. */
  protected ChannelKindsContract() {}

  private SocketByteChannel connected() throws IOException {
    return SocketByteChannel.open(driver(), server());
  }

  private InetSocketAddress server() {
    return new InetSocketAddress(backend.peerHost(), listener.port());
  }

  private static int ready(ChipChannel channel, int ops) {
    try {
      return channel.readyOps(ops);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // A wait that is seen from outside is to be named; of others nobody knows whether they had begun.
  private static void assertClosingWakes(Call<?> call, ChipChannel channel) throws Exception {
    boolean waited = call.settle().isWaiting();
    channel.close();
    var closed = call.failure(ClosedChannelException.class);
    assertTrue(!waited || closed instanceof AsynchronousCloseException, closed.toString());
  }

  private static int port(ChipChannel channel) throws IOException {
    return present(channel.getLocalAddress()).getPort();
  }

  @Test
  void aListenerAcceptsChannels() throws Exception {
    try (var server = ListenerChannel.open(driver())) {
      assertThrows(NotYetBoundException.class, server::accept);
      server.bind(null);
      assertThrows(AlreadyBoundException.class, () -> server.bind(null));
      server.configureBlocking(false);
      assertNull(server.accept());
      server.configureBlocking(true);
      var accepting = Call.start(server::accept);
      try (var peer = backend.connectTo(port(server));
          var channel = present(accepting.result())) {
        assertTrue(channel.isBlocking() && channel.isConnected());
        assertEquals(2, channel.write(ByteBuffer.wrap(new byte[2])));
        assertEquals(2, peer.read(2).length);
        assertEquals(port(server), port(channel));
      }
    }
  }

  @Test
  void aListenerIsReadyWhenSomebodyConnects() throws Exception {
    try (var server = ListenerChannel.open(driver()).bind(null, 1).configureBlocking(false)) {
      assertEquals(0, server.readyOps(OP_ACCEPT));
      assertThrows(IllegalArgumentException.class, () -> server.readyOps(OP_READ));
      var told = new Semaphore(0);
      try (var readiness = server.watch(OP_ACCEPT, told::release)) {
        assertEquals(0, readiness.ready());
        try (var peer = backend.connectTo(port(server))) {
          awaitReady(readiness, told);
          assertEquals(OP_ACCEPT, server.toOps(readiness.ready(), OP_ACCEPT));
          try (var channel = present(server.accept())) {
            channel.write(ByteBuffer.wrap(new byte[1]));
            assertEquals(1, peer.read(1).length);
          }
        }
        assertEquals(0, readiness.ready());
      }
    }
  }

  private static void awaitReady(Readiness readiness, Semaphore told) throws Exception {
    while (readiness.ready() == 0) {
      assertTrue(told.tryAcquire(AMPLE_MILLIS, TimeUnit.MILLISECONDS), "not told in time");
    }
  }

  @Test
  void closingAndInterruptingWakeWhoAccepts() throws Exception {
    var closed = ListenerChannel.open(driver()).bind(null);
    var accepting = Call.start(closed::accept);
    assertClosingWakes(accepting, closed);
    assertThrows(ClosedChannelException.class, closed::accept);
    var interrupted = ListenerChannel.open(driver()).bind(null);
    var waiting = Call.start(interrupted::accept).settle();
    waiting.interrupt();
    waiting.failure(ClosedByInterruptException.class);
    assertFalse(interrupted.isOpen());
  }

  @Test
  void aReadThatWaitsIsClosedByName() throws Exception {
    var channel = connected();
    try (var _ = listener.accept()) {
      var reader = Call.start(() -> channel.read(ByteBuffer.allocate(1)));
      assertClosingWakes(reader, channel);
    }
  }

  @Test
  void closingTheSocketClosesTheChannel() throws Exception {
    var channel = connected();
    try (var _ = listener.accept()) {
      channel.socket().close();
      assertThrows(ClosedChannelException.class, () -> channel.read(ByteBuffer.allocate(1)));
      assertFalse(channel.isOpen());
    }
  }

  @Test
  void aTimeOutLeavesTheChannelOpen() throws Exception {
    try (var channel = connected();
        var peer = listener.accept()) {
      assertThrows(IllegalArgumentException.class, () -> channel.setTimeout(Duration.ZERO));
      channel.setTimeout(Duration.ofMillis(SHORT_MILLIS));
      ByteBuffer target = ByteBuffer.allocate(1);
      assertThrows(SocketTimeoutException.class, () -> channel.read(target));
      ByteBuffer much = ByteBuffer.allocateDirect(16_000_000);
      assertThrows(SocketTimeoutException.class, () -> channel.write(much));
      int sent = much.position();
      assertTrue(sent > 0);
      assertEquals(sent, peer.read(sent).length);
      peer.write((byte) 1);
      channel.setTimeout(Duration.ofMillis(AMPLE_MILLIS));
      assertEquals(1, channel.read(target));
    }
  }

  @Test
  void aChannelKeepsTheModeOfItsSocket() throws Exception {
    try (var socket = new Socket(driver())) {
      socket.setTimeout(0);
      try (var channel = SocketByteChannel.of(socket)) {
        assertFalse(channel.isBlocking());
        assertThrows(
            UnresolvedAddressException.class,
            () -> channel.connect(InetSocketAddress.createUnresolved("peer", 1)));
        channel.configureBlocking(true);
        assertNull(socket.getTimeout());
        channel.setTimeout(Duration.ofMillis(AMPLE_MILLIS));
        assertEquals(Duration.ofMillis(AMPLE_MILLIS), socket.getTimeout());
        channel.configureBlocking(false);
        assertEquals(Duration.ZERO, socket.getTimeout());
        assertThrows(IllegalArgumentException.class, () -> channel.readyOps(OP_ACCEPT));
      }
    }
  }

  @Test
  void aConnectionTellsWhatItIsReadyFor() throws Exception {
    try (var channel = SocketByteChannel.open(driver()).configureBlocking(false)) {
      channel.connect(server());
      Call.eventually(
          "the attempt is decided",
          () -> channel.isConnected() || ready(channel, OP_CONNECT) == OP_CONNECT);
      assertTrue(channel.finishConnect());
      assertEquals(server(), channel.getRemoteAddress());
      try (var peer = listener.accept()) {
        assertEquals(OP_WRITE, channel.readyOps(OP_READ | OP_WRITE | OP_CONNECT));
        var told = new Semaphore(0);
        try (var readiness = channel.watch(OP_READ, told::release)) {
          peer.write((byte) 1);
          awaitReady(readiness, told);
          assertEquals(1, channel.read(ByteBuffer.allocate(2)));
          assertEquals(0, readiness.ready());
          peer.shutdownOutput();
          awaitReady(readiness, told);
          assertEquals(-1, channel.read(ByteBuffer.allocate(2)));
        }
      }
    }
  }

  @Test
  void datagramsComeAndGoOneByOne() throws Exception {
    try (var channel = DatagramByteChannel.open(driver());
        var peer = backend.datagramPeer()) {
      channel.setTimeout(Duration.ofMillis(AMPLE_MILLIS));
      channel.bind(null);
      assertThrows(AlreadyBoundException.class, () -> channel.bind(null));
      byte[] data = pattern(50);
      ByteBuffer source = ByteBuffer.allocateDirect(60).put(5, data).position(5).limit(55);
      assertEquals(50, channel.send(source, peer.address()));
      assertEquals(55, source.position());
      assertArrayEquals(data, peer.receive());
      peer.answer(data);
      ByteBuffer target = ByteBuffer.allocateDirect(60).position(10);
      assertEquals(peer.address(), channel.receive(target));
      assertEquals(60, target.position());
      var read = new byte[50];
      target.get(10, read);
      assertArrayEquals(data, read);
      assertThrows(
          IllegalArgumentException.class, () -> channel.receive(target.asReadOnlyBuffer()));
      channel.configureBlocking(false);
      assertNull(channel.receive(target));
    }
  }

  @Test
  void datagramsWithAPeer() throws Exception {
    try (var channel = DatagramByteChannel.open(driver());
        var peer = backend.datagramPeer()) {
      ByteBuffer one = ByteBuffer.allocate(1);
      assertThrows(NotYetConnectedException.class, () -> channel.read(one));
      assertThrows(NotYetConnectedException.class, () -> channel.write(one));
      assertFalse(channel.isConnected());
      channel.connect(peer.address());
      assertTrue(channel.isConnected());
      assertThrows(AlreadyConnectedException.class, () -> channel.connect(peer.address()));
      assertThrows(
          AlreadyConnectedException.class,
          () -> channel.send(one, new InetSocketAddress(backend.peerHost(), 1)));
      byte[] data = pattern(20);
      ByteBuffer[] sources = {ByteBuffer.wrap(data, 0, 15), ByteBuffer.wrap(data, 15, 5)};
      assertEquals(20, channel.write(sources));
      assertFalse(sources[0].hasRemaining() || sources[1].hasRemaining());
      assertArrayEquals(data, peer.receive());
      peer.answer(data);
      ByteBuffer[] targets = {ByteBuffer.allocate(5), ByteBuffer.allocateDirect(100)};
      assertEquals(20, channel.read(targets));
      assertEquals(5, targets[0].position());
      assertEquals(15, targets[1].position());
      channel.write(ByteBuffer.wrap(data));
      peer.receive();
      var told = new Semaphore(0);
      try (var readiness = channel.watch(OP_READ, told::release)) {
        peer.answer(data);
        awaitReady(readiness, told);
        assertEquals(OP_READ, channel.toOps(readiness.ready(), channel.validOps()));
      }
      assertEquals(1, channel.read(one));
      channel.disconnect();
      assertThrows(NotYetConnectedException.class, () -> channel.write(one));
    }
  }

  @Test
  void closingAndInterruptingWakeWhoReceivesDatagrams() throws Exception {
    var closed = DatagramByteChannel.open(driver()).bind(null);
    var receiving = Call.start(() -> closed.receive(ByteBuffer.allocate(1)));
    assertClosingWakes(receiving, closed);
    var interrupted = DatagramByteChannel.open(driver()).bind(null);
    var waiting = Call.start(() -> interrupted.receive(ByteBuffer.allocate(1))).settle();
    waiting.interrupt();
    waiting.failure(ClosedByInterruptException.class);
    assertFalse(interrupted.isOpen());
  }
}
