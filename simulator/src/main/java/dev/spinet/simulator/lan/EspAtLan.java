package dev.spinet.simulator.lan;

import dev.spinet.simulator.clock.RealTimeClock;
import dev.spinet.simulator.espat.AccessPoint;
import dev.spinet.simulator.espat.EspAtModule;
import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.espat.Radio;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.net.gateway.UserNetwork;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Wi-Fi module with access points to hear, and behind these one network with its gateway. The
 * addresses are those of {@link W5500Lan}.
 */
public final class EspAtLan implements AutoCloseable {
  private final RealTimeClock clock;
  private final VirtualLan lan;
  private final Radio radio = new Radio();
  private final @Nullable LanNames names;
  private final UserNetwork gateway;
  private final EspAtModule module;

  /**
   * Builds the network and switches the access points and the module on.
   *
   * @param options how the module is made
   * @param accessPoints what it hears; all of them lead to the same network
   * @param reach how far it can reach
   * @throws IOException if this machine has no descriptors left for the gateway's sockets
   */
  public EspAtLan(EspAtOptions options, List<AccessPoint> accessPoints, W5500Lan.Reach reach)
      throws IOException {
    clock = new RealTimeClock();
    lan = new VirtualLan(clock);
    LanNames ownNames = null;
    try {
      var config = W5500Lan.addresses();
      if (reach == W5500Lan.Reach.LAN) {
        ownNames = LanNames.serve(config);
        var resolver = Optional.of(ownNames.address());
        config = config.withPolicy((_, _) -> Optional.empty()).withResolvers(() -> resolver);
        lan.listen(ownNames);
      } else {
        config = config.withPolicy(new ThisMachine());
      }
      names = ownNames;
      gateway = new UserNetwork(lan, clock, config);
    } catch (IOException | RuntimeException e) {
      if (ownNames != null) {
        ownNames.close();
      }
      clock.close();
      throw e;
    }
    accessPoints.forEach(accessPoint -> radio.add(accessPoint, lan));
    module = new EspAtModule(clock, radio, options);
  }

  /**
   * The simulation's time.
   *
   * @return the clock that runs the network and the module
   */
  public RealTimeClock clock() {
    return clock;
  }

  /**
   * The switch behind the access points.
   *
   * @return the network
   */
  public VirtualLan lan() {
    return lan;
  }

  /**
   * The air.
   *
   * @return what the module hears
   */
  public Radio radio() {
    return radio;
  }

  /**
   * The gateway.
   *
   * @return the station that gives addresses and leads to this machine
   */
  public UserNetwork gateway() {
    return gateway;
  }

  /**
   * The module.
   *
   * @return the module, switched on
   */
  public EspAtModule module() {
    return module;
  }

  /** Ends the network and frees what it holds. Closing twice has no effect. */
  @Override
  public void close() {
    module.close();
    gateway.close();
    if (names != null) {
      names.close();
    }
    clock.close();
  }
}
