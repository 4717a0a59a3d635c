package dev.spinet.drivers.esp32;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes from the host to the simulated module, under coverage guidance. Runs in a process of
 * its own; inputs found worth keeping are replayed by {@link ModuleReplayTest}.
 */
@Tag("slow")
final class ModuleFuzz {

  @FuzzTest(maxExecutions = 5_000)
  void write(byte[] input) {
    ModuleCheck.run(input);
  }
}
