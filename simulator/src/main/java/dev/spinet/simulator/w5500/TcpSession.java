package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;

/**
 * A TCP socket from OPEN to CLOSED: the commands, the states of Sn_SR and the events of Sn_IR (4.2,
 * and the state diagram in section 4.2 for Sn_SR; RFC 9293 where the datasheet is silent).
 */
final class TcpSession extends Session {

  private final TcpSender sender;
  private final TcpReceiver receiver;
  private final TcpKeepAlive keepAlive;
  private final ChipTimer waiting;
  private final int localPort;
  private final int ownSegmentSize;
  private final int tos;
  private final int ttl;

  private Ipv4Address remote = Ipv4Address.ANY;
  private int remotePort;
  private MacAddress remoteMac = MacAddress.ZERO;

  /** This end has begun the connection, with CONNECT. */
  private boolean active;

  TcpSession(HardwareSocket socket) {
    super(socket);
    var registers = socket.registers;
    this.localPort = registers.get(SocketRegister.PORT);
    this.tos = registers.get(SocketRegister.TOS);
    this.ttl = registers.get(SocketRegister.TTL);
    this.ownSegmentSize = socket.segmentSize(ChipLimits.MSS_TCP_MAX);
    this.sender = new TcpSender(this, socket.tx, ownSegmentSize);
    boolean noDelay = (registers.get(SocketRegister.MR) & SocketMode.ND) != 0;
    this.receiver = new TcpReceiver(this, socket.rx, noDelay);
    this.keepAlive = new TcpKeepAlive(this, sender);
    this.waiting = new ChipTimer(core, this::waitingEnds);
    socket.status(SocketStatus.INIT);
  }

  // ---- Commands

  @Override
  void connect() {
    if (socket.status() != SocketStatus.INIT) {
      refuse(SocketCommand.CONNECT);
      return;
    }
    remote = new Ipv4Address(socket.registers.get(SocketRegister.DIPR));
    remotePort = socket.registers.get(SocketRegister.DPORT);
    if (localPort == 0 || remotePort == 0 || remote.equals(Ipv4Address.ANY)) {
      socket.report(
          Diagnostic.Kind.BAD_ENDPOINT,
          "CONNECT from port " + localPort + " to " + remote + " port " + remotePort);
    }
    active = true;
    socket.status(SocketStatus.SYNSENT);
    core.network.arp.resolve(
        socket.index, core.network.nextHop(remote), this::resolved, this::timedOut);
  }

  private void resolved(MacAddress mac) {
    remoteMac = mac;
    socket.registers.setLong(SocketRegister.DHAR, mac.value());
    sender.startHandshake(core.network.nextInitialSequence());
  }

  @Override
  void listen() {
    if (socket.status() != SocketStatus.INIT) {
      refuse(SocketCommand.LISTEN);
      return;
    }
    if (localPort == 0) {
      socket.report(Diagnostic.Kind.BAD_ENDPOINT, "LISTEN on port 0");
    }
    socket.status(SocketStatus.LISTEN);
  }

  @Override
  void send() {
    if (!canSend()) {
      refuse(SocketCommand.SEND);
      return;
    }
    keepAlive.dataExchanged();
    sender.send();
  }

  @Override
  void sendKeepAlive() {
    boolean automatic = socket.registers.get(SocketRegister.KPALVTR) != 0;
    if (!canSend() || automatic) {
      refuse(SocketCommand.SEND_KEEP);
    } else {
      sender.keepAlive();
    }
  }

  @Override
  void spaceFreed() {
    if (isSynchronized()) {
      receiver.spaceFreed();
    }
  }

  @Override
  void disconnect() {
    int status = socket.status();
    if (status == SocketStatus.ESTABLISHED) {
      socket.status(SocketStatus.FIN_WAIT);
      sender.finish();
    } else if (status == SocketStatus.CLOSE_WAIT) {
      socket.status(SocketStatus.LAST_ACK);
      sender.finish();
    } else {
      refuse(SocketCommand.DISCON);
    }
  }

  @Override
  void abandon() {
    core.network.arp.cancel(socket.index);
    sender.stop();
    receiver.stop();
    keepAlive.stop();
    waiting.stop();
  }

  /** RTR and RCR are used up: the connection is void. */
  void timedOut() {
    socket.end();
    socket.raise(SocketInterrupt.TIMEOUT);
  }

  // ---- Segments in

  boolean isConnectedTo(TcpSegment segment) {
    return remotePort != 0
        && segment.destinationPort() == localPort
        && segment.sourcePort() == remotePort
        && segment.ip().source().equals(remote)
        && socket.status() != SocketStatus.INIT;
  }

  boolean listensFor(TcpSegment segment) {
    return socket.status() == SocketStatus.LISTEN && segment.destinationPort() == localPort;
  }

  void receive(TcpSegment segment) {
    int status = socket.status();
    if (status == SocketStatus.LISTEN) {
      receiveListening(segment);
    } else if (status == SocketStatus.SYNSENT) {
      receiveConnecting(segment);
    } else {
      receiveSynchronized(segment);
    }
  }

  private void receiveListening(TcpSegment segment) {
    if (segment.has(TcpHeader.RST)) {
      return;
    }
    if (segment.has(TcpHeader.ACK) || !segment.has(TcpHeader.SYN)) {
      core.network.refuse(segment);
      return;
    }
    remote = segment.ip().source();
    remotePort = segment.sourcePort();
    remoteMac = segment.ip().ethernet().source();
    socket.registers.set(SocketRegister.DIPR, remote.value());
    socket.registers.set(SocketRegister.DPORT, remotePort);
    socket.registers.setLong(SocketRegister.DHAR, remoteMac.value());
    receiver.synchronize(segment.sequence());
    sender.peerTakes(segment.maximumSegmentSize());
    socket.status(SocketStatus.SYNRECV);
    sender.startHandshake(core.network.nextInitialSequence());
  }

  private void receiveConnecting(TcpSegment segment) {
    boolean acknowledges = segment.has(TcpHeader.ACK);
    if (acknowledges && !sender.isHandshakeAcknowledgment(segment.acknowledgment())) {
      if (!segment.has(TcpHeader.RST)) {
        core.network.refuse(segment);
      }
    } else if (segment.has(TcpHeader.RST)) {
      if (acknowledges) {
        disconnected();
      }
    } else if (segment.has(TcpHeader.SYN) && acknowledges) {
      receiver.synchronize(segment.sequence());
      sender.peerTakes(segment.maximumSegmentSize());
      established(segment);
      acknowledge();
    } else if (segment.has(TcpHeader.SYN)) {
      // Both ends have begun at once: each answers the other's SYN (RFC 9293, section 3.5).
      receiver.synchronize(segment.sequence());
      sender.peerTakes(segment.maximumSegmentSize());
      socket.status(SocketStatus.SYNRECV);
      sender.repeatHandshake();
    }
  }

  private void established(TcpSegment segment) {
    sender.established(segment);
    socket.status(SocketStatus.ESTABLISHED);
    socket.raise(SocketInterrupt.CON);
  }

  private void receiveSynchronized(TcpSegment segment) {
    if (segment.has(TcpHeader.RST)) {
      if (receiver.isInWindow(segment.sequence())) {
        disconnected();
      }
      return;
    }
    if (segment.has(TcpHeader.SYN)) {
      receiveAnotherSyn(segment);
      return;
    }
    if (!segment.has(TcpHeader.ACK)) {
      return;
    }
    if (socket.status() == SocketStatus.SYNRECV) {
      if (!sender.isHandshakeAcknowledgment(segment.acknowledgment())) {
        core.network.refuse(segment);
        return;
      }
      established(segment);
    }
    if (sender.isBeyond(segment.acknowledgment())) {
      acknowledge();
      return;
    }
    boolean acceptable = receiver.isAcceptable(segment);
    // Data that find no room still carry a valid acknowledgment.
    if (acceptable || segment.sequence() == receiver.next()) {
      keepAlive.heard();
      sender.acknowledged(segment);
      if (!advanceAfterAcknowledgment()) {
        return;
      }
    }
    if (acceptable) {
      receiveData(segment);
    } else {
      acknowledge();
    }
  }

  /**
   * A SYN in a connection: the peer's answer after both ends have begun at once, or the answer to
   * ours was lost, or somebody is guessing.
   */
  private void receiveAnotherSyn(TcpSegment segment) {
    boolean repeated =
        socket.status() == SocketStatus.SYNRECV && segment.sequence() + 1 == receiver.next();
    boolean answers =
        segment.has(TcpHeader.ACK) && sender.isHandshakeAcknowledgment(segment.acknowledgment());
    if (repeated && active && answers) {
      established(segment);
      acknowledge();
    } else if (repeated) {
      sender.repeatHandshake();
    } else {
      acknowledge();
    }
  }

  /** Moves on when FIN was acknowledged; false if that was the end. */
  private boolean advanceAfterAcknowledgment() {
    if (!sender.isFinishAcknowledged()) {
      return true;
    }
    int status = socket.status();
    if (status == SocketStatus.LAST_ACK) {
      disconnected();
      return false;
    }
    if (status == SocketStatus.CLOSING) {
      startTimeWait();
    } else if (status == SocketStatus.FIN_WAIT && !waiting.isRunning()) {
      // Nothing of ours is under way any more; the peer has as long as a lost segment would have.
      waiting.start(RetryTimer.totalNanos(core, RetryTimer.Growth.DOUBLING));
    }
    return true;
  }

  private void receiveData(TcpSegment segment) {
    int status = socket.status();
    boolean receiving = status == SocketStatus.ESTABLISHED || status == SocketStatus.FIN_WAIT;
    if (segment.sequenceLength() == 0) {
      return;
    }
    if (!receiving) {
      acknowledge();
      return;
    }
    if (segment.payloadLength() > 0) {
      keepAlive.dataExchanged();
      if (waiting.isRunning()) {
        waiting.start(RetryTimer.totalNanos(core, RetryTimer.Growth.DOUBLING));
      }
    }
    if (receiver.accept(segment)) {
      receiveFinish(status);
    }
  }

  private void receiveFinish(int status) {
    receiver.finish();
    acknowledge();
    if (status == SocketStatus.ESTABLISHED) {
      socket.status(SocketStatus.CLOSE_WAIT);
    } else if (sender.isFinishAcknowledged()) {
      startTimeWait();
    } else {
      socket.status(SocketStatus.CLOSING);
    }
    socket.raise(SocketInterrupt.DISCON);
  }

  private void startTimeWait() {
    socket.status(SocketStatus.TIME_WAIT);
    waiting.start(core.options.timeWait().toNanos());
  }

  /** TIME_WAIT is over, or the peer never ended its half of the connection. */
  private void waitingEnds() {
    if (socket.status() == SocketStatus.TIME_WAIT) {
      disconnected();
    } else {
      timedOut();
    }
  }

  private void disconnected() {
    socket.end();
    socket.raise(SocketInterrupt.DISCON);
  }

  private boolean canSend() {
    int status = socket.status();
    return status == SocketStatus.ESTABLISHED || status == SocketStatus.CLOSE_WAIT;
  }

  private boolean isSynchronized() {
    int status = socket.status();
    return canSend()
        || status == SocketStatus.FIN_WAIT
        || status == SocketStatus.CLOSING
        || status == SocketStatus.LAST_ACK;
  }

  // ---- Segments out

  /** SYN of a client, or SYN and ACK of a server. */
  void transmitSyn(int sequence) {
    boolean server = socket.status() == SocketStatus.SYNRECV;
    int window = server ? receiver.advertise() : socket.rx.free();
    transmit(
        new TcpHeader(
            localPort,
            remotePort,
            sequence,
            server ? receiver.next() : 0,
            server ? TcpHeader.SYN | TcpHeader.ACK : TcpHeader.SYN,
            window,
            ownSegmentSize),
        0,
        PayloadWriter.NONE);
  }

  /** An acknowledgment of everything that has come in order. */
  void acknowledge() {
    transmit(sender.next(), TcpHeader.ACK, 0);
  }

  /** A segment whose payload, if any, is what the TX buffer holds for its sequence numbers. */
  void transmit(int sequence, int flags, int length) {
    var header =
        new TcpHeader(
            localPort, remotePort, sequence, receiver.next(), flags, receiver.advertise());
    transmit(
        header,
        length,
        length == 0
            ? PayloadWriter.NONE
            : (frame, offset) -> socket.tx.copy(sequence, frame, offset, length));
  }

  private void transmit(TcpHeader header, int length, PayloadWriter payload) {
    var network = core.network;
    var envelope =
        new Ipv4Envelope(
            network.mac(), remoteMac, network.ip(), remote, tos, ttl, socket.dontFragment());
    network.transmit(header.frame(envelope, network.nextIdentification(), length, payload));
  }
}
