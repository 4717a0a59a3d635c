package dev.spinet.drivers.esp32;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/**
 * The whole driver on a module whose words are disturbed, under coverage guidance. Runs in a
 * process of its own; inputs found worth keeping are replayed by {@link DriverReplayTest}.
 */
@Tag("slow")
final class DriverFuzz {

  @FuzzTest(maxExecutions = 10_000)
  void drive(byte[] input) {
    DriverCheck.run(input);
  }
}
