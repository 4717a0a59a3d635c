package dev.spinet.simulator.espat.stack;

import dev.spinet.simulator.packet.IcmpMessage;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.PayloadWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Asks stations whether they are there (RFC 792). */
final class Pinger {
  private static final int IDENTIFIER = 0x5350;
  private static final int PAYLOAD = 32;

  private final StationStack stack;
  private final Map<Integer, Consumer<OptionalLong>> waiting = new HashMap<>();
  private int sequence;

  Pinger(StationStack stack) {
    this.stack = stack;
  }

  /** Asks once; the answer is the time it took in nanoseconds, or nothing. */
  void ping(Ipv4Address destination, Duration patience, Consumer<OptionalLong> answer) {
    int number = ++sequence & 0xFFFF;
    long start = stack.clock().nanoTime();
    waiting.put(number, _ -> answer.accept(OptionalLong.of(stack.clock().nanoTime() - start)));
    stack
        .clock()
        .schedule(
            patience.toNanos(),
            () -> {
              if (waiting.remove(number) != null) {
                answer.accept(OptionalLong.empty());
              }
            });
    var network = stack.network();
    network.transmit(
        IcmpMessage.frame(
            network.envelope(destination),
            network.identify(),
            IcmpMessage.ECHO_REQUEST,
            0,
            IDENTIFIER << Short.SIZE | number,
            PAYLOAD,
            PayloadWriter.of(new byte[PAYLOAD], 0, PAYLOAD)),
        destination);
  }

  void receive(IcmpMessage message) {
    if (message.type() == IcmpMessage.ECHO_REPLY && message.identifier() == IDENTIFIER) {
      var answer = waiting.remove(message.sequence());
      if (answer != null) {
        answer.accept(OptionalLong.empty());
      }
    }
  }
}
