package dev.spinet.cli.demo;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;

import dev.spinet.cli.exit.MismatchException;
import dev.spinet.cli.terminal.Progress;
import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;

/**
 * A download over HTTP/1.1 straight into native memory: on a device, the bytes go from the chip to
 * the buffer in which they are hashed with no copy in the Java heap.
 */
final class Download {

  /** Large enough that the socket decides how much crosses the bus at once, not the caller. */
  private static final int BUFFER = 1 << 15;

  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Socket socket;
  private final MemorySegment buffer;
  private final ByteBuffer bytes;
  private final MessageDigest sha256 = Sha256.create();

  /** Bytes of the body that have been received and hashed. */
  private long done;

  private Download(Socket socket, MemorySegment buffer) {
    this.socket = socket;
    this.buffer = buffer;
    this.bytes = buffer.asByteBuffer();
  }

  /**
   * Downloads and hashes.
   *
   * @param driver the chip to go through
   * @param server the HTTP server as the chip reaches it
   * @param size the number of bytes that must arrive
   * @param timeout the longest wait of each step
   * @param progress told how far it has come
   * @return what arrived
   * @throws MismatchException if fewer or more bytes are announced or arrive
   * @throws IOException if the server cannot be reached or the connection fails
   */
  static Received fetch(
      NetworkDriver driver,
      InetSocketAddress server,
      long size,
      Duration timeout,
      Progress progress)
      throws IOException {
    String authority = server.getAddress().getHostAddress() + ":" + server.getPort();
    String request =
        "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: spinet\r\nConnection: close\r\n\r\n"
            .formatted(DownloadServer.PATH, authority);
    long begun = System.nanoTime();
    try (Arena arena = Arena.ofConfined();
        var socket = new Socket(driver, AF_INET, SOCK_STREAM)) {
      socket.setTimeout(timeout);
      socket.connect(server);
      socket.sendAll(request);
      var download = new Download(socket, arena.allocate(BUFFER));
      int headBytes = download.head(size);
      download.body(size, progress);
      return new Received(
          "http://" + authority + DownloadServer.PATH,
          size,
          request.length() + headBytes,
          HexFormat.of().formatHex(download.sha256.digest()),
          System.nanoTime() - begun);
    }
  }

  /** Receives the head, hashes what came with it of the body, and returns the head's length. */
  private int head(long size) throws IOException {
    int filled = 0;
    int end = -1;
    while (end < 0) {
      if (filled == BUFFER) {
        throw new ProtocolException(
            "the HTTP server sends a head of more than %d bytes".formatted(BUFFER));
      }
      int received = socket.recvSome(buffer.asSlice(filled));
      if (received < 0) {
        throw new ProtocolException(
            "the HTTP server closed the connection after %d bytes of its head".formatted(filled));
      }
      end = endOfHead(Math.max(0, filled - END_OF_HEAD.length + 1), filled + received);
      filled += received;
    }
    byte[] head = buffer.asSlice(0, end).toArray(ValueLayout.JAVA_BYTE);
    long announced =
        ResponseHead.parse(new String(head, StandardCharsets.ISO_8859_1)).contentLength();
    int headBytes = end + END_OF_HEAD.length;
    int early = filled - headBytes;
    if (announced != size || early > size) {
      throw new MismatchException(
          "the HTTP server was to send %d bytes, announced %d and sent %d with the head"
              .formatted(size, announced, early));
    }
    hash(headBytes, early);
    return headBytes;
  }

  /** Where the empty line begins that ends a head, or -1. */
  private int endOfHead(int from, int to) {
    for (int i = from; i + END_OF_HEAD.length <= to; i++) {
      if (MemorySegment.mismatch(
              buffer,
              i,
              i + END_OF_HEAD.length,
              MemorySegment.ofArray(END_OF_HEAD),
              0,
              END_OF_HEAD.length)
          < 0) {
        return i;
      }
    }
    return -1;
  }

  private void body(long size, Progress progress) throws IOException {
    progress.update(done);
    while (done < size) {
      int wanted = (int) Math.min(BUFFER, size - done);
      int received = socket.recvInto(buffer, wanted);
      hash(0, received);
      progress.update(done);
      // Less than wanted may be the end, or all that came before a failure: the next call tells.
      if (received == 0) {
        throw new MismatchException(
            "the HTTP server closed the connection after %d of %d bytes".formatted(done, size));
      }
    }
    if (socket.recvSome(buffer) >= 0) {
      throw new MismatchException(
          "the HTTP server sent more than the %d bytes it announced".formatted(size));
    }
  }

  private void hash(int offset, int length) {
    sha256.update(bytes.limit(offset + length).position(offset));
    done += length;
  }

  /**
   * A download that arrived whole.
   *
   * @param url where from
   * @param bytes length of the body
   * @param headBytes bytes of the request and of the response's head
   * @param sha256 SHA-256 of the body in hexadecimal digits
   * @param nanos what it took from opening to closing the socket
   */
  record Received(String url, long bytes, int headBytes, String sha256, long nanos) {}
}
