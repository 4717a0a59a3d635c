package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.MSG_DONTWAIT;
import static dev.spinet.socket.SocketConstants.MSG_PEEK;
import static dev.spinet.socket.SocketConstants.MSG_WAITALL;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.memory.MemoryDriver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * However a driver cuts the stream into pieces, and however calls end: what the calls say they
 * moved is the stream, whole and in order.
 */
final class PartialTransferTest {

  private static final int CAPACITY = 64;

  @Test
  void whatIsReceivedIsWhatWasSent() {
    RandomCases.of(
        500,
        random -> {
          int length = RandomCases.upTo(2_000, random);
          byte[] data = bytes(random, length);
          var received = new ByteArrayOutputStream();
          try (var driver = new MemoryDriver(CAPACITY, pieces(random));
              var listener = driver.listen();
              var socket = new Socket(driver)) {
            socket.connect(MemoryDriver.PEER, listener.port());
            Peer peer = listener.accept();
            // No call waits: more than is there is asked for all the time, and calls end half done.
            int written = 0;
            while (received.size() < length) {
              int room = CAPACITY - socketBytes(received, written);
              int n = Math.min(length - written, random.nextInt(room + 1));
              peer.write(Arrays.copyOfRange(data, written, written + n));
              written += n;
              lookAhead(socket, random, data, received.size());
              receiveSome(socket, random, received);
              assertArrayEquals(Arrays.copyOf(data, received.size()), received.toByteArray());
            }
            assertEquals(0, socket.available());
          }
        });
  }

  // What is seen is what comes next, however often and in whatever amounts.
  private static void lookAhead(Socket socket, Random random, byte[] data, int from)
      throws IOException {
    for (int looks = random.nextInt(3); looks > 0; looks--) {
      int flags = MSG_PEEK | MSG_DONTWAIT | (random.nextBoolean() ? MSG_WAITALL : 0);
      try {
        byte[] seen = socket.recv(1 + random.nextInt(2 * CAPACITY), flags);
        assertArrayEquals(Arrays.copyOfRange(data, from, from + seen.length), seen);
      } catch (WouldBlockException e) {
        assertEquals(0, socket.available());
      }
    }
  }

  private static int socketBytes(ByteArrayOutputStream received, int written) {
    return written - received.size();
  }

  private static void receiveSome(Socket socket, Random random, ByteArrayOutputStream received)
      throws IOException {
    // A microsecond is over before the next look: a time-out with whatever had come.
    socket.setTimeout(random.nextBoolean() ? Duration.ZERO : Duration.ofNanos(1));
    int n = 1 + random.nextInt(2 * CAPACITY);
    var array = new byte[n];
    MemorySegment segment = Arena.ofAuto().allocate(n);
    ByteBuffer buffer = ByteBuffer.allocateDirect(n);
    int form = random.nextInt(6);
    int count = 0;
    try {
      switch (form) {
        case 0 -> received.writeBytes(socket.recv(n));
        case 1 -> count = socket.recvInto(array);
        case 2 -> count = socket.recvInto(segment);
        case 3 -> count = socket.recvInto(buffer);
        case 4 -> count = socket.recvSome(array);
        default -> count = socket.recvSome(segment);
      }
    } catch (InterruptedIOException e) {
      count = e.bytesTransferred;
    }
    byte[] whole =
        switch (form) {
          case 2, 5 -> segment.toArray(ValueLayout.JAVA_BYTE);
          case 3 -> MemorySegment.ofBuffer(buffer.flip()).toArray(ValueLayout.JAVA_BYTE);
          default -> array;
        };
    received.write(whole, 0, count);
  }

  @Test
  void whatIsCountedAsSentIsWhatThePeerGets() {
    RandomCases.of(
        500,
        random -> {
          int length = RandomCases.upTo(2_000, random);
          byte[] data = bytes(random, length);
          var arrived = new ByteArrayOutputStream();
          try (var driver = new MemoryDriver(CAPACITY, pieces(random));
              var listener = driver.listen();
              var socket = new Socket(driver)) {
            socket.connect(MemoryDriver.PEER, listener.port());
            Peer peer = listener.accept();
            int sent = 0;
            while (arrived.size() < length) {
              sent += sendSome(socket, random, data, sent);
              arrived.writeBytes(peer.read(random.nextInt(sent - arrived.size() + 1)));
              assertArrayEquals(Arrays.copyOf(data, arrived.size()), arrived.toByteArray());
            }
            assertEquals(length, sent);
            socket.shutdownOutput();
            assertEquals(0, peer.read(1).length);
          }
        });
  }

  private static int sendSome(Socket socket, Random random, byte[] data, int from)
      throws IOException {
    socket.setTimeout(random.nextBoolean() ? Duration.ZERO : Duration.ofNanos(1));
    int n = random.nextInt(data.length - from + 1);
    MemorySegment segment = Arena.ofAuto().allocate(Math.max(1, n));
    MemorySegment.copy(data, from, segment, ValueLayout.JAVA_BYTE, 0, n);
    try {
      switch (random.nextInt(5)) {
        case 0 -> socket.sendAll(data, from, n);
        case 1 -> socket.sendAll(segment, 0, n);
        case 2 -> socket.sendAll(ByteBuffer.wrap(data, from, n));
        case 3 -> {
          return socket.send(data, from, n);
        }
        default -> {
          return socket.send(segment, 0, n);
        }
      }
      return n;
    } catch (InterruptedIOException e) {
      return e.bytesTransferred;
    }
  }

  private static byte[] bytes(Random random, int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  // A driver that does at least one byte of what it could, often less than all.
  private static IntUnaryOperator pieces(Random random) {
    return possible -> random.nextBoolean() ? possible : 1 + random.nextInt(possible);
  }
}
