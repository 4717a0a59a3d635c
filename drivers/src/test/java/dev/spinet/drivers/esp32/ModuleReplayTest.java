package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every input that {@link ModuleFuzz} begins with, or has once found something with. */
@Timeout(60)
final class ModuleReplayTest {

  @Test
  void everyInputKeepsItsPromise() throws IOException {
    var inputs = FuzzInputs.of(ModuleFuzz.class, "write");
    assertTrue(inputs.size() >= 20, "only " + inputs.size());
    inputs.forEach((name, input) -> FuzzInputs.replay(name, () -> ModuleCheck.run(input)));
  }
}
