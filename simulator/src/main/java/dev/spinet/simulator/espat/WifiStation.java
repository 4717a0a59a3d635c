package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.bindings.espat.JoinError;
import dev.spinet.bindings.espat.JoinLimits;
import dev.spinet.bindings.espat.StationState;
import dev.spinet.bindings.espat.WifiMode;
import dev.spinet.simulator.clock.SimulationClock.Scheduled;
import dev.spinet.simulator.espat.stack.DhcpClient;
import dev.spinet.simulator.espat.stack.InterfaceAddress;
import dev.spinet.simulator.net.EthernetPort;
import dev.spinet.simulator.net.LanPort;
import dev.spinet.simulator.packet.Ipv4Address;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The station of a module: joins an access point, gets an address, and notices when it is gone. */
final class WifiStation implements DhcpClient.Listener {
  private final Firmware firmware;
  private final Radio radio;
  private final DhcpClient dhcp;

  private WifiMode mode = WifiMode.OFF;
  private StationState state = StationState.IDLE;
  private @Nullable JoinRequest request;
  private @Nullable AccessPoint joined;
  private @Nullable LanPort port;
  private InterfaceAddress fixedAddress = InterfaceAddress.NONE;
  private Optional<Ipv4Address> leasedNameServer = Optional.empty();
  private int reconnectSeconds = JoinLimits.RECONNECT_INTERVAL_DEFAULT_SECONDS;
  private int reconnectCount;
  private int reconnectsLeft;
  private @Nullable Call joining;

  /** Makes answers to earlier attempts come to nothing. */
  private int attempt;

  private @Nullable Scheduled timeout;

  WifiStation(Firmware firmware, Radio radio) {
    this.firmware = firmware;
    this.radio = radio;
    this.dhcp = new DhcpClient(firmware.stack(), this);
  }

  /** Goes back to what the flash memory says. */
  void boot() {
    var flash = firmware.flash();
    mode = flash.mode.get();
    fixedAddress = flash.address.get();
    if (isStation() && flash.autoConnect.get()) {
      joinKnown();
    }
  }

  /** Joins what the flash memory knows, without a command. */
  void joinKnown() {
    firmware
        .flash()
        .accessPoint
        .get()
        .ifPresent(known -> {
          request = known;
          reconnectSeconds = known.reconnectSeconds();
          var _ = begin(known);
        });
  }

  // ---- what it is now

  WifiMode mode() {
    return mode;
  }

  boolean isStation() {
    return mode == WifiMode.STATION || mode == WifiMode.BOTH;
  }

  boolean isAccessPoint() {
    return mode == WifiMode.SOFTAP || mode == WifiMode.BOTH;
  }

  StationState state() {
    return state;
  }

  Optional<JoinRequest> request() {
    return Optional.ofNullable(request);
  }

  Optional<AccessPoint> joined() {
    return Optional.ofNullable(joined);
  }

  boolean hasAddress() {
    return firmware.stack().address().isSet();
  }

  Optional<Ipv4Address> leasedNameServer() {
    return leasedNameServer;
  }

  boolean usesDhcp() {
    return !fixedAddress.isSet();
  }

  InterfaceAddress fixedAddress() {
    return fixedAddress;
  }

  int reconnectSeconds() {
    return reconnectSeconds;
  }

  int reconnectCount() {
    return reconnectCount;
  }

  Radio radio() {
    return radio;
  }

  // ---- commands

  void setMode(WifiMode newMode) {
    mode = newMode;
    if (!isStation()) {
      leave(true);
      state = StationState.IDLE;
    }
  }

  void setReconnect(int seconds, int count) {
    reconnectSeconds = seconds;
    reconnectCount = count;
  }

  /** Uses DHCP, or an address of its own from now on. */
  void setAddress(InterfaceAddress address) {
    fixedAddress = address;
    if (joined != null) {
      obtainAddress();
    }
  }

  /** Joins; the call ends when there is an address, or an error. */
  void join(Call call, JoinRequest newRequest) {
    leave(false);
    request = newRequest;
    reconnectSeconds = newRequest.reconnectSeconds();
    joining = call;
    int current = begin(newRequest);
    timeout =
        firmware
            .clock()
            .schedule(
                Duration.ofSeconds(newRequest.timeoutSeconds()).toNanos(),
                () -> fail(current, JoinError.TIMEOUT));
  }

  /** Leaves for good. */
  void quit() {
    leave(true);
    state = StationState.DISCONNECTED;
  }

  // ---- joining

  private int begin(JoinRequest wanted) {
    int current = ++attempt;
    state = StationState.CONNECTING;
    var timing = firmware.options().timing();
    // A scan over all channels costs time only if nothing is found on the way.
    var found = find(wanted);
    var time = found.isPresent() ? timing.join() : timing.scan();
    firmware
        .clock()
        .schedule(
            time.toNanos(),
            () -> {
              if (current == attempt) {
                find(wanted)
                    .ifPresentOrElse(
                        accessPoint -> associate(accessPoint, wanted, current),
                        () -> fail(current, JoinError.NOT_FOUND));
              }
            });
    return current;
  }

  private Optional<AccessPoint> find(JoinRequest wanted) {
    return radio.accessPoints().stream().filter(wanted::matches).findFirst();
  }

  private void associate(AccessPoint accessPoint, JoinRequest wanted, int current) {
    var lan = radio.lan(accessPoint);
    if (lan.isEmpty()) {
      fail(current, JoinError.NOT_FOUND);
    } else if (!accessPoint.accepts(wanted.password())) {
      fail(current, JoinError.WRONG_PASSWORD);
    } else {
      joined = accessPoint;
      state = StationState.CONNECTED;
      reconnectsLeft = reconnectCount;
      var cable = lan.get().newPort("wifi");
      port = cable;
      cable.attach(new Antenna());
      firmware.stack().setPort(cable);
      firmware.port().line("WIFI CONNECTED");
      obtainAddress();
    }
  }

  /** Frames come from the network's clock, which knows nothing of this module's lives. */
  private final class Antenna implements EthernetPort.Station {
    @Override
    public void receive(byte[] frame) {
      firmware.fromNetwork(() -> firmware.stack().receive(frame));
    }

    @Override
    public void linkChanged(boolean up) {
      // A cable behind the access point: the radio link stays.
    }
  }

  private void obtainAddress() {
    dhcp.stop();
    if (usesDhcp()) {
      firmware.stack().setAddress(InterfaceAddress.NONE);
      dhcp.start();
    } else {
      bound(new DhcpClient.Lease(fixedAddress, Optional.empty()));
    }
  }

  @Override
  public void bound(DhcpClient.Lease lease) {
    boolean isNew = !lease.address().equals(firmware.stack().address());
    leasedNameServer = lease.nameServer();
    if (isNew) {
      firmware.stack().setAddress(lease.address());
      state = StationState.GOT_IP;
      firmware.port().line("WIFI GOT IP");
    }
    var call = joining;
    if (call != null) {
      endJoining();
      call.ok();
    }
  }

  @Override
  public void lost() {
    firmware.stack().setAddress(InterfaceAddress.NONE);
    state = StationState.CONNECTED;
    firmware.links().closeAll();
  }

  private void fail(int current, JoinError error) {
    if (current != attempt) {
      return;
    }
    var call = joining;
    endJoining();
    if (joined == null) {
      attempt++;
      state = StationState.DISCONNECTED;
      if (call == null) {
        reconnectLater();
      }
    }
    if (call != null) {
      call.line("+CWJAP:" + error.code());
      call.error(ErrorCause.FAILED);
    }
  }

  private void endJoining() {
    joining = null;
    if (timeout != null) {
      timeout.cancel();
      timeout = null;
    }
  }

  // ---- leaving and losing

  private void leave(boolean forGood) {
    attempt++;
    endJoining();
    if (joined != null) {
      disconnect();
    }
    if (forGood) {
      reconnectsLeft = 0;
    }
  }

  private void disconnect() {
    joined = null;
    dhcp.stop();
    var cable = port;
    port = null;
    firmware.stack().setPort(null);
    if (cable != null) {
      cable.close();
    }
    firmware.port().line("WIFI DISCONNECT");
    firmware.links().closeAll();
    firmware.stack().setAddress(InterfaceAddress.NONE);
    leasedNameServer = Optional.empty();
    state = StationState.DISCONNECTED;
  }

  /** The access point has sent the station away, or is not heard any more. */
  void lose() {
    if (joined == null) {
      return;
    }
    attempt++;
    disconnect();
    var call = joining;
    if (call != null) {
      endJoining();
      call.line("+CWJAP:" + JoinError.FAILED.code());
      call.error(ErrorCause.FAILED);
    }
    reconnectLater();
  }

  /** Something has changed in the air. */
  void look() {
    var current = joined;
    if (current != null && radio.lan(current).isEmpty()) {
      lose();
    }
  }

  private void reconnectLater() {
    var wanted = request;
    if (wanted == null || reconnectSeconds == 0 || !isStation()) {
      return;
    }
    if (reconnectCount > 0 && reconnectsLeft-- <= 0) {
      return;
    }
    state = StationState.CONNECTING;
    int current = ++attempt;
    firmware
        .clock()
        .schedule(
            Duration.ofSeconds(reconnectSeconds).toNanos(),
            () -> {
              if (current == attempt) {
                begin(wanted);
              }
            });
  }

  /** The radio goes silent; nobody is told. */
  void end() {
    var cable = port;
    port = null;
    if (cable != null) {
      cable.close();
    }
  }
}
