package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every input that {@link DriverFuzz} begins with, or has once found something with. */
@Timeout(60)
final class DriverReplayTest {

  @Test
  void everyInputKeepsItsPromise() throws IOException {
    var inputs = FuzzInputs.of(DriverFuzz.class, "drive");
    assertTrue(inputs.size() >= 24, "only " + inputs.size());
    inputs.forEach((name, input) -> FuzzInputs.replay(name, () -> DriverCheck.run(input)));
  }
}
