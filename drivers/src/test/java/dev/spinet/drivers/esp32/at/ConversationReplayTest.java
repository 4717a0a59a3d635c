package dev.spinet.drivers.esp32.at;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.drivers.esp32.FuzzInputs;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Every input that {@link ConversationFuzz} begins with, or has once found something with. */
final class ConversationReplayTest {

  @Test
  void everyInputKeepsItsPromise() throws IOException {
    var inputs = FuzzInputs.of(ConversationFuzz.class, "converse");
    assertTrue(inputs.size() >= 16, "only " + inputs.size());
    inputs.forEach((name, input) -> FuzzInputs.replay(name, () -> ConversationCheck.run(input)));
  }
}
