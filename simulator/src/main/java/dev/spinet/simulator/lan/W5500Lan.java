package dev.spinet.simulator.lan;

import dev.spinet.simulator.clock.RealTimeClock;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.net.gateway.HostPolicy;
import dev.spinet.simulator.net.gateway.Resolvers;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.w5500.W5500Chip;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One or several W5500 chips with their cables in one network, and the gateway of that network,
 * which gives them addresses, names and, if so wanted, a way to this machine.
 */
public final class W5500Lan implements AutoCloseable {

  /** How far the chips can reach. */
  public enum Reach {
    /**
     * The servers of this machine: the gateway's address stands for its loopback, its other
     * addresses for themselves. The name server asks those that this machine asks.
     */
    HOST,
    /** Nothing but the other stations. The name server knows these and nobody else. */
    LAN
  }

  private final RealTimeClock clock;
  private final VirtualLan lan;
  private final UserNetworkConfig config;
  private final @Nullable LanNames names;
  private final UserNetwork gateway;
  private final List<W5500Chip> chips = new ArrayList<>();

  /**
   * Builds the network with its chips, powered and not in reset.
   *
   * @param count number of chips, at least 1
   * @param reach how far they can reach
   * @throws IOException if this machine has no descriptors left for the gateway's sockets
   */
  public W5500Lan(int count, Reach reach) throws IOException {
    this(count, reach, addresses().resolvers());
  }

  /**
   * Builds a network from which this machine can be reached, but whose name server asks others than
   * this machine does.
   *
   * @param count number of chips, at least 1
   * @param resolvers whom it asks
   * @throws IOException if this machine has no descriptors left for the gateway's sockets
   */
  public W5500Lan(int count, Resolvers resolvers) throws IOException {
    this(count, Reach.HOST, resolvers);
  }

  private W5500Lan(int count, Reach reach, Resolvers resolvers) throws IOException {
    clock = new RealTimeClock();
    lan = new VirtualLan(clock);
    LanNames ownNames = null;
    try {
      var plain = addresses();
      if (reach == Reach.LAN) {
        ownNames = LanNames.serve(plain);
        var resolver = Optional.of(ownNames.address());
        config = plain.withPolicy(nobody()).withResolvers(() -> resolver);
        lan.listen(ownNames);
      } else {
        config = plain.withPolicy(new ThisMachine()).withResolvers(resolvers);
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
    for (int chip = 0; chip < count; chip++) {
      chips.add(new W5500Chip(clock, lan.newPort(LanNames.chip(chip))));
    }
  }

  /**
   * The addresses of the networks that are built here, as far as they are fixed.
   *
   * @return the configuration, without what depends on the reach
   */
  public static UserNetworkConfig addresses() {
    return UserNetworkConfig.DEFAULT;
  }

  /**
   * The address that a chip has by convention if its driver sets one itself. With DHCP the chips
   * get the same ones in the order in which they ask.
   *
   * @param chip number of the chip, from 0
   * @return an address on the network
   */
  public static Ipv4Address address(int chip) {
    return new Ipv4Address(addresses().firstLease().value() + chip);
  }

  private static HostPolicy nobody() {
    return (_, _) -> Optional.empty();
  }

  /**
   * The simulation's time.
   *
   * @return the clock that runs the network and the chips
   */
  public RealTimeClock clock() {
    return clock;
  }

  /**
   * The cables and the switch between them.
   *
   * @return the network
   */
  public VirtualLan lan() {
    return lan;
  }

  /**
   * The gateway.
   *
   * @return the station that is no chip
   */
  public UserNetwork gateway() {
    return gateway;
  }

  /**
   * The chips.
   *
   * @return an unmodifiable list
   */
  public List<W5500Chip> chips() {
    return List.copyOf(chips);
  }

  /** Ends the network and frees what it holds. Closing twice has no effect. */
  @Override
  public void close() {
    gateway.close();
    if (names != null) {
      names.close();
    }
    clock.close();
  }
}
