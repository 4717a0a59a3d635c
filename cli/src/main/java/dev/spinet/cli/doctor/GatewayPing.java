package dev.spinet.cli.doctor;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.IPPROTO_ICMP;
import static dev.spinet.socket.SocketConstants.SOCK_RAW;

import dev.spinet.cli.ping.EchoMessage;
import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
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
        byte[] request = EchoMessage.request(IDENTIFIER, sequence, DATA_BYTES);
        long start = System.nanoTime();
        socket.sendTo(request, new InetSocketAddress(host, 0));
        try {
          while (!isReply(socket, request, host)) {
            if (System.nanoTime() - start > timeout.toNanos()) {
              return Optional.empty();
            }
          }
        } catch (SocketTimeoutException e) {
          return Optional.empty();
        }
        var roundTrip = Duration.ofNanos(System.nanoTime() - start);
        return Optional.of(new Reply(roundTrip, 1 + further(socket, request, host)));
      }
    };
  }

  private static boolean isReply(Socket socket, byte[] request, Inet4Address host)
      throws IOException {
    var datagram = socket.recvFrom(request.length);
    return datagram.source().getAddress().equals(host)
        && EchoMessage.isReply(datagram.data(), request);
  }

  /** How many copies of the reply come right behind it. */
  private static int further(Socket socket, byte[] request, Inet4Address host) throws IOException {
    int copies = 0;
    socket.setTimeout(COPY_WAIT_MILLIS);
    try {
      while (isReply(socket, request, host)) {
        copies++;
      }
    } catch (SocketTimeoutException e) {
      return copies;
    }
    return copies;
  }

  /** How long a second copy is waited for, in milliseconds. */
  long COPY_WAIT_MILLIS = 20;

  /** Tells this command's requests from others. */
  int IDENTIFIER = 0x5350;

  /** Bytes of data of a request. */
  int DATA_BYTES = 24;
}
