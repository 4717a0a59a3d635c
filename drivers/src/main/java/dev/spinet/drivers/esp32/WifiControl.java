package dev.spinet.drivers.esp32;

import dev.spinet.bindings.espat.JoinError;
import dev.spinet.bindings.espat.JoinLimits;
import dev.spinet.drivers.dns.HostName;
import dev.spinet.drivers.events.ChipEvents;
import dev.spinet.drivers.events.WifiEvents;
import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.AccessPoint;
import dev.spinet.socket.AccessPointNotFoundException;
import dev.spinet.socket.DhcpException;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.WifiException;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.WrongPasswordException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Joining and leaving Wi-Fi networks, and staying in one. Its state is guarded by the lock. */
final class WifiControl {

  private static final System.Logger LOGGER = System.getLogger(WifiControl.class.getPackageName());
  private static final long SHORT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long ADDRESS_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int REJOIN_SECONDS = 15;

  private final Core core;
  private @Nullable WifiNetwork wanted;
  private @Nullable LinkInfo info;
  private @Nullable LinkInfo fixed;
  private boolean up;
  private boolean joining;
  private boolean rejoinPlanned;
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private long rejoins;
  private long linkChanges;

  WifiControl(Core core) {
    this.core = core;
    fixed = core.options().linkInfo();
  }

  /** The network that is wanted, else the one that the driver was opened with. */
  Optional<WifiNetwork> network() {
    return Optional.ofNullable(wanted).or(() -> Optional.ofNullable(core.options().network()));
  }

  /** Whether a network is joined and there is an address. */
  boolean isUp() {
    return up;
  }

  /** How often a lost network was joined again. */
  long rejoins() {
    return rejoins;
  }

  /** How often the way into the network was seen to come or to go. */
  long linkChanges() {
    return linkChanges;
  }

  /** The station's own address, or 0.0.0.0. */
  Inet4Address address() {
    var known = info;
    return up && known != null ? known.ip() : Ipv4Bits.address(Ipv4Bits.ANY);
  }

  // ---- what the module says; on the driver's thread, without the lock

  void gotAddress() {
    core.lock();
    try {
      if (!joining && wanted != null && !up) {
        core.submit(new Refresh());
      }
    } finally {
      core.unlock();
    }
  }

  void disconnected() {
    core.lock();
    try {
      lost(new LinkDownException("%s has lost its access point".formatted(core.name())));
    } finally {
      core.unlock();
    }
  }

  /** The network is gone: connections fail, and it is joined again if it is wanted. */
  void lost(IOException cause) {
    boolean was = up;
    up(false);
    if (was) {
      core.loseConnections(cause);
    }
    if (wanted != null && !joining) {
      planRejoin();
    }
  }

  /** Notes whether there is a way into the network, with the lock held. */
  private void up(boolean now) {
    if (up != now) {
      up = now;
      linkChanges++;
      ChipEvents.linkChanged(core.device(), now);
    }
  }

  private void planRejoin() {
    if (!rejoinPlanned) {
      rejoinPlanned = true;
      core.submitLater(new Rejoin(), pauseNanos);
      pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    }
  }

  // ---- what users want

  void link(WifiNetwork network, Duration timeout) throws IOException {
    WifiCommands.requireSayable(network);
    long nanos = timeout.compareTo(Duration.ofDays(1)) > 0 ? Long.MAX_VALUE : timeout.toNanos();
    int seconds =
        Math.clamp(
            timeout.toSeconds(), JoinLimits.TIMEOUT_MIN_SECONDS, JoinLimits.TIMEOUT_MAX_SECONDS);
    long deadline = core.nanoTime() + nanos;
    new Job<>(
            core,
            "joining " + network,
            () -> {
              join(network, seconds, deadline);
              return network;
            })
        .await(nanos == Long.MAX_VALUE ? nanos : nanos + TimeUnit.SECONDS.toNanos(5));
  }

  /** Joins and tells how that went; on the driver's thread, without the lock. */
  private void join(WifiNetwork network, int seconds, long deadline) throws IOException {
    long begun = System.nanoTime();
    try {
      tryToJoin(network, seconds, deadline);
    } catch (IOException e) {
      tellJoin(network, null, e.toString(), begun);
      throw e;
    }
    tellJoin(network, address().getHostAddress(), null, begun);
  }

  private void tellJoin(
      WifiNetwork network, @Nullable String address, @Nullable String failure, long begun) {
    WifiEvents.joined(
        core.device(), network.toString(), address, failure, System.nanoTime() - begun);
  }

  private void tryToJoin(WifiNetwork network, int seconds, long deadline) throws IOException {
    core.lock();
    try {
      joining = true;
      wanted = null;
    } finally {
      core.unlock();
    }
    try {
      var commands = core.wifiCommands();
      LinkInfo own = fixed;
      if (own != null && !commands.setAddresses(own)) {
        throw new WifiException("the module refuses the address " + own.ip().getHostAddress());
      }
      var joined = commands.join(network, seconds);
      if (!joined.done() && !joined.associated()) {
        throw refusal(network, joined.error().orElse(JoinError.FAILED));
      }
      var addresses = commands.addresses();
      while (!addresses.hasAddress() && joined.done() && core.nanoTime() - deadline < 0) {
        core.channel().listen(ADDRESS_LOOK_NANOS);
        addresses = commands.addresses();
      }
      if (!addresses.hasAddress()) {
        commands.leave();
        throw new DhcpException(
            "%s was joined, but no DHCP server gave an address: set one with setLinkInfo, or look after the server"
                .formatted(network));
      }
      core.lock();
      try {
        info = addresses;
        wanted = network;
        up(true);
        pauseNanos = FIRST_PAUSE_NANOS;
      } finally {
        core.unlock();
      }
    } finally {
      core.lock();
      try {
        joining = false;
      } finally {
        core.unlock();
      }
    }
  }

  private IOException refusal(WifiNetwork network, JoinError error) {
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

  void unlink() throws IOException {
    core.lock();
    try {
      wanted = null;
    } finally {
      core.unlock();
    }
    new Job<>(
            core,
            "leaving the network",
            () -> {
              core.wifiCommands().leave();
              core.lock();
              try {
                lost(new LinkDownException("the network was left with unlink"));
              } finally {
                core.unlock();
              }
              return true;
            })
        .await(SHORT_NANOS);
  }

  LinkInfo linkInfo() throws IOException {
    return new Job<>(core, "reading the addresses", () -> core.wifiCommands().addresses())
        .await(SHORT_NANOS);
  }

  void setLinkInfo(Inet4Address ip, Inet4Address mask, Inet4Address gateway, Inet4Address dns)
      throws IOException {
    var own = LinkInfo.ofStatic(ip, mask, gateway, dns, new MacAddress(0));
    new Job<>(
            core,
            "setting the addresses",
            () -> {
              if (!core.wifiCommands().setAddresses(own)) {
                throw new WifiException(
                    "the module refuses the address " + own.ip().getHostAddress());
              }
              var now = core.wifiCommands().addresses();
              core.lock();
              try {
                fixed = own.hasAddress() ? own : null;
                info = now;
              } finally {
                core.unlock();
              }
              return now;
            })
        .await(SHORT_NANOS);
  }

  List<AccessPoint> scan(Duration timeout) throws IOException {
    return new Job<>(
            core,
            "looking for access points",
            () ->
                core.wifiCommands().scan().stream()
                    .sorted(Comparator.comparingInt(AccessPoint::rssi).reversed())
                    .toList())
        .await(timeout.toNanos());
  }

  int rssi() throws IOException {
    return new Job<>(core, "measuring the signal", () -> core.wifiCommands().rssi())
        .await(SHORT_NANOS)
        .orElseThrow(
            () -> new LinkDownException("%s has joined no network".formatted(core.name())));
  }

  Inet4Address resolve(String host, long timeoutNanos) throws IOException {
    var name = HostName.of(host);
    if (name.isLocalhost() || name.text().matches("[0-9.]+")) {
      throw new UnknownHostException("'%s' is not the name of a host".formatted(host));
    }
    if (name.text().length() > WifiCommands.LONGEST_NAME) {
      throw new UnknownHostException(
          "'%s' has more than the %d characters that the module can be asked for"
              .formatted(host, WifiCommands.LONGEST_NAME));
    }
    core.lock();
    try {
      core.ensureOpen();
      core.ensureLinked();
    } finally {
      core.unlock();
    }
    return new Job<>(
            core, "looking up " + name.text(), () -> core.wifiCommands().resolve(name.text()))
        .await(timeoutNanos)
        .orElseThrow(() ->
            new UnknownHostException(
                "'%s' is not known to the name server, or it did not answer".formatted(host)));
  }

  // ---- in the background

  /** The module has found its way back by itself. */
  private final class Refresh implements Task {
    @Override
    public void run() throws IOException {
      var addresses = core.wifiCommands().addresses();
      core.lock();
      try {
        info = addresses;
        up(addresses.hasAddress());
      } finally {
        core.unlock();
      }
    }

    @Override
    public void failed(IOException cause) {
      // Asked again when the module next says that it has an address.
    }
  }

  /** Joins the network that is wanted, again. */
  private final class Rejoin implements Task {
    @Override
    public void run() throws IOException {
      WifiNetwork network;
      core.lock();
      try {
        rejoinPlanned = false;
        network = wanted;
        if (network == null || up) {
          return;
        }
      } finally {
        core.unlock();
      }
      try {
        join(network, REJOIN_SECONDS, core.nanoTime() + TimeUnit.SECONDS.toNanos(REJOIN_SECONDS));
        rejoins++;
        core.rejoined();
      } catch (dev.spinet.drivers.esp32.at.AtException e) {
        again(network);
        throw e;
      } catch (WifiException | DhcpException | SocketTimeoutException e) {
        LOGGER.log(System.Logger.Level.INFO, "{0}: {1}", core.name(), e.getMessage());
        again(network);
      }
    }

    private void again(WifiNetwork network) {
      core.lock();
      try {
        wanted = network;
        planRejoin();
      } finally {
        core.unlock();
      }
    }

    @Override
    public void failed(IOException cause) {
      rejoinPlanned = false;
    }
  }
}
