package dev.spinet.bench.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.drivers.w5500.W5500;
import dev.spinet.socket.Drivers;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WayHomeTest {

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  /** Nobody in the simulated network has it. */
  private static final String NOBODY = "10.0.2.77";

  @Test
  void anAddressThatIsOnlyNumericallyInTheNetworkIsNotTaken() throws IOException {
    try (var driver = Drivers.open("sim:w5500")) {
      var eth = (W5500) driver;
      eth.link(Duration.ofSeconds(20));
      var gateway = eth.linkInfo().gateway().getHostAddress();
      var candidates =
          WayHome.candidates(
              List.of(InetAddress.ofLiteral("::1"), HERE, InetAddress.ofLiteral(NOBODY)),
              eth.linkInfo());

      assertEquals(List.of(NOBODY, gateway), candidates.stream().map(WayHome::host).toList());
      // As on a machine that has the address, in another network of the same numbers.
      var first = new WayHome(NOBODY, HERE);
      assertEquals(gateway, WayHome.find(eth, List.of(first, candidates.getLast())).host());
      var problem = assertThrows(IOException.class, () -> WayHome.find(eth, List.of(first)));
      assertTrue(String.valueOf(problem.getMessage()).contains(NOBODY), problem::toString);
    }
  }
}
