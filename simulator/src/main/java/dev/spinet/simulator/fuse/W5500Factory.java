package dev.spinet.simulator.fuse;

import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.bus.Wire;
import dev.spinet.simulator.clock.RealTimeClock;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.w5500.W5500Chip;
import java.io.IOException;

/**
 * Makes W5500 chips, each with its cable in a network of its own: 10.0.2.0/24 with the gateway
 * 10.0.2.2, which leads to the servers on this machine's loopback. Servers on other addresses of
 * this machine are reached by these.
 */
public final class W5500Factory implements ChipFactory {

  private static final UserNetworkConfig NETWORK =
      UserNetworkConfig.DEFAULT.withPolicy(new ThisMachine());

  /** Called by the service loader. */
  public W5500Factory() {}

  @Override
  public String name() {
    return "w5500";
  }

  @Override
  public Networked create() throws IOException {
    var clock = new RealTimeClock();
    try {
      var lan = new VirtualLan(clock);
      var network = new UserNetwork(lan, clock, NETWORK);
      return new Networked(clock, network, new W5500Chip(clock, lan.newPort("w5500")));
    } catch (IOException | RuntimeException e) {
      clock.close();
      throw e;
    }
  }

  /**
   * A chip and what is around it.
   *
   * @param clock the simulation's time
   * @param network the gateway of the chip's network
   * @param chip the chip
   */
  public record Networked(RealTimeClock clock, UserNetwork network, W5500Chip chip)
      implements SimulatedChip {

    @Override
    public SpiSlave spi() {
      return chip;
    }

    @Override
    public Wire interrupt() {
      return chip.interruptWire();
    }

    @Override
    public Wire reset() {
      return chip.resetWire();
    }

    @Override
    public void close() {
      network.close();
      clock.close();
    }
  }
}
