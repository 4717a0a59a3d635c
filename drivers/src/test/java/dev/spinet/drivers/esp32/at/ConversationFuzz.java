package dev.spinet.drivers.esp32.at;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes from the module, under coverage guidance. Runs in a process of its own; inputs found
 * worth keeping are replayed by {@link ConversationReplayTest}.
 */
@Tag("slow")
final class ConversationFuzz {

  @FuzzTest(maxExecutions = 60_000)
  void converse(byte[] input) {
    ConversationCheck.run(input);
  }
}
