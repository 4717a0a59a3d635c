package dev.spinet.bench.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class LossesTest {

  @Test
  void someAreAcceptedAndOneMoreIsNamed() throws IOException {
    var losses = new Losses(2);
    var loss = new LostDatagramException("a datagram of 9 bytes", null);

    losses.count(loss);
    losses.count(loss);

    var named = assertThrows(IOException.class, () -> losses.count(loss));
    assertEquals(
        "a datagram of 9 bytes was lost, and 2 before it: the network between chip and machine does"
            + " not carry them",
        named.getMessage());
  }
}
