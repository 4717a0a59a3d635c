package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.bindings.w5500.RegisterBurst;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.socket.ConnectionRefusedException;
import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.HostUnreachableException;
import dev.spinet.socket.LinkDownException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Opens a hardware socket and connects it, step by step; the caller waits between the steps. Every
 * method is called with the chip's lock held.
 *
 * <p>The chip tries for as long as its chip-wide retry registers say (31.8 s at their reset values,
 * datasheet, section 4.1, RCR); how long a caller waits is the caller's business.
 */
final class Connector {

  /** How far an attempt has come. */
  enum Progress {
    /** The chip is at work on a command: look again in microseconds. */
    SOON,
    /** The peer has to answer: an event will tell. */
    PENDING,
    /** Connected. */
    ESTABLISHED
  }

  private enum Step {
    IDLE,
    OPENING,
    CONNECTING
  }

  /** Sn_DHAR before ARP has found the peer: its reset value. */
  private static final byte[] UNRESOLVED = new byte[SocketRegister.DHAR.size()];

  static {
    Arrays.fill(UNRESOLVED, (byte) SocketRegister.DHAR.resetValue());
  }

  private final HardwareSocket socket;
  private final NetworkSettings settings;
  private final HealthCheck health;
  private final TcpOpener opener;
  private Step step = Step.IDLE;
  private @Nullable InetSocketAddress remote;

  Connector(HardwareSocket socket, NetworkSettings settings, HealthCheck health, TcpOpener opener) {
    this.socket = socket;
    this.settings = settings;
    this.health = health;
    this.opener = opener;
  }

  /** Whether an attempt is under way. */
  boolean isActive() {
    return step != Step.IDLE;
  }

  /** The peer of the attempt, or {@code null}. */
  @Nullable InetSocketAddress remote() {
    return remote;
  }

  /** Begins an attempt from the socket's local port. */
  void begin(InetSocketAddress peer) {
    remote = peer;
    opener.begin();
    step = Step.OPENING;
  }

  /**
   * Checks what can be told about a peer without asking it.
   *
   * @throws IOException if it cannot be reached
   */
  void checkReachable(Inet4Address address) throws IOException {
    if (!settings.isUp()) {
      throw new LinkDownException(
          socket.chip().name() + ": the link is down; call link() before connecting");
    }
    int phy = socket.chip().readRegister(Block.common(), CommonRegister.PHYCFGR);
    if ((phy & PhyConfiguration.LNK) == 0) {
      throw new LinkDownException(
          socket.chip().name() + ": the network cable has no link; check the cable and the switch");
    }
    var info = settings.info();
    boolean local = true;
    byte[] mask = info.mask().getAddress();
    for (int i = 0; i < mask.length; i++) {
      local &= ((address.getAddress()[i] ^ info.ip().getAddress()[i]) & mask[i]) == 0;
    }
    if (!local && info.gateway().isAnyLocalAddress()) {
      throw new HostUnreachableException(
          "%s is not in the network of %s/%d, and no gateway is set"
              .formatted(
                  address.getHostAddress(), info.ip().getHostAddress(), info.prefixLength()));
    }
  }

  /**
   * Does what can be done now.
   *
   * @throws IOException if the attempt has failed; the connector is idle again
   */
  Progress advance() throws IOException {
    try {
      return switch (step) {
        case OPENING, CONNECTING -> {
          var progress = peek();
          yield progress == Progress.ESTABLISHED ? conclude() : progress;
        }
        case IDLE -> throw new IllegalStateException("no attempt to connect is under way");
      };
    } catch (IOException e) {
      step = Step.IDLE;
      remote = null;
      throw e;
    }
  }

  /**
   * Does what can be done now without ending the attempt: if this says that it is established, it
   * may have failed as well, which {@link #advance} tells.
   */
  Progress peek() throws IOException {
    if (step == Step.OPENING) {
      if (!opener.advance()) {
        return Progress.SOON;
      }
      // The status that comes along tells all there is to know, unless the chip is still busy.
      connect();
    } else if (socket.settleCommand()) {
      socket.readStatus();
    }
    if (socket.isCommandPending()) {
      return Progress.SOON;
    }
    int status = socket.status();
    boolean decided =
        status == SocketStatus.ESTABLISHED
            || status == SocketStatus.CLOSE_WAIT
            || status == SocketStatus.CLOSED;
    return decided ? Progress.ESTABLISHED : Progress.PENDING;
  }

  /** Gives the attempt up. */
  void cancel() throws IOException {
    if (step == Step.IDLE) {
      return;
    }
    step = Step.IDLE;
    remote = null;
    if (!socket.isHung() && socket.settleCommand()) {
      socket.giveCommand(SocketCommand.CLOSE);
    }
  }

  /** Forgets the attempt, because the chip has. */
  void abandon() {
    step = Step.IDLE;
    remote = null;
  }

  private void connect() throws IOException {
    var peer = Objects.requireNonNull(remote);
    byte[] address = peer.getAddress().getAddress();
    var message = socket.messages().connect();
    for (int i = 0; i < address.length; i++) {
      message.setOctet(SocketMessages.CONNECT_DESTINATION, i, address[i]);
    }
    message.setWord(SocketMessages.CONNECT_DESTINATION, address.length, peer.getPort());
    socket.giveCommand(message, SocketMessages.CONNECT_COMMAND, SocketCommand.CONNECT);
    step = Step.CONNECTING;
  }

  private Progress conclude() throws IOException {
    if (socket.status() == SocketStatus.CLOSED) {
      throw failed();
    }
    step = Step.IDLE;
    return Progress.ESTABLISHED;
  }

  /** Why the chip gave up (datasheet, section 4.2, Sn_CR, CONNECT). */
  private IOException failed() throws IOException {
    // What the check finds may end the attempt, and so forget the peer.
    String peer = describe(Objects.requireNonNull(remote));
    health.run();
    if (socket.hasEvent(SocketInterrupt.CON)) {
      return new ConnectionResetException(
          "connection to %s was reset by the peer as soon as it was made".formatted(peer));
    }
    if (!socket.hasEvent(SocketInterrupt.TIMEOUT)) {
      return new ConnectionRefusedException(
          "connection to %s refused: nobody listens there, or a firewall refuses".formatted(peer));
    }
    byte[] block = health.run();
    int phy = block[RegisterBurst.COMMON_BLOCK.offset(CommonRegister.PHYCFGR)];
    if ((phy & PhyConfiguration.LNK) == 0) {
      return new LinkDownException(
          "connection to %s failed: the network cable has no link".formatted(peer));
    }
    if (Arrays.equals(socket.readOctets(SocketRegister.DHAR), UNRESOLVED)) {
      return new HostUnreachableException(
          "%s cannot be reached: no answer to ARP for it or for the gateway on the way"
              .formatted(peer));
    }
    return new ConnectException("connection to %s timed out: no answer".formatted(peer));
  }

  static String describe(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
