package dev.spinet.bench.endtoend;

import dev.spinet.bench.device.Board;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** TCP between the chip and this machine. Whatever is moved is compared with what was sent. */
final class TcpTransfers {

  private static final int PIECE = 16 << 10;
  private static final int TIMEOUT_MILLIS = 60_000;

  private final W5500 eth;
  private final Board board;

  TcpTransfers(W5500 eth, Board board) {
    this.eth = eth;
    this.board = board;
  }

  private Socket connect(int port) throws IOException {
    var socket = new Socket(eth);
    try {
      socket.setTimeout(TIMEOUT_MILLIS);
      socket.connect(board.host(), port);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** From this machine to the chip; the time in nanoseconds. */
  long download(Content content) throws IOException, InterruptedException {
    try (var arena = Arena.ofConfined();
        var server = new HostServer(board.servers(), connection -> send(connection, content));
        var socket = connect(server.port())) {
      var buffer = arena.allocate(PIECE);
      var digest = Content.digest();
      long begun = System.nanoTime();
      for (int count = socket.recvInto(buffer); count > 0; count = socket.recvInto(buffer)) {
        digest.update(buffer.asSlice(0, count).asByteBuffer());
      }
      long nanos = System.nanoTime() - begun;
      requireSame(content, digest, "received");
      server.result();
      return nanos;
    }
  }

  private static String send(java.net.Socket connection, Content content) throws IOException {
    connection.getOutputStream().write(content.bytes());
    return "";
  }

  /** From the chip to this machine, until the last byte is there; the time in nanoseconds. */
  long upload(Content content) throws IOException, InterruptedException {
    try (var arena = Arena.ofConfined();
        var server = new HostServer(board.servers(), TcpTransfers::digest);
        var socket = connect(server.port())) {
      var bytes = arena.allocate(content.bytes().length);
      bytes.copyFrom(MemorySegment.ofArray(content.bytes()));
      long begun = System.nanoTime();
      socket.sendAll(bytes);
      socket.shutdownOutput();
      var there = server.result();
      long nanos = System.nanoTime() - begun;
      if (!there.equals(content.sha256())) {
        throw new IOException("what this machine got is not what the chip was given");
      }
      return nanos;
    }
  }

  private static String digest(java.net.Socket connection) throws IOException {
    var digest = Content.digest();
    var piece = new byte[PIECE];
    var input = connection.getInputStream();
    for (int count = input.read(piece); count >= 0; count = input.read(piece)) {
      digest.update(piece, 0, count);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void requireSame(Content content, MessageDigest digest, String what)
      throws IOException {
    if (!HexFormat.of().formatHex(digest.digest()).equals(content.sha256())) {
      throw new IOException("what was " + what + " is not what was sent");
    }
  }

  /**
   * Bytes there and back, one time after the other.
   *
   * @param warmUp how often before it counts
   * @return how long each took, in nanoseconds
   */
  long[] roundTrips(int size, int warmUp, int count) throws IOException, InterruptedException {
    var times = new long[count];
    try (var arena = Arena.ofConfined();
        var server = new HostServer(board.servers(), TcpTransfers::echo);
        var socket = connect(server.port())) {
      var out = arena.allocate(size);
      var in = arena.allocate(size);
      for (int i = -warmUp; i < count; i++) {
        for (int at = 0; at < size; at++) {
          out.set(ValueLayout.JAVA_BYTE, at, (byte) (i + at));
        }
        long begun = System.nanoTime();
        socket.sendAll(out);
        int got = socket.recvInto(in);
        long nanos = System.nanoTime() - begun;
        if (got != size || in.mismatch(out) >= 0) {
          throw new IOException("the answer is not the question");
        }
        if (i >= 0) {
          times[i] = nanos;
        }
      }
      socket.shutdownOutput();
      server.result();
    }
    return times;
  }

  private static String echo(java.net.Socket connection) throws IOException {
    connection.getInputStream().transferTo(connection.getOutputStream());
    return "";
  }

  /** A download on each of several sockets at once; the time until all are done, in nanoseconds. */
  long downloadsAtOnce(int sockets, Content content) throws IOException, InterruptedException {
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
      List<Callable<Long>> tasks = new ArrayList<>();
      for (int i = 0; i < sockets; i++) {
        tasks.add(() -> download(content));
      }
      long begun = System.nanoTime();
      for (var done : threads.invokeAll(tasks)) {
        done.get();
      }
      return System.nanoTime() - begun;
    } catch (ExecutionException e) {
      throw new IOException("a download beside others failed: " + e.getMessage(), e);
    }
  }
}
