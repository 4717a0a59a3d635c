package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.LinkDownException;
import java.io.IOException;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * What has become of an established connection, concluded from Sn_SR and Sn_IR. Every method is
 * called with the chip's lock held.
 */
final class StreamState {

  private final HardwareSocket socket;
  private final HealthCheck health;
  private boolean peerFinished;
  private boolean outputFinished;
  private boolean disconnecting;
  private boolean over;
  private @Nullable IOException lost;

  StreamState(HardwareSocket socket, HealthCheck health) {
    this.socket = socket;
    this.health = health;
  }

  /** Starts with a fresh connection. */
  void start() {
    peerFinished = false;
    outputFinished = false;
    disconnecting = false;
    over = false;
    lost = null;
  }

  /** Whether no byte will arrive any more beyond those in the chip. */
  boolean isInputOver() {
    return peerFinished || over;
  }

  /** Whether the peer has ended its sending direction. */
  boolean isPeerFinished() {
    return peerFinished;
  }

  /** Whether the chip has closed its socket. */
  boolean isOver() {
    return over;
  }

  /** Whether the program has ended its sending direction. */
  boolean isOutputFinished() {
    return outputFinished;
  }

  void finishOutput() {
    outputFinished = true;
  }

  /** Says that the chip was told to send FIN. */
  void startDisconnecting() {
    disconnecting = true;
  }

  boolean isDisconnecting() {
    return disconnecting;
  }

  /** What the connection was lost of, or {@code null}. */
  @Nullable IOException lost() {
    return lost;
  }

  /** Bytes that had arrived can no longer be delivered. */
  void loseInput() {
    peerFinished = false;
  }

  /** Loses the connection, unless it is lost already. */
  void lose(IOException cause) {
    over = true;
    if (lost == null) {
      lost = cause;
    }
  }

  /** What the connection was lost of is known better now. */
  void explain(IOException first, IOException better) {
    if (first.equals(lost)) {
      lost = better;
    }
  }

  /**
   * Throws if the connection is lost.
   *
   * @throws IOException with the cause
   */
  void ensureNotLost() throws IOException {
    if (lost != null) {
      throw Causes.again(lost);
    }
  }

  /** Draws conclusions from the status that was read last (datasheet, section 4.2, Sn_SR). */
  void conclude() throws IOException {
    int status = socket.status();
    if (status == SocketStatus.CLOSE_WAIT
        || status == SocketStatus.LAST_ACK
        || status == SocketStatus.CLOSING
        || status == SocketStatus.TIME_WAIT) {
      peerFinished = true;
    } else if (status == SocketStatus.CLOSED && !over) {
      concludeClosed();
      over = true;
    }
  }

  private void concludeClosed() throws IOException {
    // A chip that was reset shows closed sockets too, which is nothing to blame a peer for.
    health.run();
    if (socket.hasEvent(SocketInterrupt.TIMEOUT)) {
      lost = timedOut();
    } else if (!disconnecting) {
      lost =
          new ConnectionResetException(
              "%s: connection reset by the peer".formatted(socket.description()));
    }
  }

  private SocketException timedOut() throws IOException {
    int phy = socket.chip().readRegister(Block.common(), CommonRegister.PHYCFGR);
    if ((phy & PhyConfiguration.LNK) == 0) {
      return new LinkDownException(
          "%s: connection lost, the network cable has no link".formatted(socket.description()));
    }
    return new SocketException(
        "%s: connection timed out, the peer no longer answers".formatted(socket.description()));
  }
}
