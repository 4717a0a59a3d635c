package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketStatus;

/**
 * What a socket is between OPEN and its end: one class per protocol. Commands that a protocol does
 * not know are reported and have no effect. Used under the chip's lock.
 */
abstract class Session {

  final ChipCore core;
  final HardwareSocket socket;

  Session(HardwareSocket socket) {
    this.core = socket.core;
    this.socket = socket;
  }

  /** Opens a socket with one protocol. */
  @FunctionalInterface
  interface Factory {

    /** Makes the session and sets the socket's status to that of an open socket. */
    Session open(HardwareSocket socket);
  }

  void listen() {
    refuse(SocketCommand.LISTEN);
  }

  void connect() {
    refuse(SocketCommand.CONNECT);
  }

  void disconnect() {
    refuse(SocketCommand.DISCON);
  }

  void send() {
    refuse(SocketCommand.SEND);
  }

  void sendToHardwareAddress() {
    refuse(SocketCommand.SEND_MAC);
  }

  void sendKeepAlive() {
    refuse(SocketCommand.SEND_KEEP);
  }

  /** The host has published what it had read: there may be new space in the RX buffer. */
  void spaceFreed() {}

  /** The cable is back: what waited for it may leave. */
  void linkRestored() {}

  /** CLOSE: what the protocol has to say before it ends. */
  void close() {}

  /** The end, for whatever reason: stops all timers, sends nothing. */
  abstract void abandon();

  final void refuse(int command) {
    socket.report(
        Diagnostic.Kind.WRONG_STATE,
        "command "
            + SocketCommand.name(command)
            + " does not go with a socket in state "
            + SocketStatus.name(socket.status()));
  }
}
