package dev.spinet.drivers.esp32;

import dev.spinet.bindings.espat.JoinError;
import dev.spinet.drivers.events.WifiEvents;
import dev.spinet.socket.AccessPointNotFoundException;
import dev.spinet.socket.DhcpException;
import dev.spinet.socket.WifiException;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.WrongPasswordException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One try to join a network; on the driver's thread, without the lock. */
final class JoinAttempt {

  private static final long ADDRESS_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Core core;
  private final WifiNetwork network;
  private final int seconds;
  private final long deadline;
  private final boolean again;
  private boolean abandoned;
  private boolean joined;

  /**
   * A try that is yet to be made.
   *
   * @param seconds how long the module may take to be accepted
   * @param deadline when there has to be an address, in the time of the byte channel
   * @param again whether the network was joined before, and is to be joined as long as it is wanted
   */
  JoinAttempt(Core core, WifiNetwork network, int seconds, long deadline, boolean again) {
    this.core = core;
    this.network = network;
    this.seconds = seconds;
    this.deadline = deadline;
    this.again = again;
  }

  WifiNetwork network() {
    return network;
  }

  boolean isAgain() {
    return again;
  }

  /** Whether the caller has gone; with the lock held. */
  boolean isAbandoned() {
    return abandoned;
  }

  /**
   * The caller goes; with the lock held.
   *
   * @return whether the network was joined, which the caller need not know yet
   */
  boolean abandon() {
    abandoned = true;
    return joined;
  }

  /** The network is joined; with the lock held. */
  void succeed() {
    joined = true;
  }

  /** Joins and tells how that went. */
  void run() throws IOException {
    long begun = System.nanoTime();
    try {
      join();
    } catch (IOException e) {
      tell(null, e.toString(), begun);
      throw e;
    }
    tell(core.wifi().address().getHostAddress(), null, begun);
  }

  private void tell(@Nullable String address, @Nullable String failure, long begun) {
    WifiEvents.joined(
        core.device(), network.toString(), address, failure, System.nanoTime() - begun);
  }

  private void join() throws IOException {
    var control = core.wifi();
    var own = control.begin(this);
    try {
      var commands = core.wifiCommands();
      if (own != null && !commands.setAddresses(own)) {
        throw new WifiException("the module refuses the address " + own.ip().getHostAddress());
      }
      var result = commands.join(network, seconds);
      if (!result.done() && !result.associated()) {
        throw refusal(result.error().orElse(JoinError.FAILED));
      }
      long disconnectsBefore = control.disconnects();
      var addresses = commands.addresses();
      while (!addresses.hasAddress() && result.done() && core.nanoTime() - deadline < 0) {
        core.channel().listen(ADDRESS_LOOK_NANOS);
        addresses = commands.addresses();
      }
      if (!addresses.hasAddress()) {
        commands.leave();
        throw new DhcpException(
            "%s was joined, but no DHCP server gave an address: set one with setLinkInfo, or look after the server"
                .formatted(network));
      }
      if (control.disconnects() != disconnectsBefore) {
        throw new WifiException("%s was joined, and lost again at once".formatted(network));
      }
      if (!control.isNowUp(this, addresses)) {
        commands.leave();
        throw new WifiException(
            "%s was joined, but is not wanted any more, and was left".formatted(network));
      }
    } finally {
      control.end();
    }
  }

  private IOException refusal(JoinError error) {
    return switch (error) {
      case TIMEOUT ->
          new SocketTimeoutException(
              "%s does not answer in time: is it in reach?".formatted(network));
      case WRONG_PASSWORD ->
          new WrongPasswordException("%s refuses the password".formatted(network));
      case NOT_FOUND ->
          new AccessPointNotFoundException(
              "no access point of %s is in reach, or none is protected well enough"
                  .formatted(network));
      case FAILED ->
          new WifiException("joining %s failed: the module says no more".formatted(network));
    };
  }
}
