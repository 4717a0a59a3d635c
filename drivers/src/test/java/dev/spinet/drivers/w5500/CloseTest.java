package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import dev.spinet.simulator.bus.SimulatedInterruptLine;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.clock.RealTimeClock;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.w5500.W5500Chip;
import dev.spinet.socket.Drivers;
import dev.spinet.socket.MacAddress;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a driver when it is closed: nothing. */
@Timeout(60)
final class CloseTest {

  private static final W5500Options OPTIONS =
      new W5500Options()
          .mac(MacAddress.parse("02:00:00:00:00:15"))
          // Only the calls of a test meet a bus that has failed.
          .healthCheck(Duration.ZERO)
          .address(
              Board.address("10.0.2.15"),
              Board.address("255.255.255.0"),
              Board.address("10.0.2.2"));

  @Test
  void theDefaultIsTakenAway() throws IOException {
    try (var board = Board.builder().build()) {
      Drivers.setDefault(board.driver);
      assertSame(board.driver, Drivers.getDefault());
    }
    assertThrows(IllegalStateException.class, Drivers::getDefault);
  }

  @Test
  void aBusThatFailsWhileClosingIsClosedAllTheSame() throws Exception {
    var clock = new RealTimeClock();
    var lan = new VirtualLan(clock);
    try (clock;
        var _ = new UserNetwork(lan, clock, UserNetworkConfig.DEFAULT);
        var peer = Peer.echo()) {
      var chip = new W5500Chip(clock, lan.newPort("chip"));
      var bus = new FailingBus(new SimulatedSpiBus(chip, "failing bus"));
      var line = new SimulatedInterruptLine(chip.interruptWire());
      var driver = W5500.on(bus, OPTIONS, line, null);
      driver.link();
      var endpoint = driver.openStream();
      assertTrue(endpoint.connect(Board.HOST, peer.port(), Board.SECONDS_10));
      var received = new CompletableFuture<Object>();
      var receiver =
          Thread.ofPlatform()
              .daemon()
              .start(() -> received.complete(outcome(() -> Streams.receive(endpoint, 1))));
      Streams.await("parked", () -> receiver.getState() == Thread.State.TIMED_WAITING);

      bus.failing = true;
      var failure = assertThrows(BusException.class, driver::close);

      assertEquals("failing bus: the wire is cut", failure.getMessage());
      assertTrue(bus.closed);
      assertEquals(List.of(), threadsOf(driver));
      assertInstanceOf(IOException.class, received.get(10, TimeUnit.SECONDS));
      driver.close();
    }
  }

  /** Even a bus that is broken in a way nobody foresaw. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBusWithABugDoesNotHoldUpTheClosing(boolean interrupt) throws Exception {
    var clock = new RealTimeClock();
    var lan = new VirtualLan(clock);
    try (clock;
        var _ = new UserNetwork(lan, clock, UserNetworkConfig.DEFAULT);
        var peer = Peer.echo()) {
      var chip = new W5500Chip(clock, lan.newPort("chip"));
      var bus = new FailingBus(new SimulatedSpiBus(chip, "buggy bus"));
      var line = interrupt ? new SimulatedInterruptLine(chip.interruptWire()) : null;
      var driver = W5500.on(bus, OPTIONS, line, null);
      driver.link();
      var endpoint = driver.openStream();
      assertTrue(endpoint.connect(Board.HOST, peer.port(), Board.SECONDS_10));
      Streams.sendAll(endpoint, Streams.pattern(100));

      bus.buggy = true;
      assertThrows(IndexOutOfBoundsException.class, () -> Streams.receive(endpoint, 1));
      try {
        driver.close();
      } catch (IOException e) {
        assertInstanceOf(IndexOutOfBoundsException.class, e.getCause(), e.toString());
      }

      assertTrue(bus.closed);
      assertEquals(List.of(), threadsOf(driver));
    }
  }

  private static List<String> threadsOf(W5500 driver) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("spinet ") && driver.name().contains(name.substring(7)))
        .toList();
  }

  private interface Call {
    Object run() throws IOException;
  }

  private static Object outcome(Call call) {
    try {
      return call.run();
    } catch (IOException e) {
      return e;
    }
  }

  /** A bus on which every submission fails from some moment on. */
  private static final class FailingBus implements SpiBus {
    private final SpiBus bus;
    private volatile boolean failing;
    private volatile boolean buggy;
    private volatile boolean closed;

    FailingBus(SpiBus bus) {
      this.bus = bus;
    }

    @Override
    public SpiMessage prepare(SpiFrame... frames) {
      var message = bus.prepare(frames);
      return new SpiMessage(message.frames(), message.tx(), message.rx()) {
        @Override
        public int maxPayload() {
          return message.maxPayload();
        }

        @Override
        protected void transfer(
            int first, int count, MemorySegment payload, long offset, int length)
            throws IOException {
          if (buggy) {
            throw new IndexOutOfBoundsException("a bug");
          }
          if (failing) {
            throw new BusException(name(), name() + ": the wire is cut", 0);
          }
          message.submit(first, count, payload, offset, length);
        }
      };
    }

    @Override
    public BusCounters counters() {
      return bus.counters();
    }

    @Override
    public String name() {
      return bus.name();
    }

    @Override
    public void close() throws IOException {
      closed = true;
      bus.close();
    }
  }
}
