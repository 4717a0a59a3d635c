package dev.spinet.simulator.net.tcp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.Ipv4Envelope;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.Packet;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Two ends with a wire between them that loses, doubles and delays; nothing but virtual time. */
final class TcpPair {
  private static final long LATENCY = 1_000_000;
  private static final Ipv4Envelope ENVELOPE =
      Ipv4Envelope.of(
          MacAddress.ZERO, MacAddress.ZERO, Ipv4Address.parse("10.0.0.1"), Ipv4Address.ANY);

  final End left;
  final End right;

  private final Random random;
  private final PriorityQueue<Arrival> wire = new PriorityQueue<>();
  private double loss;
  private double duplication;
  private double reordering;
  private boolean cut;
  private long now = -5_000_000_000L;
  private long order;

  TcpPair(Random random, int capacity, boolean bothBegin) {
    this(random, capacity, bothBegin, random.nextInt(), random.nextInt());
  }

  TcpPair(Random random, int capacity, boolean bothBegin, int leftSequence, int rightSequence) {
    this.random = random;
    left = new End(new TcpConnection.Settings(1, 2, leftSequence, capacity, Duration.ofHours(1)));
    right =
        new End(new TcpConnection.Settings(2, 1, rightSequence, capacity, Duration.ofMinutes(40)));
    left.connect();
    if (bothBegin) {
      right.connect();
    }
  }

  TcpPair lossy(double newLoss, double newDuplication, double newReordering) {
    loss = newLoss;
    duplication = newDuplication;
    reordering = newReordering;
    return this;
  }

  void cut() {
    cut = true;
  }

  void mend() {
    cut = false;
  }

  void run(Duration duration) {
    long end = now + duration.toNanos();
    while (step(end)) {
      // Each step is one event.
    }
  }

  void runUntil(BooleanSupplier condition, Duration limit) {
    long end = now + limit.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(step(end), () -> "not over, but nothing happens: " + left + ", " + right);
    }
  }

  /** Goes on to the next event; false if there is none before the end. */
  private boolean step(long end) {
    left.settle();
    right.settle();
    long next = Math.min(left.deadline(), right.deadline());
    var arrival = wire.peek();
    if (arrival != null && arrival.due <= Math.min(next, end)) {
      wire.remove();
      now = Math.max(now, arrival.due);
      arrival.to.receive(arrival.segment);
      return true;
    }
    if (next > end) {
      now = end;
      return false;
    }
    now = Math.max(now, next);
    left.expire();
    right.expire();
    return true;
  }

  private record Arrival(long due, long order, End to, TcpSegment segment)
      implements Comparable<Arrival> {
    @Override
    public int compareTo(Arrival other) {
      int byTime = Long.compare(due, other.due);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /** One end with an application that writes all it has and reads all it gets. */
  final class End {
    private final TcpConnection.Settings settings;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private @Nullable TcpConnection connection;
    private byte[] given = {};
    private int written;
    private boolean allGiven;
    private boolean reading = true;
    private boolean zeroWindow;
    private long sent;

    private End(TcpConnection.Settings settings) {
      this.settings = settings;
    }

    TcpConnection connection() {
      var current = connection;
      if (current == null) {
        throw new AssertionError("this end was never called");
      }
      return current;
    }

    void give(byte[] bytes) {
      given = bytes;
      allGiven = true;
    }

    byte[] given() {
      return given;
    }

    byte[] taken() {
      return taken.toByteArray();
    }

    void stopReading() {
      reading = false;
    }

    void resumeReading() {
      reading = true;
    }

    boolean announcedZeroWindow() {
      return zeroWindow;
    }

    long sentSegments() {
      return sent;
    }

    boolean isOver() {
      return connection != null && connection.end() != null && connection.input() != null;
    }

    /** What can be seen of this end, for messages. */
    @Override
    public String toString() {
      var current = connection;
      return current == null
          ? "never called"
          : "end %s, %d of %d written, %d unacknowledged, %d taken, input finished %s, deadline %d"
              .formatted(
                  current.end(),
                  written,
                  given.length,
                  current.output().size(),
                  taken.size(),
                  current.isInputFinished(),
                  current.nextDeadline() - now);
    }

    private void connect() {
      connection = TcpConnection.connect(settings, wireTo());
    }

    private TcpConnection.Wire wireTo() {
      return (header, length, payload) -> {
        byte[] frame = header.frame(ENVELOPE, 0, length, payload);
        if (!(Packet.parse(frame) instanceof TcpSegment segment)) {
          throw new AssertionError("not a segment");
        }
        sent++;
        zeroWindow |= header.window() == 0 && (header.flags() & TcpHeader.RST) == 0;
        if (cut || random.nextDouble() < loss) {
          return;
        }
        var to = this == left ? right : left;
        int copies = random.nextDouble() < duplication ? 2 : 1;
        for (int i = 0; i < copies; i++) {
          long late = random.nextDouble() < reordering ? random.nextLong(10 * LATENCY) : 0;
          wire.add(new Arrival(now + LATENCY + late, order++, to, segment));
        }
      };
    }

    private void receive(TcpSegment segment) {
      var current = connection;
      if (current == null) {
        boolean syn = segment.has(TcpHeader.SYN) && !segment.has(TcpHeader.ACK);
        if (syn) {
          connection = TcpConnection.accept(settings, segment, wireTo());
        }
      } else if (current.end() == null) {
        current.receive(segment, now);
      } else {
        var reset = TcpConnection.refusalOf(segment);
        if (reset != null) {
          wireTo().transmit(reset, 0, (frame, offset) -> {});
        }
      }
    }

    private void expire() {
      if (connection != null && connection.nextDeadline() <= now) {
        connection.expire(now);
      }
    }

    private long deadline() {
      return connection == null ? Long.MAX_VALUE : connection.nextDeadline();
    }

    /** Does what an application does, and sends. */
    private void settle() {
      var current = connection;
      if (current == null) {
        return;
      }
      if (current.isEstablished() && current.end() == null) {
        int n = Math.min(given.length - written, current.output().free());
        current.output().put(given, written, n);
        written += n;
        if (allGiven && written == given.length) {
          current.finishOutput();
        }
      }
      var input = current.input();
      if (reading && input != null && input.size() > 0) {
        var bytes = new byte[input.size()];
        input.copyTo(0, bytes, 0, bytes.length);
        input.discard(bytes.length);
        taken.writeBytes(bytes);
      }
      current.send(now);
    }
  }
}
