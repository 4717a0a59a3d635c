package dev.spinet.cli.doctor;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.IPPROTO_ICMP;
import static dev.spinet.socket.SocketConstants.SOCK_RAW;

import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** Asks a router for an echo. */
@FunctionalInterface
public interface GatewayPing {

  /**
   * What came back.
   *
   * @param roundTrip how long it took
   * @param copies how many replies came, 1 or more
   */
  record Reply(Duration roundTrip, int copies) {}

  /**
   * Asks once.
   *
   * @param host whom
   * @param sequence number of the question
   * @param timeout the longest wait
   * @return the reply; empty if there was none
   * @throws IOException if it cannot be asked
   */
  Optional<Reply> ask(Inet4Address host, int sequence, Duration timeout) throws IOException;

  /**
   * By raw IP sockets and ICMP (RFC 792, echo).
   *
   * @param driver a driver that has raw sockets
   * @return what asks
   */
  static GatewayPing byRawSockets(NetworkDriver driver) {
    return (host, sequence, timeout) -> {
      try (var socket = new Socket(driver, AF_INET, SOCK_RAW, IPPROTO_ICMP)) {
        socket.setTimeout(timeout);
        byte[] request = request(sequence);
        long start = System.nanoTime();
        socket.sendTo(request, new InetSocketAddress(host, 0));
        byte[] reply = reply(request);
        try {
          while (!isReply(socket, reply, host)) {
            if (System.nanoTime() - start > timeout.toNanos()) {
              return Optional.empty();
            }
          }
        } catch (SocketTimeoutException e) {
          return Optional.empty();
        }
        var roundTrip = Duration.ofNanos(System.nanoTime() - start);
        return Optional.of(new Reply(roundTrip, 1 + further(socket, reply, host)));
      }
    };
  }

  private static boolean isReply(Socket socket, byte[] reply, Inet4Address host)
      throws IOException {
    var datagram = socket.recvFrom(reply.length);
    // The checksum differs with the type.
    return datagram.source().getAddress().equals(host)
        && ByteBuffer.wrap(datagram.data()).mismatch(ByteBuffer.wrap(reply)) == -1;
  }

  /** How many copies of the reply come right behind it. */
  private static int further(Socket socket, byte[] reply, Inet4Address host) throws IOException {
    int copies = 0;
    socket.setTimeout(COPY_WAIT_MILLIS);
    try {
      while (isReply(socket, reply, host)) {
        copies++;
      }
    } catch (SocketTimeoutException e) {
      return copies;
    }
    return copies;
  }

  /** How long a second copy is waited for, in milliseconds. */
  long COPY_WAIT_MILLIS = 20;

  private static byte[] request(int sequence) {
    return message((byte) 8, sequence);
  }

  private static byte[] reply(byte[] request) {
    return message((byte) 0, ByteBuffer.wrap(request).getShort(6));
  }

  private static byte[] message(byte type, int sequence) {
    var message = ByteBuffer.allocate(32);
    message.put(type).put((byte) 0).putShort((short) 0);
    message.putShort((short) 0x5350).putShort((short) sequence);
    while (message.hasRemaining()) {
      message.put((byte) message.position());
    }
    int sum = 0;
    for (int at = 0; at < message.capacity(); at += Short.BYTES) {
      sum += Short.toUnsignedInt(message.getShort(at));
    }
    sum = (sum & 0xFFFF) + (sum >>> Short.SIZE);
    sum += sum >>> Short.SIZE;
    message.putShort(2, (short) ~sum);
    return message.array();
  }
}
