package dev.spinet.socket.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.channels.SocketByteChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a channel of a connection does, wherever it is the same as with the JDK's own channels. */
public abstract class ChannelContract extends ContractCase<Backend> {

  /** For subclasses. */
  protected ChannelContract() {}

  /**
   * Opens a channel that is not connected.
   *
   * @return one of ours, unless a subclass tests something else
   * @throws IOException if it cannot be opened
   */
  protected StreamChannel openChannel() throws IOException {
    return StreamChannel.of(SocketByteChannel.open(driver()));
  }

  private record Talk(StreamChannel channel, Peer peer) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      try {
        channel.close();
      } finally {
        peer.close();
      }
    }
  }

  private InetSocketAddress server() {
    return new InetSocketAddress(backend.peerHost(), listener.port());
  }

  private Talk talk() throws IOException {
    StreamChannel channel = openChannel();
    assertTrue(channel.connect(server()));
    return new Talk(channel, listener.accept());
  }

  private Talk nonBlockingTalk() throws IOException {
    Talk talk = talk();
    talk.channel.configureBlocking(false);
    return talk;
  }

  private static ByteBuffer buffer(boolean direct, int size) {
    return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static byte[] bytes(ByteBuffer filled) {
    var bytes = new byte[filled.position()];
    filled.get(0, bytes);
    return bytes;
  }

  // A read that has nothing to do in non-blocking mode is asked again.
  private static int readSome(StreamChannel channel, ByteBuffer target) {
    var count = new int[1];
    Call.eventually(
        "something to read",
        () -> {
          try {
            count[0] = channel.read(target);
            return count[0] != 0;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return count[0];
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void movesExactlyWhatIsBetweenPositionAndLimit(boolean direct) throws Exception {
    byte[] data = pattern(60);
    try (var talk = talk()) {
      ByteBuffer source = buffer(direct, 60).put(data).position(10).limit(50);
      assertEquals(40, talk.channel.write(source));
      assertEquals(50, source.position());
      assertEquals(50, source.limit());
      assertEquals(0, talk.channel.write(source));
      assertArrayEquals(Arrays.copyOfRange(data, 10, 50), talk.peer.read(40));
      ByteBuffer target = buffer(direct, 60).position(20).limit(30);
      talk.peer.write(Arrays.copyOf(data, 25));
      int first = talk.channel.read(target);
      while (target.hasRemaining()) {
        first += talk.channel.read(target);
      }
      assertEquals(10, first);
      assertEquals(30, target.position());
      assertEquals(30, target.limit());
      assertEquals(0, talk.channel.read(target));
      target.limit(60);
      while (target.position() < 45) {
        assertTrue(talk.channel.read(target) > 0);
      }
      var read = new byte[25];
      target.get(20, read);
      assertArrayEquals(Arrays.copyOf(data, 25), read);
      assertEquals(0, target.get(19));
      assertEquals(0, target.get(45));
    }
  }

  @Test
  void writesSlicesAndReadOnlyBuffers() throws Exception {
    byte[] data = pattern(30);
    try (var talk = talk()) {
      talk.channel.write(ByteBuffer.wrap(data, 5, 10).slice().asReadOnlyBuffer());
      talk.channel.write(direct(data).slice(5, 10).asReadOnlyBuffer());
      talk.channel.write(ByteBuffer.wrap(data).slice(5, 10));
      byte[] part = Arrays.copyOfRange(data, 5, 15);
      for (int i = 0; i < 3; i++) {
        assertArrayEquals(part, talk.peer.read(10));
      }
    }
  }

  @Test
  void theStreamEndsOnceAndForAll() throws Exception {
    try (var talk = talk()) {
      talk.peer.write((byte) 1, (byte) 2);
      talk.peer.shutdownOutput();
      ByteBuffer target = ByteBuffer.allocate(10);
      while (talk.channel.read(target) >= 0) {
        assertTrue(target.position() <= 2);
      }
      assertEquals(2, target.position());
      assertEquals(-1, talk.channel.read(target));
      assertEquals(-1, talk.channel.read(new ByteBuffer[] {ByteBuffer.allocate(1), target}));
      assertEquals(1, talk.channel.write(ByteBuffer.wrap(new byte[1])));
      assertEquals(1, talk.peer.read(1).length);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void writesAllInBlockingMode(boolean direct) throws Exception {
    byte[] data = pattern(50_000);
    try (var talk = talk()) {
      var reader = Call.start(() -> talk.peer.read(data.length));
      ByteBuffer source = buffer(direct, data.length).put(data).flip();
      while (source.hasRemaining()) {
        assertTrue(talk.channel.write(source) > 0);
      }
      assertArrayEquals(data, reader.result());
    }
  }

  @Test
  void gathersAndScatters() throws Exception {
    byte[] data = pattern(100);
    try (var talk = talk()) {
      ByteBuffer[] sources = {
        ByteBuffer.wrap(new byte[7]),
        ByteBuffer.wrap(data, 0, 10),
        ByteBuffer.allocate(0),
        direct(Arrays.copyOfRange(data, 10, 90)),
        ByteBuffer.wrap(data, 90, 10),
        ByteBuffer.wrap(new byte[7]),
      };
      assertEquals(100, talk.channel.write(sources, 1, 4));
      assertEquals(7, sources[0].remaining());
      assertFalse(sources[1].hasRemaining() || sources[3].hasRemaining());
      assertFalse(sources[4].hasRemaining());
      assertEquals(7, sources[5].remaining());
      assertEquals(0, talk.channel.write(sources, 1, 4));
      assertArrayEquals(data, talk.peer.read(100));

      talk.peer.write(data);
      ByteBuffer[] targets = {
        ByteBuffer.allocate(5),
        ByteBuffer.allocate(30),
        ByteBuffer.allocate(0),
        ByteBuffer.allocateDirect(50),
        ByteBuffer.allocate(40),
      };
      long done = 0;
      while (done < 100) {
        long count = talk.channel.read(targets, 1, 4);
        assertTrue(count > 0);
        done += count;
      }
      assertEquals(0, targets[0].position());
      assertArrayEquals(Arrays.copyOf(data, 30), bytes(targets[1]));
      assertArrayEquals(Arrays.copyOfRange(data, 30, 80), bytes(targets[3]));
      assertArrayEquals(Arrays.copyOfRange(data, 80, 100), bytes(targets[4]));
    }
  }

  @Test
  void gathersMuchAndScattersWithoutBuffers() throws Exception {
    byte[] data = pattern(30_000);
    try (var talk = talk()) {
      var reader = Call.start(() -> talk.peer.read(data.length));
      ByteBuffer[] sources = {direct(data).limit(12_000), ByteBuffer.wrap(data, 12_000, 18_000)};
      long done = 0;
      while (done < data.length) {
        done += talk.channel.write(sources);
      }
      assertArrayEquals(data, reader.result());
      assertEquals(0, talk.channel.read(new ByteBuffer[0]));
      assertEquals(0, talk.channel.write(new ByteBuffer[0]));
    }
  }

  @Test
  @SuppressWarnings("NullAway") // What a caller must not hand over is the matter here.
  void aMistakeCostsNoByte() throws Exception {
    try (var talk = talk()) {
      talk.peer.write((byte) 42);
      ByteBuffer good = ByteBuffer.allocate(4);
      ByteBuffer readOnly = ByteBuffer.allocate(4).asReadOnlyBuffer();
      ByteBuffer readOnlyDirect = ByteBuffer.allocateDirect(4).asReadOnlyBuffer();
      StreamChannel channel = talk.channel;
      assertThrows(IllegalArgumentException.class, () -> channel.read(readOnly));
      assertThrows(IllegalArgumentException.class, () -> channel.read(readOnlyDirect));
      assertThrows(
          IllegalArgumentException.class, () -> channel.read(new ByteBuffer[] {readOnly, good}));
      assertThrows(NullPointerException.class, () -> channel.read((ByteBuffer) null));
      assertThrows(NullPointerException.class, () -> channel.write((ByteBuffer) null));
      ByteBuffer[] withHole = {null, good};
      assertThrows(NullPointerException.class, () -> channel.read(withHole));
      assertThrows(NullPointerException.class, () -> channel.write(withHole));
      ByteBuffer[] one = {good};
      assertThrows(IndexOutOfBoundsException.class, () -> channel.read(one, 0, 2));
      assertThrows(IndexOutOfBoundsException.class, () -> channel.read(one, 2, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> channel.write(one, -1, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> channel.write(one, 1, -1));
      assertEquals(0, good.position());
      assertEquals(1, channel.read(good));
      assertEquals(42, good.get(0));
    }
  }

  @Test
  void hasToBeConnectedFirstAndOnce() throws Exception {
    try (var channel = openChannel()) {
      ByteBuffer one = ByteBuffer.allocate(1);
      assertFalse(channel.isConnected());
      assertThrows(NotYetConnectedException.class, () -> channel.read(one));
      assertThrows(NotYetConnectedException.class, () -> channel.write(one));
      assertThrows(NotYetConnectedException.class, () -> channel.read(new ByteBuffer[] {one}));
      assertThrows(NotYetConnectedException.class, () -> channel.write(new ByteBuffer[] {one}));
      assertThrows(NotYetConnectedException.class, channel::shutdownInput);
      assertThrows(NotYetConnectedException.class, channel::shutdownOutput);
      assertThrows(NoConnectionPendingException.class, channel::finishConnect);
      assertThrows(
          UnsupportedAddressTypeException.class,
          () -> channel.connect(UnixDomainSocketAddress.of("nowhere")));
      assertTrue(channel.connect(server()));
      assertTrue(channel.isConnected());
      assertTrue(channel.finishConnect());
      assertThrows(AlreadyConnectedException.class, () -> channel.connect(server()));
      listener.accept().close();
    }
  }

  @Test
  void aClosedChannelSaysSo() throws Exception {
    try (var talk = talk()) {
      StreamChannel channel = talk.channel;
      channel.close();
      channel.close();
      assertFalse(channel.isOpen());
      ByteBuffer one = ByteBuffer.allocate(1);
      assertThrows(ClosedChannelException.class, () -> channel.read(one));
      assertThrows(ClosedChannelException.class, () -> channel.write(one));
      assertThrows(ClosedChannelException.class, () -> channel.read(new ByteBuffer[] {one}));
      assertThrows(ClosedChannelException.class, () -> channel.write(new ByteBuffer[] {one}));
      assertThrows(ClosedChannelException.class, channel::shutdownInput);
      assertThrows(ClosedChannelException.class, channel::shutdownOutput);
      assertThrows(ClosedChannelException.class, () -> channel.connect(server()));
      assertThrows(ClosedChannelException.class, channel::finishConnect);
      assertThrows(ClosedChannelException.class, () -> channel.configureBlocking(false));
      assertFalse(channel.isConnectionPending());
      assertEquals(0, talk.peer.read(1).length);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingWakesTheReader(boolean virtual) throws Exception {
    try (var talk = talk()) {
      var reader =
          Call.start(() -> talk.channel.read(ByteBuffer.allocate(1)), threads(virtual)).settle();
      talk.channel.close();
      reader.failure(ClosedChannelException.class);
    }
  }

  @Test
  void closingWakesTheScatteringReader() throws Exception {
    try (var talk = talk()) {
      ByteBuffer[] targets = {ByteBuffer.allocate(1), ByteBuffer.allocateDirect(1)};
      var reader = Call.start(() -> talk.channel.read(targets)).settle();
      talk.channel.close();
      reader.failure(ClosedChannelException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingWakesTheWriter(boolean virtual) throws Exception {
    try (var talk = talk()) {
      var writer = Call.start(() -> fill(talk.channel), threads(virtual)).settle();
      talk.channel.close();
      writer.failure(ClosedChannelException.class);
    }
  }

  // Writes until somebody stops it: the peer does not read.
  private static int fill(StreamChannel channel) throws IOException {
    return fill(channel, pattern(100_000), new AtomicLong());
  }

  // The JDK's channels may take a part of a buffer, and go on behind it.
  private static int fill(StreamChannel channel, byte[] data, AtomicLong done) throws IOException {
    ByteBuffer much = direct(data);
    while (true) {
      done.addAndGet(channel.write(much));
      if (!much.hasRemaining()) {
        much.clear();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptClosesTheChannelOfTheReader(boolean virtual) throws Exception {
    try (var talk = talk()) {
      var reader =
          Call.start(() -> talk.channel.read(ByteBuffer.allocate(1)), threads(virtual)).settle();
      reader.interrupt();
      reader.failure(ClosedByInterruptException.class);
      assertTrue(reader.interruptedAtEnd());
      assertFalse(talk.channel.isOpen());
    }
  }

  @Test
  void anInterruptClosesTheChannelOfTheWriter() throws Exception {
    try (var talk = talk()) {
      var writer = Call.start(() -> fill(talk.channel)).settle();
      writer.interrupt();
      writer.failure(ClosedByInterruptException.class);
      assertTrue(writer.interruptedAtEnd());
      assertFalse(talk.channel.isOpen());
    }
  }

  @Test
  void anInterruptBeforeAReadClosesTheChannel() throws Exception {
    try (var talk = talk()) {
      Thread.currentThread().interrupt();
      assertThrows(
          ClosedByInterruptException.class, () -> talk.channel.read(ByteBuffer.allocate(1)));
      assertTrue(Thread.interrupted());
      assertFalse(talk.channel.isOpen());
    }
  }

  @Test
  void anInterruptDoesNothingToANonBlockingChannel() throws Exception {
    try (var talk = nonBlockingTalk()) {
      Thread.currentThread().interrupt();
      assertEquals(0, talk.channel.read(ByteBuffer.allocate(1)));
      assertTrue(Thread.interrupted());
      assertTrue(talk.channel.isOpen());
    }
  }

  @Test
  void whoDoesNotWaitGetsWhatIsThere() throws Exception {
    try (var talk = nonBlockingTalk()) {
      ByteBuffer target = ByteBuffer.allocateDirect(10);
      ByteBuffer[] targets = {ByteBuffer.allocate(2), target};
      assertEquals(0, talk.channel.read(target));
      assertEquals(0, talk.channel.read(targets));
      talk.peer.write((byte) 1, (byte) 2);
      assertTrue(readSome(talk.channel, target) > 0);
      while (target.position() < 2) {
        readSome(talk.channel, target);
      }
      assertEquals(0, talk.channel.read(target));
      talk.peer.shutdownOutput();
      assertEquals(-1, readSome(talk.channel, target));
      assertEquals(2, target.position());
    }
  }

  @Test
  void whoDoesNotWaitSendsWhatThereIsRoomFor() throws Exception {
    try (var talk = nonBlockingTalk()) {
      byte[] data = pattern(16_000_000);
      ByteBuffer source = direct(data);
      Call.eventually(
          "no more room",
          () -> {
            try {
              int before = source.position();
              int count = talk.channel.write(source);
              assertEquals(source.position() - before, count);
              return count == 0;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      int sent = source.position();
      assertTrue(sent > 0 && sent < data.length);
      assertArrayEquals(Arrays.copyOf(data, sent), talk.peer.read(sent));
    }
  }

  @Test
  void connectsWithoutWaiting() throws Exception {
    try (var channel = openChannel()) {
      channel.configureBlocking(false);
      if (!channel.connect(server())) {
        assertTrue(channel.isConnectionPending() || channel.isConnected());
        assertThrows(ConnectionPendingException.class, () -> channel.connect(server()));
        Call.eventually(
            "connected",
            () -> {
              try {
                return channel.finishConnect();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
      }
      assertTrue(channel.isConnected());
      assertFalse(channel.isConnectionPending());
      try (var peer = listener.accept()) {
        assertEquals(1, channel.write(ByteBuffer.wrap(new byte[1])));
        assertEquals(1, peer.read(1).length);
      }
    }
  }

  @Test
  void aRefusalClosesTheChannel() throws Exception {
    var nobody = new InetSocketAddress(backend.peerHost(), backend.refusedPort());
    try (var channel = openChannel()) {
      assertThrows(ConnectException.class, () -> channel.connect(nobody));
      assertFalse(channel.isOpen());
    }
    try (var channel = openChannel()) {
      channel.configureBlocking(false);
      assertThrows(
          ConnectException.class,
          () -> {
            if (!channel.connect(nobody)) {
              Call.eventually(
                  "refused",
                  () -> {
                    try {
                      return channel.finishConnect();
                    } catch (ConnectException e) {
                      return true;
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
              assertFalse(channel.isOpen());
              throw new ConnectException("by finishConnect");
            }
          });
      assertFalse(channel.isOpen());
    }
  }

  @Test
  void closingWakesWhoConnects() throws Exception {
    StreamChannel channel = openChannel();
    try (var silent = backend.silentPeer()) {
      var connecting = Call.start(() -> channel.connect(silent.address())).settle();
      channel.close();
      connecting.failure(ClosedChannelException.class);
    }
  }

  @Test
  void anInterruptEndsConnecting() throws Exception {
    try (var silent = backend.silentPeer();
        var channel = openChannel()) {
      var connecting = Call.start(() -> channel.connect(silent.address())).settle();
      connecting.interrupt();
      connecting.failure(ClosedByInterruptException.class);
      assertTrue(connecting.interruptedAtEnd());
      assertFalse(channel.isOpen());
    }
  }

  @Test
  void eachDirectionEndsAlone() throws Exception {
    try (var talk = talk()) {
      StreamChannel channel = talk.channel;
      channel.write(ByteBuffer.wrap(new byte[3]));
      channel.shutdownOutput();
      channel.shutdownOutput();
      assertEquals(3, talk.peer.read(4).length);
      assertThrows(ClosedChannelException.class, () -> channel.write(ByteBuffer.wrap(new byte[1])));
      assertThrows(
          ClosedChannelException.class,
          () -> channel.write(new ByteBuffer[] {ByteBuffer.allocate(1)}));
      assertTrue(channel.isOpen());
      talk.peer.write((byte) 7);
      ByteBuffer target = ByteBuffer.allocate(1);
      assertEquals(1, channel.read(target));
      var reader = Call.start(() -> channel.read(ByteBuffer.allocate(1))).settle();
      channel.shutdownInput();
      assertEquals(-1, reader.result());
      assertEquals(-1, channel.read(ByteBuffer.allocate(1)));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shuttingTheOutputDownEndsAWriteThatWaits(boolean virtual) throws Exception {
    try (var talk = talk()) {
      byte[] data = pattern(100_000);
      var done = new AtomicLong();
      var writer = Call.start(() -> fill(talk.channel, data, done), threads(virtual)).settle();
      talk.channel.shutdownOutput();
      writer.failure(ClosedChannelException.class);
      assertTrue(talk.channel.isOpen());
      // What was taken before arrives, and the end behind it.
      long arrived = Arrivals.countToEnd(talk.peer, data);
      assertTrue(arrived >= done.get(), arrived + " of " + done);
      talk.peer.write((byte) 7);
      assertEquals(1, talk.channel.read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void aResetIsAnError() throws Exception {
    try (var talk = talk()) {
      talk.peer.reset();
      var error = assertThrows(IOException.class, () -> talk.channel.read(ByteBuffer.allocate(1)));
      assertFalse(error instanceof ClosedChannelException, error.toString());
      assertTrue(talk.channel.isOpen());
    }
  }

  @Test
  void closingWhileEverythingIsInUse() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (var talk = talk()) {
        var reader = Call.start(() -> talk.channel.read(ByteBuffer.allocate(1)));
        var writer = Call.start(() -> fill(talk.channel));
        talk.channel.close();
        reader.failure(ClosedChannelException.class);
        writer.failure(ClosedChannelException.class);
      }
    }
  }
}
