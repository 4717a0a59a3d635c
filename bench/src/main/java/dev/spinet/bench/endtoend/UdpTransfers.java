package dev.spinet.bench.endtoend;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;

import dev.spinet.bench.device.Board;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Numbered datagrams one way. Nothing holds the sender back but its own pace, so some get lost
 * where the receiver has no room for them.
 */
final class UdpTransfers {

  /** How long to wait for one more, when the sender is done. */
  private static final int SILENCE_MILLIS = 500;

  private static final int PATIENCE_MILLIS = 10_000;

  /**
   * What became of them.
   *
   * @param sent how many were sent
   * @param received how many came, none of them twice
   * @param nanos from the first that came to the last
   */
  record Outcome(int sent, int received, long nanos) {}

  private final W5500 eth;
  private final Board board;

  UdpTransfers(W5500 eth, Board board) {
    this.eth = eth;
    this.board = board;
  }

  /** From the chip to this machine, as fast as they go. */
  Outcome upload(int size, int count) throws IOException, InterruptedException {
    try (var arena = Arena.ofConfined();
        var host = new DatagramSocket(0, board.servers());
        var socket = new Socket(eth, AF_INET, SOCK_DGRAM)) {
      var outcome = new CompletableFuture<Outcome>();
      Thread.ofPlatform()
          .daemon()
          .name("bench-datagrams")
          .start(() -> {
            try {
              outcome.complete(receive(host, size, count));
            } catch (IOException | RuntimeException e) {
              outcome.completeExceptionally(e);
            }
          });
      socket.setTimeout(PATIENCE_MILLIS);
      var peer = new InetSocketAddress(Inet4Address.ofLiteral(board.host()), host.getLocalPort());
      var datagram = arena.allocate(size);
      for (int i = 0; i < count; i++) {
        datagram.set(ValueLayout.JAVA_INT_UNALIGNED, 0, i);
        socket.sendTo(datagram, peer);
      }
      return outcome.get();
    } catch (ExecutionException e) {
      throw new IOException("receiving datagrams failed: " + e.getMessage(), e);
    }
  }

  private static Outcome receive(DatagramSocket host, int size, int count) throws IOException {
    var packet = new DatagramPacket(new byte[size], size);
    var seen = new BitSet(count);
    long first = 0;
    long last = 0;
    host.setSoTimeout(PATIENCE_MILLIS);
    try {
      while (seen.cardinality() < count) {
        host.receive(packet);
        last = System.nanoTime();
        if (seen.isEmpty()) {
          first = last;
          host.setSoTimeout(SILENCE_MILLIS);
        }
        note(
            seen,
            ByteBuffer.wrap(packet.getData()).order(ByteOrder.nativeOrder()).getInt(),
            count,
            packet.getLength() == size);
      }
    } catch (SocketTimeoutException e) {
      // The rest is lost.
    }
    return new Outcome(count, seen.cardinality(), last - first);
  }

  private static void note(BitSet seen, int number, int count, boolean whole) throws IOException {
    if (!whole || number < 0 || number >= count || seen.get(number)) {
      throw new IOException("a datagram came that nobody has sent: number " + number);
    }
    seen.set(number);
  }

  /**
   * From this machine to the chip, whose greeting opens the way.
   *
   * @param rate how many a second to send
   */
  Outcome download(int size, int count, int rate) throws IOException, InterruptedException {
    try (var arena = Arena.ofConfined();
        var host = new DatagramSocket(0, board.servers());
        var socket = new Socket(eth, AF_INET, SOCK_DGRAM)) {
      var failure = new CompletableFuture<Void>();
      Thread.ofPlatform()
          .daemon()
          .name("bench-datagrams")
          .start(() -> {
            try {
              send(host, size, count, rate);
              failure.complete(null);
            } catch (IOException | RuntimeException e) {
              failure.completeExceptionally(e);
            }
          });
      socket.setTimeout(PATIENCE_MILLIS);
      var buffer = arena.allocate(size);
      socket.sendTo(
          buffer, new InetSocketAddress(Inet4Address.ofLiteral(board.host()), host.getLocalPort()));
      var outcome = receive(socket, buffer, count);
      failure.get();
      return outcome;
    } catch (ExecutionException e) {
      throw new IOException("sending datagrams failed: " + e.getMessage(), e);
    }
  }

  private static Outcome receive(Socket socket, MemorySegment buffer, int count)
      throws IOException {
    var source = new DatagramSource();
    var seen = new BitSet(count);
    long first = 0;
    long last = 0;
    try {
      while (seen.cardinality() < count) {
        int length = socket.recvFromInto(buffer, source);
        last = System.nanoTime();
        if (seen.isEmpty()) {
          first = last;
          socket.setTimeout(SILENCE_MILLIS);
        }
        note(
            seen,
            buffer.get(ValueLayout.JAVA_INT_UNALIGNED, 0),
            count,
            length == buffer.byteSize());
      }
    } catch (InterruptedIOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      // The rest is lost.
    }
    return new Outcome(count, seen.cardinality(), last - first);
  }

  private static void send(DatagramSocket host, int size, int count, int rate) throws IOException {
    var greeting = new DatagramPacket(new byte[size], size);
    host.setSoTimeout(PATIENCE_MILLIS);
    host.receive(greeting);
    var bytes = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    long gap = TimeUnit.SECONDS.toNanos(1) / rate;
    long begun = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = begun + i * gap;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      bytes.putInt(0, i);
      host.send(new DatagramPacket(bytes.array(), size, greeting.getSocketAddress()));
    }
  }
}
