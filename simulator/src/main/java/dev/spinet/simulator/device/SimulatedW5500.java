package dev.spinet.simulator.device;

import dev.spinet.bindings.bus.SpiWiring;
import dev.spinet.bindings.bus.SpiWiringProvider;
import dev.spinet.simulator.bus.PacedSpiSlave;
import dev.spinet.simulator.bus.SimulatedInterruptLine;
import dev.spinet.simulator.bus.SimulatedResetLine;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.bus.SpiTiming;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.scenario.Scenario;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A W5500 that exists in this process only, with everything a chip needs around it: its wires, its
 * network, and a gateway to the servers of this machine. It is what the device URI {@code
 * sim:w5500} stands for. Options, all of which may be left out:
 *
 * <table>
 *   <caption>Options of a simulated W5500</caption>
 *   <tr><th>name</th><th>value</th><th>example</th></tr>
 *   <tr><td>speed</td><td>how long the bus takes, see {@link SpeedModel}; without it, no
 *   time</td><td>33MHz,20us,10us</td></tr>
 *   <tr><td>net</td><td>what the network reaches: host (this machine's servers and name servers) or
 *   lan (nothing)</td><td>lan</td></tr>
 *   <tr><td>int</td><td>whether the interrupt line is wired, yes or no</td><td>no</td></tr>
 *   <tr><td>faults</td><td>path of a file that says what is to go wrong, see {@code
 *   docs/simulator.md}</td><td>faults.txt</td></tr>
 *   <tr><td>forward</td><td>ports of this machine's loopback that lead to TCP or UDP ports of the
 *   chip</td><td>8443:443,udp:5683:5683</td></tr>
 * </table>
 *
 * <p>The network's DHCP server gives the chip the address of the first chip of a {@link W5500Lan},
 * whose gateway stands for this machine: the servers on its loopback can be reached there. Ports
 * are forwarded to that address.
 */
public final class SimulatedW5500 implements SpiWiringProvider {

  private static final String SPEED = "speed";
  private static final String INTERRUPT = "int";
  private static final String FAULTS = "faults";
  private static final String FORWARD = "forward";
  private static final String NET = "net";

  /** For {@link java.util.ServiceLoader}. */
  public SimulatedW5500() {}

  @Override
  public String chip() {
    return "w5500";
  }

  @Override
  public Set<String> options() {
    return Set.of(SPEED, INTERRUPT, FAULTS, FORWARD, NET);
  }

  @Override
  public SpiWiring connect(Map<String, String> options) throws IOException {
    var timing = SpeedModel.parse(options.getOrDefault(SPEED, "none"));
    boolean interruptWired = yesOrNo(INTERRUPT, options.getOrDefault(INTERRUPT, "yes"));
    var forwards = PortForwards.parse(options.getOrDefault(FORWARD, ""));
    var file = options.get(FAULTS);
    var faults = file == null ? Scenario.NOTHING : ScenarioFile.read(file);

    var lan = new W5500Lan(1, reach(options.getOrDefault(NET, "host")));
    try {
      forwards.open(lan.gateway(), W5500Lan.address(0));
      return wire(lan, timing, interruptWired, faults);
    } catch (IOException | RuntimeException e) {
      lan.close();
      throw e;
    }
  }

  private static SpiWiring wire(
      W5500Lan lan, Optional<SpiTiming> timing, boolean interruptWired, Scenario faults) {
    var chip = lan.chips().getFirst();
    var run = faults.rules().isEmpty() ? null : faults.start(chip, lan.gateway());
    SpiSlave pins = run == null ? chip : run.spi();
    SpiSlave slave = timing.<SpiSlave>map(model -> new PacedSpiSlave(pins, model)).orElse(pins);
    Runnable surroundings =
        () -> {
          if (run != null) {
            run.close();
          }
          lan.close();
        };
    return new SpiWiring(
        new OwningSpiBus(new SimulatedSpiBus(slave, "simulated SPI bus"), surroundings),
        interruptWired ? new SimulatedInterruptLine(chip.interruptWire()) : null,
        new SimulatedResetLine(chip.resetWire()));
  }

  static W5500Lan.Reach reach(String value) {
    return switch (value) {
      case "host" -> W5500Lan.Reach.HOST;
      case "lan" -> W5500Lan.Reach.LAN;
      default ->
          throw new IllegalArgumentException(
              "option 'net': '%s' does not say what the chip reaches: host or lan"
                  .formatted(value));
    };
  }

  private static boolean yesOrNo(String option, String value) {
    return switch (value) {
      case "yes" -> true;
      case "no" -> false;
      default ->
          throw new IllegalArgumentException(
              "option '%s': '%s' does not say whether there is such a line: yes or no"
                  .formatted(option, value));
    };
  }
}
