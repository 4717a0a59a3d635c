package dev.spinet.bench.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTimingTest {

  @Test
  void addsUpItsThreePrices() {
    var sequence = new BusSequence(List.of(List.of(100, 20), List.of(5)));
    // 125 bytes at 1 MHz, two ioctls, one release of chip select inside one of them.
    assertEquals(1000 + 2 * 7 + 3, new WireTiming(1e6, 7, 3).micros(sequence), 1e-9);
    assertEquals(50 * 8 / 1017.0, new WireTiming(1e6, 7, 3).goodput(sequence, 50), 1e-9);
    assertEquals(1, new WireTiming(1e6, 7, 3).limit());
  }

  /** Worked out by hand for 31.25 MHz. */
  @ParameterizedTest
  @CsvSource({
    "ioLibrary, 64, 10, 3.0",
    "ioLibrary, 1460, 50, 10.7",
    "CircuitPython, 64, 20, 1.1",
    "CircuitPython, 1460, 20, 14.0",
    "Arduino, 64, 20, 3.6",
    "Arduino, 1460, 10, 26.5",
    "w5500-hl, 64, 50, 1.9",
    "w5500-hl, 1460, 20, 24.4",
  })
  void otherDriversReceive(String name, int n, double submission, double expected) {
    var peer =
        Peers.all().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    var timing = new WireTiming(31.25e6, submission, 10);
    assertEquals(expected, timing.goodput(peer.sequence(Job.TCP_RECV, n), n), 0.05);
  }
}
