package dev.spinet.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

  @Test
  void saysWhatOneHasToKnowAndNoMore() throws Exception {
    var plan =
        new BenchmarkPlan(
            Optional.of("w5500:/dev/spidev0.0?mac=02:00:00:00:00:01"),
            true,
            BenchmarkPlan.findHome());
    var facts = Environment.describe("spinet 1", plan);
    for (var name : new String[] {"date", "java", "kernel", "architecture", "cpus", "version"}) {
      assertTrue(facts.containsKey(name), () -> name + " is missing in " + facts);
    }
    assertEquals("w5500", facts.get("device"));
    assertEquals(true, facts.get("quick"));
    String text = facts.toString();
    assertFalse(text.contains(InetAddress.getLocalHost().getHostName()), text);
    assertFalse(text.contains(String.valueOf(System.getProperty("user.dir"))), text);
    assertFalse(text.contains("/dev/"), text);
  }

  @Test
  void findsTheProject() {
    assertTrue(BenchmarkPlan.findHome().isPresent());
  }

  @Test
  void theMedianIsInTheMiddle() {
    assertEquals(new Spread(3, 1, 9), Spread.of(9, 1, 3));
    assertEquals(new Spread(2.5, 1, 4), Spread.of(4, 1, 2, 3));
  }
}
