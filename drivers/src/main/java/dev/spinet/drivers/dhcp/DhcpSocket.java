package dev.spinet.drivers.dhcp;

import static dev.spinet.socket.SocketConstants.SOL_SOCKET;
import static dev.spinet.socket.SocketConstants.SO_BROADCAST;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.HostUnreachableException;
import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The client's UDP socket, with the memory it needs. */
final class DhcpSocket {

  private static final System.Logger LOG = System.getLogger("dev.spinet.drivers.dhcp");

  /** How long the chip may take to send a message. */
  private static final long SEND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Longer than the chip takes to find out that nobody answers its ARP requests. */
  private static final long BIND_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final long BIND_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final DatagramEndpoint endpoint;
  private final Arena arena;
  private final MemorySegment memory;
  private final DatagramSource source = new DatagramSource();
  private final byte[] received;
  private volatile boolean woken;

  @SuppressWarnings("MustBeClosedChecker") // close() does.
  private DhcpSocket(DatagramEndpoint endpoint) {
    this.endpoint = endpoint;
    this.arena = Arena.ofShared();
    int size = endpoint.maxPayload();
    this.memory = arena.allocate(size);
    this.received = new byte[size];
  }

  /** Opens a socket on the client's port. */
  static DhcpSocket open(DhcpHost host) throws IOException {
    var endpoint = host.openDatagram();
    try {
      endpoint.setOption(SOL_SOCKET, SO_BROADCAST, 1);
      bind(endpoint);
      return new DhcpSocket(endpoint);
    } catch (IOException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  /** The port may still belong to the socket before, which the chip is about to close. */
  private static void bind(DatagramEndpoint endpoint) throws IOException {
    long start = System.nanoTime();
    while (true) {
      try {
        endpoint.bind(Ipv4Bits.address(Ipv4Bits.ANY), DhcpMessage.CLIENT_PORT);
        return;
      } catch (BindException e) {
        if (System.nanoTime() - start > BIND_NANOS) {
          throw e;
        }
        LockSupport.parkNanos(BIND_PAUSE_NANOS);
      }
    }
  }

  /** Sends to a server's port. A server that is not there is like one that does not answer. */
  void send(byte[] message, int destination) throws IOException {
    MemorySegment.copy(message, 0, memory, JAVA_BYTE, 0, message.length);
    try {
      boolean sent =
          endpoint.send(
              memory, 0, message.length, destination, DhcpMessage.SERVER_PORT, SEND_NANOS);
      if (!sent) {
        LOG.log(System.Logger.Level.DEBUG, "a DHCP message could not be sent in time");
      }
    } catch (HostUnreachableException e) {
      LOG.log(System.Logger.Level.DEBUG, "a DHCP message could not be sent", e);
    }
  }

  /** Waits for a datagram; returns its length, or -1 if none came or it was no DHCP message. */
  int receive(long nanos) throws IOException {
    int length;
    try {
      length = endpoint.receive(memory, 0, received.length, source, nanos);
    } catch (HostUnreachableException e) {
      LOG.log(System.Logger.Level.DEBUG, "a DHCP message could not be sent", e);
      return -1;
    }
    if (length > 0) {
      MemorySegment.copy(memory, JAVA_BYTE, 0, received, 0, length);
    }
    return length;
  }

  /** What was received last. */
  byte[] received() {
    return received;
  }

  /** Who has sent it. */
  int senderPort() {
    return source.port();
  }

  /** Ends a wait in {@link #receive} with an exception. Any thread may call it. */
  void wake() {
    woken = true;
    try {
      endpoint.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a DHCP socket could not be closed", e);
    }
  }

  /** Whether the wait was ended on purpose. */
  boolean isWoken() {
    return woken;
  }

  /** Frees the socket and the memory; called by the thread that receives. */
  void close() {
    wake();
    arena.close();
  }
}
