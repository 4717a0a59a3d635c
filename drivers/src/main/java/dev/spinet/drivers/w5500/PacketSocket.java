package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * A hardware socket that carries packets: opens it step by step, between which the caller waits,
 * and opens it anew when it is lost. Every method is called with the chip's lock held.
 */
final class PacketSocket {

  private static final System.Logger LOG = System.getLogger("dev.spinet.drivers.w5500");

  /** How long OPEN may take to show in Sn_SR, in nanoseconds; the chip needs microseconds. */
  private static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private enum Step {
    CLOSED,
    CLOSING_OLD,
    OPENING,
    OPEN
  }

  private final HardwareSocket socket;
  private final PacketKind kind;
  private final PacketInput input;
  private final PacketOutput output;
  private final HealthCheck health;
  private final Patience patience = new Patience(OPEN_NANOS);
  private Step step = Step.CLOSED;
  private int mode;
  private int port;
  private int group;
  private int protocol;
  private int typeOfService = (int) SocketRegister.TOS.resetValue();
  private int timeToLive = (int) SocketRegister.TTL.resetValue();

  PacketSocket(HardwareSocket socket, PacketKind kind, Device device) {
    this.socket = socket;
    this.kind = kind;
    this.input = new PacketInput(socket, kind, device.options().isReceiveDeferred());
    this.output = new PacketOutput(socket, kind, device.options().isMulticastByHardwareAddress());
    this.health = device.health();
    this.mode = kind.mode();
  }

  HardwareSocket hardware() {
    return socket;
  }

  PacketKind kind() {
    return kind;
  }

  PacketInput input() {
    return input;
  }

  PacketOutput output() {
    return output;
  }

  /** Sets the number of the IP protocol, for raw IP. */
  void setProtocol(int number) {
    protocol = number;
  }

  int protocol() {
    return protocol;
  }

  /** Adds bits to Sn_MR. */
  void addMode(int bits) {
    mode |= bits;
  }

  /**
   * Makes this a member of a group: only what is sent to the group is received. Unicast and
   * broadcast are left to the socket of the program's own, so that nothing comes twice.
   */
  void setGroup(int address) {
    group = address;
    mode |= SocketMode.MULTI | SocketMode.UCASTB | SocketMode.BCASTB;
  }

  int typeOfService() {
    return typeOfService;
  }

  void setTypeOfService(int value) {
    typeOfService = value;
  }

  int timeToLive() {
    return timeToLive;
  }

  void setTimeToLive(int hops) {
    timeToLive = hops;
  }

  /** The local port, or 0. */
  int port() {
    return port;
  }

  /** Whether the socket is open or on its way there. */
  boolean isStarted() {
    return step != Step.CLOSED;
  }

  /** Starts to open the socket. */
  void start(int localPort) {
    port = localPort;
    socket.setLocalPort(localPort);
    step = Step.CLOSING_OLD;
  }

  /** The chip has forgotten the socket: starts to open it again. */
  void restart() {
    if (isStarted()) {
      step = Step.CLOSING_OLD;
    }
  }

  /**
   * Goes on opening.
   *
   * @return whether the socket is open; if not, look again in microseconds
   */
  boolean advance() throws IOException {
    if (step == Step.OPEN && (input.isLost() || output.isLost())) {
      reopen();
    }
    return switch (step) {
      case OPEN -> true;
      case OPENING -> finishOpening();
      case CLOSING_OLD -> open();
      case CLOSED -> throw new IllegalStateException("the socket was not started");
    };
  }

  private void reopen() throws IOException {
    // A chip that was reset has lost its sockets too, and then there is more to do than this.
    health.run();
    LOG.log(
        System.Logger.Level.WARNING,
        "{0}: socket {1} is opened anew, because its {2} buffer no longer makes sense; what waited in"
            + " it is lost",
        socket.chip().name(),
        socket.number(),
        input.isLost() ? "receive" : "transmit");
    socket.countPacketDropped();
    step = Step.CLOSING_OLD;
  }

  private boolean open() throws IOException {
    if (!socket.settleCommand()) {
      return false;
    }
    socket.readStatus();
    if (socket.status() != SocketStatus.CLOSED) {
      socket.giveCommand(SocketCommand.CLOSE);
      if (socket.isCommandPending() || socket.status() != SocketStatus.CLOSED) {
        return false;
      }
    }
    writeRegister(SocketRegister.MR, mode);
    writeRegister(SocketRegister.PORT, port);
    writeRegister(SocketRegister.PROTO, protocol);
    writeRegister(SocketRegister.TOS, typeOfService);
    writeRegister(SocketRegister.TTL, timeToLive);
    if (group != 0) {
      // With MULTI the chip takes the group over at OPEN, and the port of its packets with it.
      writeGroup();
    }
    socket.clearEvents(SocketInterrupt.MASK);
    socket.giveCommand(SocketCommand.OPEN);
    patience.restart();
    step = Step.OPENING;
    return finishOpening();
  }

  /** Reads back what it has written: a socket at a wrong port would be deaf for ever. */
  private void writeRegister(SocketRegister register, int value) throws IOException {
    for (int attempt = 0; attempt < Chip.ATTEMPTS; attempt++) {
      socket.write(register, value);
      if (socket.read(register) == value) {
        return;
      }
      socket.chip().countRepeat();
    }
    throw notKept(register);
  }

  private void writeGroup() throws IOException {
    long mac = Ethernet.groupAddress(group);
    var octets = new byte[SocketRegister.DHAR.size()];
    for (int i = octets.length - 1; i >= 0; i--, mac >>>= Byte.SIZE) {
      octets[i] = (byte) mac;
    }
    socket.writeOctets(SocketRegister.DHAR, octets);
    writeRegister(SocketRegister.DIPR, group);
    writeRegister(SocketRegister.DPORT, port);
  }

  private IOException notKept(SocketRegister register) {
    return socket
        .chip()
        .broken(
            "%s: socket %d does not keep what is written to Sn_%s; check the wiring, or lower the speed of the bus"
                .formatted(socket.chip().name(), socket.number(), register));
  }

  private boolean finishOpening() throws IOException {
    if (!socket.settleCommand()) {
      return false;
    }
    if (socket.status() != kind.status()) {
      socket.readStatus();
    }
    if (socket.status() != kind.status()) {
      if (patience.isOverAfterAnotherLook()) {
        health.run();
        throw socket
            .chip()
            .broken(
                "%s: socket %d does not open for %s, Sn_SR stays %s"
                    .formatted(
                        socket.chip().name(),
                        socket.number(),
                        kind.title(),
                        SocketStatus.name(socket.status())));
      }
      return false;
    }
    readPointers();
    step = Step.OPEN;
    return true;
  }

  /** Both pointers are the host's from now on, and everything rests on them. */
  private void readPointers() throws IOException {
    for (int attempt = 0; attempt < Chip.ATTEMPTS; attempt++) {
      int receivePointer = socket.read(SocketRegister.RX_RD);
      int transmitPointer = socket.read(SocketRegister.TX_WR);
      if (receivePointer == socket.read(SocketRegister.RX_RD)
          && transmitPointer == socket.read(SocketRegister.TX_WR)) {
        input.start(receivePointer);
        output.start(transmitPointer);
        return;
      }
      socket.chip().countRepeat();
    }
    throw notKept(SocketRegister.RX_RD);
  }

  /**
   * Closes the socket if the chip takes the command now.
   *
   * @return whether there is nothing more to do
   */
  boolean close() throws IOException {
    if (step == Step.CLOSED) {
      return true;
    }
    if (!socket.settleCommand()) {
      return false;
    }
    step = Step.CLOSED;
    socket.giveCommand(SocketCommand.CLOSE);
    return true;
  }
}
