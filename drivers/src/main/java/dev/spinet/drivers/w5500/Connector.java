package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.bindings.w5500.RegisterBurst;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
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
import java.util.concurrent.TimeUnit;
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
    CLOSING_OLD,
    OPENING,
    CONNECTING
  }

  /** How long OPEN may take to show in Sn_SR, in nanoseconds; the chip needs microseconds. */
  private static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Sn_DHAR before ARP has found the peer: its reset value. */
  private static final byte[] UNRESOLVED = new byte[SocketRegister.DHAR.size()];

  static {
    Arrays.fill(UNRESOLVED, (byte) SocketRegister.DHAR.resetValue());
  }

  private final HardwareSocket socket;
  private final HardwareSockets sockets;
  private final NetworkSettings settings;
  private final HealthCheck health;
  private Step step = Step.IDLE;
  private final Patience patience = new Patience(OPEN_NANOS);
  private @Nullable InetSocketAddress remote;

  Connector(
      HardwareSocket socket,
      HardwareSockets sockets,
      NetworkSettings settings,
      HealthCheck health) {
    this.socket = socket;
    this.sockets = sockets;
    this.settings = settings;
    this.health = health;
  }

  /** Whether an attempt is under way. */
  boolean isActive() {
    return step != Step.IDLE;
  }

  /** The peer of the attempt, or {@code null}. */
  @Nullable InetSocketAddress remote() {
    return remote;
  }

  /** Begins an attempt. */
  void begin(Inet4Address address, int port) throws IOException {
    checkReachable(address);
    remote = new InetSocketAddress(address, port);
    socket.setLocalPort(sockets.ephemeralPort());
    step = Step.CLOSING_OLD;
  }

  private void checkReachable(Inet4Address address) throws IOException {
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
        case CLOSING_OLD -> open();
        case OPENING -> connect();
        case CONNECTING -> await();
        case IDLE -> throw new IllegalStateException("no attempt to connect is under way");
      };
    } catch (IOException e) {
      step = Step.IDLE;
      remote = null;
      throw e;
    }
  }

  /**
   * Starts the data paths of a connection that was just established. Both pointers move while the
   * connection is made and are the host's from now on (datasheet, section 4.2, Sn_TX_WR). They are
   * read this once and everything rests on them, so two reads have to agree.
   */
  void readPointers(ReceivePath input, SendPath output) throws IOException {
    for (int attempt = 0; attempt < Chip.ATTEMPTS; attempt++) {
      int receivePointer = socket.read(SocketRegister.RX_RD);
      int transmitPointer = socket.read(SocketRegister.TX_WR);
      int freeSize = socket.read(SocketRegister.TX_FSR);
      if (receivePointer == socket.read(SocketRegister.RX_RD)
          && transmitPointer == socket.read(SocketRegister.TX_WR)
          && freeSize == socket.read(SocketRegister.TX_FSR)) {
        input.start(receivePointer);
        output.start(transmitPointer, freeSize);
        socket.clearEvents(SocketInterrupt.CON);
        return;
      }
      socket.chip().countRepeat();
    }
    throw socket
        .chip()
        .broken(
            "%s: the buffer pointers of socket %d read differently each time; check the wiring"
                .formatted(socket.chip().name(), socket.number()));
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

  private Progress open() throws IOException {
    if (!socket.settleCommand()) {
      return Progress.SOON;
    }
    // An attempt that was given up may have left the socket open while a command was pending.
    socket.readStatus();
    if (socket.status() != SocketStatus.CLOSED) {
      socket.giveCommand(SocketCommand.CLOSE);
      return Progress.SOON;
    }
    // Without ND the chip holds acknowledgements back for as long as RTR, 200 ms by default.
    socket.write(SocketRegister.MR, SocketMode.TCP | SocketMode.ND);
    socket.write(SocketRegister.PORT, socket.localPort());
    socket.clearEvents(SocketInterrupt.MASK);
    socket.giveCommand(SocketCommand.OPEN);
    patience.restart();
    step = Step.OPENING;
    return socket.status() == SocketStatus.INIT ? connect() : Progress.SOON;
  }

  private Progress connect() throws IOException {
    if (!socket.settleCommand()) {
      return Progress.SOON;
    }
    if (socket.status() != SocketStatus.INIT) {
      socket.readStatus();
    }
    if (socket.status() != SocketStatus.INIT) {
      if (patience.isOverAfterAnotherLook()) {
        health.run();
        throw socket
            .chip()
            .broken(
                "%s: socket %d does not open, Sn_SR stays %s"
                    .formatted(
                        socket.chip().name(), socket.number(), SocketStatus.name(socket.status())));
      }
      return Progress.SOON;
    }
    var peer = Objects.requireNonNull(remote);
    socket.writeOctets(SocketRegister.DHAR, UNRESOLVED);
    socket.writeOctets(SocketRegister.DIPR, peer.getAddress().getAddress());
    socket.write(SocketRegister.DPORT, peer.getPort());
    socket.giveCommand(SocketCommand.CONNECT);
    step = Step.CONNECTING;
    return Progress.SOON;
  }

  private Progress await() throws IOException {
    if (!socket.settleCommand()) {
      return Progress.SOON;
    }
    socket.readStatus();
    int status = socket.status();
    if (status == SocketStatus.ESTABLISHED || status == SocketStatus.CLOSE_WAIT) {
      step = Step.IDLE;
      return Progress.ESTABLISHED;
    }
    if (status == SocketStatus.CLOSED) {
      throw failed();
    }
    return Progress.PENDING;
  }

  /** Why the chip gave up (datasheet, section 4.2, Sn_CR, CONNECT). */
  private IOException failed() throws IOException {
    health.run();
    String peer = describe(Objects.requireNonNull(remote));
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
