package dev.spinet.drivers.esp32;

import dev.spinet.bindings.espat.JoinLimits;
import dev.spinet.bindings.espat.StationState;
import dev.spinet.drivers.events.ChipEvents;
import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.DhcpException;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.WifiException;
import dev.spinet.socket.WifiNetwork;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Joining and leaving Wi-Fi networks, and staying in one. Its state is guarded by the lock. */
final class WifiControl {

  private static final System.Logger LOGGER = System.getLogger(WifiControl.class.getPackageName());
  private static final long SHORT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int REJOIN_SECONDS = 15;
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

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
    var attempt = new JoinAttempt(core, network, seconds, core.nanoTime() + nanos, false);
    var job =
        new Job<>(
            core,
            "joining " + network,
            () -> {
              attempt.run();
              return network;
            });
    try {
      job.await(nanos == Long.MAX_VALUE ? nanos : nanos + GRACE_NANOS);
    } catch (IOException e) {
      core.lock();
      try {
        // The module cannot be stopped while it joins; it leaves as soon as it has.
        if (attempt.abandon()) {
          core.submit(new Job<>(core, "leaving the network", this::leave));
        }
      } finally {
        core.unlock();
      }
      throw e;
    }
  }

  /**
   * A try begins; on the driver's thread, without the lock.
   *
   * @return the addresses that were set; {@code null} if they come by DHCP
   */
  @Nullable LinkInfo begin(JoinAttempt attempt) {
    core.lock();
    try {
      joining = true;
      if (!attempt.isAgain()) {
        wanted = null;
      }
      return fixed;
    } finally {
      core.unlock();
    }
  }

  /** A try is over; on the driver's thread, without the lock. */
  void end() {
    core.lock();
    try {
      joining = false;
    } finally {
      core.unlock();
    }
  }

  /** How often the module has said that it has lost its network; on the driver's thread. */
  long disconnects() {
    return disconnects;
  }

  private boolean isWanted(WifiNetwork network) {
    var present = wanted;
    return present != null && present.equals(network);
  }

  /** Notes that a network is joined, if it is still wanted; without the lock. */
  boolean isNowUp(JoinAttempt attempt, LinkInfo addresses) {
    core.lock();
    try {
      if (attempt.isAbandoned() || (attempt.isAgain() && !isWanted(attempt.network()))) {
        return false;
      }
      attempt.succeed();
      info = addresses;
      wanted = attempt.network();
      up(true);
      backOff.reset();
      return true;
    } finally {
      core.unlock();
    }
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
        new JoinAttempt(core, network, REJOIN_SECONDS, deadline, true).run();
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
