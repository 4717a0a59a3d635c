package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.FaultySpiSlave;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.bus.SpiFault;
import dev.spinet.simulator.w5500.Diagnostic;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bits flipped on the way to the chip, in pointers and commands: data are right or the error has a
 * name.
 */
@Timeout(60)
final class MosiFaultTest {

  private final MemorySegment memory = Arena.ofAuto().allocate(4096);

  /** Flips bits of one byte of what is written to a register of socket 1, now and then. */
  private static final class WriteDisturbance implements SpiFault {
    private static final int CONTROL = ControlByte.write(Block.socketRegister(1));
    private final int register;
    private final int flip;
    private final int every;
    private int address;
    private int control;
    private int writes;
    private volatile boolean on;

    WriteDisturbance(int register, int flip, int every) {
      this.register = register;
      this.flip = flip;
      this.every = every;
    }

    @Override
    public void before(long frame, int position, int mosi) {
      switch (position) {
        case 0 -> address = mosi;
        case 1 -> address = address << Byte.SIZE | mosi;
        case 2 -> control = mosi;
        default -> {
          // Data.
        }
      }
    }

    @Override
    public int flipMosi(long frame, int position) {
      if (!on || position < 3 || control != CONTROL || address + position - 3 != register) {
        return 0;
      }
      writes++;
      return writes % every == 0 ? flip : 0;
    }
  }

  private static Board board(WriteDisturbance disturbance) throws IOException {
    var board =
        Board.builder()
            .wires(chip -> new FaultySpiSlave(chip, disturbance))
            .options(o -> o.bufferKiB(8, 8).healthCheck(Duration.ofMillis(20)))
            .build();
    for (var kind : Diagnostic.Kind.values()) {
      board.tolerate(kind);
    }
    return board;
  }

  /** RX_RD and the command that follows it, for both its bytes. */
  @ParameterizedTest
  @CsvSource({
    "RX_RD, 0, 0x01",
    "RX_RD, 0, 0x04",
    "RX_RD, 0, 0x10",
    "RX_RD, 0, 0x80",
    "RX_RD, 1, 0x01",
    "RX_RD, 1, 0x08",
    "RX_RD, 1, 0x80",
    "CR, 0, 0x40",
    "CR, 0, 0x01",
    "CR, 0, 0x08",
    "CR, 0, 0x10",
    "CR, 0, 0x20",
    "CR, 0, 0x80",
  })
  void whileReceiving(SocketRegister register, int octet, String flip) throws Exception {
    var disturbance = new WriteDisturbance(register.address() + octet, Integer.decode(flip), 5);
    byte[] data = Streams.pattern(400_000);
    var random = new Random(octet);
    try (var source = new Peer(connection -> connection.getOutputStream().write(data));
        var board = board(disturbance);
        var endpoint = board.connect(source.port())) {
      disturbance.on = true;
      int received = 0;
      try {
        while (received < data.length) {
          int count = endpoint.receive(memory, 0, 1 + random.nextInt(4096), 1_000_000_000L);
          assertTrue(count >= 0, "the stream ends before its end, without an error");
          for (int i = 0; i < count; i++) {
            assertEquals(data[received + i], memory.get(ValueLayout.JAVA_BYTE, i), "at " + i);
          }
          received += count;
          if (count == 0) {
            break;
          }
        }
      } catch (IOException e) {
        assertTrue(e.getMessage() != null && e.getMessage().length() > 20, e.toString());
      }
      disturbance.on = false;
      assertTrue(disturbance.writes >= 5, "disturbed");
    }
  }

  /**
   * A command to send that does not arrive as such: the data go out later, or the error says so.
   */
  @ParameterizedTest
  @CsvSource({"0x20", "0x01", "0x10", "0x80"})
  void commandsWhileSending(String flip) throws Exception {
    var disturbance = new WriteDisturbance(SocketRegister.CR.address(), Integer.decode(flip), 5);
    var received = new java.io.ByteArrayOutputStream();
    byte[] data = Streams.pattern(12_000);
    try (var sink =
            new Peer(connection -> {
              try (OutputStream out = received) {
                connection.getInputStream().transferTo(out);
              }
            });
        var board = board(disturbance)) {
      var endpoint = board.connect(sink.port());
      disturbance.on = true;
      long start = System.nanoTime();
      try {
        MemorySegment.copy(data, 0, memory, ValueLayout.JAVA_BYTE, 0, 1000);
        for (int done = 0; done < data.length; done += 1000) {
          MemorySegment.copy(data, done, memory, ValueLayout.JAVA_BYTE, 0, 1000);
          int count = 0;
          while (count < 1000) {
            int sent = endpoint.send(memory, count, 1000 - count, 1_000_000_000L);
            assertTrue(
                sent > 0 || System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20), "stuck");
            count += sent;
          }
        }
      } catch (IOException e) {
        assertTrue(e.getMessage() != null && e.getMessage().length() > 20, e.toString());
      }
      disturbance.on = false;
      endpoint.close();
      board.driver.close();
      byte[] arrived = received.toByteArray();
      for (int i = 0; i < arrived.length; i++) {
        assertEquals(data[i], arrived[i], "at " + i);
      }
    }
  }

  /**
   * Calls longer than one submission bring bytes to the chip while the last SEND is under way: not
   * over those of a SEND that has not arrived as such, and which the chip takes for room.
   */
  @ParameterizedTest
  @CsvSource({"16384,16", "8192,8", "12000,16", "5000,4"})
  void lostCommandsWhileSendingMuch(int size, int kib) throws Exception {
    var disturbance = new LostCommands(4);
    byte[] data = Streams.pattern(120_000);
    var received = new java.io.ByteArrayOutputStream();
    try (var memories = Arena.ofShared();
        var sink = new Peer(connection -> connection.getInputStream().transferTo(received));
        var board =
            Board.builder()
                .limits(SimulatedSpiBus.Limits.SPIDEV_ARM64)
                .wires(chip -> new FaultySpiSlave(chip, disturbance))
                .options(o -> o.bufferKiB(kib).healthCheck(Duration.ZERO))
                .build()) {
      board.tolerate(Diagnostic.Kind.UNKNOWN_COMMAND);
      var all = memories.allocateFrom(ValueLayout.JAVA_BYTE, data);
      var endpoint = board.connect(sink.port());
      disturbance.on = true;
      for (int done = 0; done < data.length; ) {
        int count = endpoint.send(all, done, Math.min(size, data.length - done), Board.SECONDS_10);
        assertTrue(count > 0, "stuck at " + done);
        done += count;
      }
      disturbance.on = false;
      assertTrue(disturbance.lost >= 2, "lost: " + disturbance.lost);
      endpoint.close();
      sink.finish();
      assertArrayEquals(data, received.toByteArray());
    }
  }

  /** Makes every so many commands of socket 0 another one. */
  private static final class LostCommands implements SpiFault {
    private final int every;
    private volatile boolean on;
    private int commands;
    private int lost;
    private int address;
    private int control;

    LostCommands(int every) {
      this.every = every;
    }

    @Override
    public void before(long frame, int position, int mosi) {
      switch (position) {
        case 0 -> address = mosi;
        case 1 -> address = address << Byte.SIZE | mosi;
        case 2 -> control = mosi;
        default -> {}
      }
    }

    @Override
    public int flipMosi(long frame, int position) {
      boolean command =
          position >= 3
              && control == ControlByte.write(Block.socketRegister(0))
              && address + position - 3 == SocketRegister.CR.address();
      if (!on || !command || commands++ % every != 0) {
        return 0;
      }
      lost++;
      return 0x20;
    }
  }

  /** Nobody sends again, so that nobody but the health check misses the command that got lost. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aLostCommandBeforeAWait(boolean interrupt) throws Exception {
    var disturbance = new WriteDisturbance(SocketRegister.CR.address(), 0x20, 1);
    try (var echo = Peer.echo();
        var board =
            Board.builder()
                .interrupt(interrupt)
                .wires(chip -> new FaultySpiSlave(chip, disturbance))
                .options(o -> o.bufferKiB(8, 8).healthCheck(Duration.ofMillis(20)))
                .build()) {
      board.tolerate(Diagnostic.Kind.UNKNOWN_COMMAND);
      var endpoint = board.connect(echo.port());
      disturbance.on = true;
      assertEquals(10, endpoint.send(memory, 0, 10, 0));
      disturbance.on = false;
      assertEquals(10, Streams.receive(endpoint, 10).length);
      endpoint.close();
    }
  }
}
