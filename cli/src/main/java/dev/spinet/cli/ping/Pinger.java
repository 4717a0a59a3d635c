package dev.spinet.cli.ping;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.IPPROTO_ICMP;
import static dev.spinet.socket.SocketConstants.SOCK_RAW;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.drivers.esp32.Esp32;
import dev.spinet.socket.HostUnreachableException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/** Asks a host whether it is there, in the way that a chip can. */
interface Pinger extends AutoCloseable {

  /**
   * Sends one request and waits for its reply.
   *
   * @param sequence number of the request, from 1
   * @param timeout the longest wait
   * @return the time it took in nanoseconds; empty if none came
   * @throws HostUnreachableException if the chip says that there is no such host
   * @throws IOException if the chip fails
   */
  OptionalLong ask(int sequence, Duration timeout) throws IOException;

  /** Whether the size of a request can be chosen. */
  boolean carriesData();

  @Override
  void close() throws IOException;

  /**
   * The way for a driver.
   *
   * @throws UsageException if its chip has none
   */
  static Pinger on(NetworkDriver driver, Inet4Address host, int dataBytes)
      throws IOException, UsageException {
    if (driver.supports(AF_INET, SOCK_RAW, IPPROTO_ICMP)) {
      return new Raw(new Socket(driver, AF_INET, SOCK_RAW, IPPROTO_ICMP), host, dataBytes);
    }
    if (driver instanceof Esp32 module) {
      return new ByModule(module, host);
    }
    throw new UsageException("%s has no way to ping".formatted(driver.name()));
  }

  /** Over a raw socket, with messages of our own. */
  final class Raw implements Pinger {

    private static final int BEYOND_ANY_REPLY = 2048;

    private final Socket socket;
    private final InetSocketAddress host;
    private final int dataBytes;
    private final int identifier = ThreadLocalRandom.current().nextInt(1 << Short.SIZE);

    Raw(Socket socket, Inet4Address host, int dataBytes) {
      this.socket = socket;
      this.host = new InetSocketAddress(host, 0);
      this.dataBytes = dataBytes;
    }

    @Override
    public boolean carriesData() {
      return true;
    }

    @Override
    public OptionalLong ask(int sequence, Duration timeout) throws IOException {
      byte[] request = EchoMessage.request(identifier, sequence, dataBytes);
      long begun = System.nanoTime();
      long deadline = begun + timeout.toNanos();
      try {
        socket.setTimeout(timeout);
        socket.sendTo(request, host);
        while (true) {
          // At least a millisecond: zero would mean not to wait at all, also for what is there.
          long left = Math.max(deadline - System.nanoTime(), Duration.ofMillis(1).toNanos());
          socket.setTimeout(Duration.ofNanos(left));
          var message = socket.recvFrom(BEYOND_ANY_REPLY);
          boolean ours =
              message.source().getAddress().equals(host.getAddress())
                  && EchoMessage.isReply(message.data(), request);
          if (ours) {
            return OptionalLong.of(System.nanoTime() - begun);
          }
          if (System.nanoTime() - deadline >= 0) {
            return OptionalLong.empty();
          }
        }
      } catch (SocketTimeoutException e) {
        return OptionalLong.empty();
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** By a module that does it all by itself, and tells the time in milliseconds. */
  record ByModule(Esp32 module, Inet4Address host) implements Pinger {

    @Override
    public boolean carriesData() {
      return false;
    }

    @Override
    public OptionalLong ask(int sequence, Duration timeout) throws IOException {
      try {
        var took = module.ping(host.getHostAddress(), timeout);
        return took.isPresent() ? OptionalLong.of(took.get().toNanos()) : OptionalLong.empty();
      } catch (SocketTimeoutException e) {
        return OptionalLong.empty();
      }
    }

    @Override
    public void close() {
      // Nothing of it stays open between two requests.
    }
  }
}
