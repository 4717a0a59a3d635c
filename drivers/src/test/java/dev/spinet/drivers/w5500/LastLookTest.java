package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data that arrive after a caller's first look, and before the one that arms the interrupt. */
@Timeout(60)
final class LastLookTest {

  private final MemorySegment memory = Arena.ofAuto().allocate(4096);

  /** What happens before the next submission of four frames without a payload: the last look. */
  private volatile @Nullable Runnable beforeLastLook;

  private final class HookedBus implements SpiBus {
    private final SpiBus bus;

    HookedBus(SpiBus bus) {
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
          var hook = beforeLastLook;
          if (hook != null && count == 4 && length == 0) {
            beforeLastLook = null;
            hook.run();
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
      bus.close();
    }
  }

  private static int register(Board board, CommonRegister register) {
    try (var probe = new SimulatedSpiBus(board.spi, "probe")) {
      return new Chip(probe).readRegister(Block.common(), register);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void arrive(Board board, Peer peer, int count) {
    try (var probe = new SimulatedSpiBus(board.spi, "probe")) {
      peer.connections().getFirst().getOutputStream().write(new byte[count]);
      var chip = new Chip(probe);
      Streams.await(count + " bytes in the chip", () -> received(chip) >= count);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static int received(Chip chip) {
    try {
      return chip.readRegister(Block.socketRegister(0), SocketRegister.RX_RSR);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The data are taken, and the interrupt with them: look, last look, data. */
  @ParameterizedTest
  @ValueSource(ints = {64, 1460})
  void theSocketIsSilencedAlongWithTheData(int n) throws Exception {
    try (var board =
            Board.builder()
                .bus(HookedBus::new)
                .options(o -> o.bufferKiB(16).healthCheck(Duration.ZERO))
                .build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      Streams.await("accepted", () -> !peer.connections().isEmpty());
      // Without a wait, so that everything that is prepared late has been prepared.
      assertEquals(0, endpoint.receive(memory, 0, n, 0));
      var before = board.count();
      beforeLastLook = () -> arrive(board, peer, n);
      assertEquals(n, endpoint.receive(memory, 0, n, Board.SECONDS_10));
      assertEquals(
          new BusCounters.Snapshot(3, 8, n + 9 + 23 + 4 + 12), board.count().since(before));
      assertEquals(0, register(board, CommonRegister.SIMR));
      // The next wait is armed and ended as ever.
      beforeLastLook = null;
      var receiver =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  assertEquals(1, endpoint.receive(memory, 0, 1, Board.SECONDS_10));
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      Streams.await("parked", () -> receiver.getState() == Thread.State.TIMED_WAITING);
      peer.connections().getFirst().getOutputStream().write(1);
      receiver.join(10_000);
      assertEquals(Thread.State.TERMINATED, receiver.getState());
    }
  }
}
