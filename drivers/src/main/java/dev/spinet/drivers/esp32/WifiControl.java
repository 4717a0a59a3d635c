package dev.spinet.drivers.esp32;

import dev.spinet.bindings.espat.JoinError;
import dev.spinet.bindings.espat.JoinLimits;
import dev.spinet.bindings.espat.StationState;
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

  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** One try to join a network. */
  private static final class Attempt {
    final WifiNetwork network;
    final int seconds;
    final long deadline;

    /** Whether the network was joined before, and is to be joined as long as it is wanted. */
    final boolean again;

    /** Guarded by the lock: whether the caller has gone. */
    boolean abandoned;

    /** Guarded by the lock: whether it was joined, which the caller need not know yet. */
    boolean joined;

    Attempt(WifiNetwork network, int seconds, long deadline, boolean again) {
      this.network = network;
      this.seconds = seconds;
      this.deadline = deadline;
      this.again = again;
    }
  }

  private final Core core;
  private @Nullable WifiNetwork wanted;
  private @Nullable LinkInfo info;
  private @Nullable LinkInfo fixed;
  private boolean up;
  private boolean joining;
  private boolean rejoinPlanned;
  private long disconnects;
  private final Task look = new Look();
  private final BackOff backOff = new BackOff(FIRST_PAUSE_NANOS, LONGEST_PAUSE_NANOS);
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

  /** Whether a network is joined, or tried to be joined again. */
  boolean isWanted() {
    return wanted != null;
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
      disconnects++;
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

  /**
   * Asks whether the station is still in its network, if it is believed to be: the line that says
   * that it is not may have got lost. On the driver's thread, without the lock.
   *
   * @return why there is no way into any network; {@code null} if there is one
   */
  @Nullable LinkDownException askWhetherLost() throws IOException {
    core.lock();
    try {
      if (!up) {
        return core.hasNetwork() ? null : lostNetwork();
      }
    } finally {
      core.unlock();
    }
    var state = core.wifiCommands().state();
    return state.isEmpty() || state.get() == StationState.GOT_IP ? null : lostNetwork();
  }

  private LinkDownException lostNetwork() {
    return new LinkDownException(
        "%s has lost its access point, or its address".formatted(core.name()));
  }

  /** The device is of no more use; with the lock held. */
  void deviceFailed() {
    up(false);
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
      core.submitLater(new Rejoin(), backOff.next());
    }
  }

  // ---- what users want

  void link(WifiNetwork network, Duration timeout) throws IOException {
    WifiCommands.requireSayable(network);
    long nanos = timeout.compareTo(Duration.ofDays(1)) > 0 ? Long.MAX_VALUE : timeout.toNanos();
    int seconds =
        Math.clamp(
            timeout.toSeconds(), JoinLimits.TIMEOUT_MIN_SECONDS, JoinLimits.TIMEOUT_MAX_SECONDS);
    var attempt = new Attempt(network, seconds, core.nanoTime() + nanos, false);
    var job =
        new Job<>(
            core,
            "joining " + network,
            () -> {
              join(attempt);
              return network;
            });
    try {
      job.await(nanos == Long.MAX_VALUE ? nanos : nanos + GRACE_NANOS);
    } catch (IOException e) {
      core.lock();
      try {
        // The module cannot be stopped while it joins; it leaves as soon as it has.
        attempt.abandoned = true;
        if (attempt.joined) {
          core.submit(new Job<>(core, "leaving the network", this::leave));
        }
      } finally {
        core.unlock();
      }
      throw e;
    }
  }

  /** Joins and tells how that went; on the driver's thread, without the lock. */
  private void join(Attempt attempt) throws IOException {
    var network = attempt.network;
    long begun = System.nanoTime();
    try {
      tryToJoin(attempt);
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

  private void tryToJoin(Attempt attempt) throws IOException {
    var network = attempt.network;
    core.lock();
    try {
      joining = true;
      if (!attempt.again) {
        wanted = null;
      }
    } finally {
      core.unlock();
    }
    try {
      var commands = core.wifiCommands();
      LinkInfo own = fixed;
      if (own != null && !commands.setAddresses(own)) {
        throw new WifiException("the module refuses the address " + own.ip().getHostAddress());
      }
      var joined = commands.join(network, attempt.seconds);
      if (!joined.done() && !joined.associated()) {
        throw refusal(network, joined.error().orElse(JoinError.FAILED));
      }
      long disconnectsBefore = disconnects;
      var addresses = commands.addresses();
      while (!addresses.hasAddress() && joined.done() && core.nanoTime() - attempt.deadline < 0) {
        core.channel().listen(ADDRESS_LOOK_NANOS);
        addresses = commands.addresses();
      }
      if (!addresses.hasAddress()) {
        commands.leave();
        throw new DhcpException(
            "%s was joined, but no DHCP server gave an address: set one with setLinkInfo, or look after the server"
                .formatted(network));
      }
      if (disconnects != disconnectsBefore) {
        throw new WifiException("%s was joined, and lost again at once".formatted(network));
      }
      if (!isNowUp(attempt, addresses)) {
        commands.leave();
        throw new WifiException(
            "%s was joined, but is not wanted any more, and was left".formatted(network));
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

  private boolean isWanted(WifiNetwork network) {
    var present = wanted;
    return present != null && present.equals(network);
  }

  /** Notes that a network is joined, if it is still wanted. */
  private boolean isNowUp(Attempt attempt, LinkInfo addresses) {
    core.lock();
    try {
      if (attempt.abandoned || (attempt.again && !isWanted(attempt.network))) {
        return false;
      }
      attempt.joined = true;
      info = addresses;
      wanted = attempt.network;
      up(true);
      backOff.reset();
      return true;
    } finally {
      core.unlock();
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
    new Job<>(core, "leaving the network", this::leave).await(SHORT_NANOS);
  }

  /** Leaves the network for good; on the driver's thread. */
  private boolean leave() throws IOException {
    core.wifiCommands().leave();
    core.lock();
    try {
      // Whoever was joining when this was asked for has noted a wish since then.
      wanted = null;
      lost(new LinkDownException("the network was left with unlink"));
    } finally {
      core.unlock();
    }
    return true;
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

  /** Looks whether the network was lost without a word. */
  Task look() {
    return look;
  }

  private final class Look implements Task {
    @Override
    public void run() throws IOException {
      var gone = askWhetherLost();
      if (gone != null) {
        core.lock();
        try {
          lost(gone);
        } finally {
          core.unlock();
        }
      }
    }

    @Override
    public void failed(IOException cause) {
      // Looked at again before long.
    }
  }

  /** The module has found its way back by itself. */
  private final class Refresh implements Task {
    @Override
    public void run() throws IOException {
      long disconnectsBefore = disconnects;
      var addresses = core.wifiCommands().addresses();
      core.lock();
      try {
        if (disconnects == disconnectsBefore && wanted != null) {
          info = addresses;
          up(addresses.hasAddress());
        }
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
        long deadline = core.nanoTime() + TimeUnit.SECONDS.toNanos(REJOIN_SECONDS);
        join(new Attempt(network, REJOIN_SECONDS, deadline, true));
        joinedAgain();
      } catch (WifiException | DhcpException | SocketTimeoutException e) {
        LOGGER.log(System.Logger.Level.INFO, "{0}: {1}", core.name(), e.getMessage());
        again(network);
      }
    }

    private void joinedAgain() {
      core.lock();
      try {
        rejoins++;
        core.rejoined();
      } finally {
        core.unlock();
      }
    }

    private void again(WifiNetwork network) {
      core.lock();
      try {
        if (isWanted(network)) {
          planRejoin();
        }
      } finally {
        core.unlock();
      }
    }

    @Override
    public void failed(IOException cause) {
      // This one is over, whether it had begun or not: the next is planned here, and by nobody else
      // who finds the network lost.
      rejoinPlanned = false;
      if (wanted != null && !up) {
        planRejoin();
      }
    }
  }
}
