package dev.spinet.simulator.fuse;

import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.bus.Wire;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.net.gateway.ForwardedPort;
import dev.spinet.simulator.net.gateway.Resolvers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Makes W5500 chips, each in a network of its own that reaches the servers of this machine. */
public final class W5500Factory implements ChipFactory {

  /** Called by the service loader. */
  public W5500Factory() {}

  @Override
  public String name() {
    return "w5500";
  }

  @Override
  public SimulatedChip create() throws IOException {
    var names = new AtomicReference<Optional<InetSocketAddress>>(Optional.empty());
    var usual = W5500Lan.addresses().resolvers();
    Resolvers resolvers = () -> names.get().or(usual::current);
    return new Networked(new W5500Lan(1, resolvers), names, new HashMap<>());
  }

  private record Networked(
      W5500Lan lan,
      AtomicReference<Optional<InetSocketAddress>> names,
      Map<Integer, ForwardedPort> forwards)
      implements SimulatedChip, ChipNetwork {

    @Override
    public Optional<ChipNetwork> network() {
      return Optional.of(this);
    }

    @Override
    public InetSocketAddress forwardTcp(int port) throws IOException {
      synchronized (forwards) {
        var forward = forwards.get(port);
        if (forward == null) {
          var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
          forward = lan.gateway().forwardTcp(loopback, W5500Lan.address(0), port);
          forwards.put(port, forward);
        }
        return forward.address();
      }
    }

    @Override
    public void resolveAt(InetSocketAddress server) {
      names.set(Optional.of(server));
    }

    @Override
    public SpiSlave spi() {
      return lan.chips().getFirst();
    }

    @Override
    public Wire interrupt() {
      return lan.chips().getFirst().interruptWire();
    }

    @Override
    public Wire reset() {
      return lan.chips().getFirst().resetWire();
    }

    @Override
    public void close() {
      lan.close();
    }
  }
}
