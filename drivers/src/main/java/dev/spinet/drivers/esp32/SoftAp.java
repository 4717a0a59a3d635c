package dev.spinet.drivers.esp32;

import dev.spinet.bindings.espat.WifiMode;
import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.WifiException;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.WifiStation;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The module's own access point. Its state is guarded by the lock. */
final class SoftAp {

  private static final System.Logger LOGGER = System.getLogger(SoftAp.class.getPackageName());
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** What was asked for. */
  private record Wanted(WifiNetwork network, int channel, int maxStations) {}

  private final Core core;
  private final SoftApCommands commands;
  private @Nullable Wanted wanted;
  private @Nullable LinkInfo fixed;
  private @Nullable LinkInfo info;

  /** Why there is none any more, although it is wanted. */
  private @Nullable IOException refusal;

  SoftAp(Core core) {
    this.core = core;
    commands = new SoftApCommands(core.channel());
  }

  /** Whether there is an access point now. */
  boolean isOn() {
    return info != null;
  }

  /** Whether the access point that is wanted has not come back after a restart. */
  boolean isRefused() {
    return refusal != null;
  }

  /** Tells why it has not, if it has not. */
  void throwIfRefused() throws IOException {
    if (refusal != null) {
      throw Failures.again(refusal);
    }
  }

  /** The module's address in its own network, or 0.0.0.0. */
  Inet4Address address() {
    var known = info;
    return known == null ? Ipv4Bits.address(Ipv4Bits.ANY) : known.ip();
  }

  // ---- what users want

  void init(WifiNetwork network, int channel, int maxStations) throws IOException {
    if (channel < 1 || maxStations < 1) {
      throw new IllegalArgumentException(
          "an access point has a channel and a station at least, not channel %d and %d stations"
              .formatted(channel, maxStations));
    }
    WifiCommands.requireSayable(network);
    var _ = SoftApCommands.encryption(network.security());
    var own = new Wanted(network, channel, maxStations);
    new Job<>(core, "setting an access point up", () -> setUp(own)).await(LIMIT_NANOS);
  }

  void config(Inet4Address ip, Inet4Address gateway, Inet4Address mask) throws IOException {
    var any = Ipv4Bits.address(Ipv4Bits.ANY);
    var addresses = LinkInfo.ofStatic(ip, mask, gateway, any, new MacAddress(0));
    Wanted present;
    core.lock();
    try {
      core.ensureOpen();
      fixed = addresses;
      present = wanted;
    } finally {
      core.unlock();
    }
    if (present != null) {
      new Job<>(core, "setting the addresses", () -> setUp(present)).await(LIMIT_NANOS);
    }
  }

  LinkInfo info() throws IOException {
    core.lock();
    try {
      core.ensureOpen();
      var known = info;
      if (known == null) {
        throwIfRefused();
        throw new LinkDownException("%s is no access point".formatted(core.name()));
      }
      return known;
    } finally {
      core.unlock();
    }
  }

  List<WifiStation> stations() throws IOException {
    return new Job<>(
            core,
            "asking for stations",
            () -> isOn() ? commands.stations() : List.<WifiStation>of())
        .await(LIMIT_NANOS);
  }

  void off() throws IOException {
    core.lock();
    try {
      core.ensureOpen();
      wanted = null;
      refusal = null;
    } finally {
      core.unlock();
    }
    new Job<>(
            core,
            "switching the access point off",
            () -> {
              boolean done = !isOn() || core.wifiCommands().mode(WifiMode.STATION);
              if (!done) {
                throw new WifiException("the module does not switch its access point off");
              }
              lost();
              return true;
            })
        .await(LIMIT_NANOS);
  }

  // ---- on the driver's thread, without the lock

  private Wanted setUp(Wanted own) throws IOException {
    LinkInfo addresses;
    core.lock();
    try {
      addresses = fixed;
    } finally {
      core.unlock();
    }
    boolean done =
        core.wifiCommands().mode(WifiMode.BOTH)
            && commands.setUp(own.network, own.channel, own.maxStations);
    if (done) {
      commands.giveAddresses();
      done = addresses == null || commands.setAddresses(addresses);
    }
    if (!done) {
      core.wifiCommands().mode(WifiMode.STATION);
      lost();
      throw new WifiException(
          "the module refuses to be the access point of %s on channel %d with %d stations"
              .formatted(own.network, own.channel, own.maxStations));
    }
    var now = commands.addresses();
    core.lock();
    try {
      wanted = own;
      info = now;
      refusal = null;
    } finally {
      core.unlock();
    }
    return own;
  }

  /** There is no access point any more, whether it is wanted or not. */
  void lost() {
    core.lock();
    try {
      info = null;
    } finally {
      core.unlock();
    }
  }

  /** The module works again: what it was before is what it is to be. With the lock held. */
  void restore() {
    if (wanted != null) {
      core.submit(new Restore());
    }
  }

  /** Sets the access point up that was there before the module restarted. */
  private final class Restore implements Task {
    @Override
    public void run() throws IOException {
      Wanted before;
      core.lock();
      try {
        before = info == null ? wanted : null;
      } finally {
        core.unlock();
      }
      if (before == null) {
        return;
      }
      try {
        setUp(before);
        core.rejoined();
      } catch (WifiException e) {
        LOGGER.log(System.Logger.Level.WARNING, "{0}: {1}", core.name(), e.getMessage());
        refused(e);
      }
    }

    private void refused(WifiException cause) {
      core.lock();
      try {
        if (wanted != null) {
          refusal = cause;
          core.networkRefused();
        }
      } finally {
        core.unlock();
      }
    }

    @Override
    public void failed(IOException cause) {
      // Not in the queue, which may be about to be failed as a whole.
      core.submitLater(this, AGAIN_NANOS);
    }
  }
}
