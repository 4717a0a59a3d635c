package dev.spinet.simulator.fuse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import dev.spinet.bindings.linux.GpioChip;
import dev.spinet.bindings.linux.SpiConfig;
import dev.spinet.bindings.linux.Spidev;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.FrameHeader;
import dev.spinet.bindings.w5500.Register;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The simulated W5500 behind the virtual devices: registers through {@link Spidev}, interrupt and
 * reset through {@link GpioChip}, and a TCP connection to a real server.
 */
@Tag("fuse")
class VirtualW5500Test {

  private static final long LONG_WAIT = TimeUnit.SECONDS.toNanos(20);
  private static final int HEADER = FrameHeader.SIZE;
  private static final Block SOCKET = Block.socketRegister(0);
  private static final byte[] OWN_ADDRESS = {10, 0, 2, 15};
  private static final byte[] HOST_ADDRESS = {10, 0, 2, 2};

  private final Arena arena = Arena.ofShared();
  private Path directory;
  private VirtualDeviceProcess server;
  private Spidev spi;
  private LinePool pool;
  private GpioChip gpio;
  private SpiMessage reading;
  private SpiMessage writing;
  private MemorySegment buffer;

  @BeforeEach
  void start() throws IOException {
    directory = Bench.newDirectory();
    server = VirtualDeviceProcess.start(directory, "w5500", List.of(), List.of(), List.of());
    pool = LinePool.open(directory, 2);
    spi = Spidev.open(server.spidev().toString(), SpiConfig.of(33_000_000));
    gpio = GpioChip.open(server.gpioChip().toString());
    reading = spi.prepare(SpiFrame.reading(HEADER));
    writing = spi.prepare(SpiFrame.writing(HEADER));
    buffer = arena.allocate(2048);
  }

  @AfterEach
  void end() throws IOException {
    gpio.close();
    spi.close();
    pool.close();
    server.close();
    Files.delete(directory);
    arena.close();
  }

  /** After power-up and after a reset the chip does not answer for a while. */
  private void awaitChip() throws IOException {
    int address = CommonRegister.VERSIONR.address();
    FrameHeader.write(reading.tx(), 0, address, ControlByte.read(Block.common()));
    Deadline.await(
        "the chip answers",
        () -> {
          reading.submit(buffer, 0, 1);
          return FrameHeader.isEchoed(reading.rx(), 0)
              && buffer.get(ValueLayout.JAVA_BYTE, 0) == ChipLimits.VERSION;
        });
  }

  private byte[] read(Block block, int address, int length) throws IOException {
    FrameHeader.write(reading.tx(), 0, address, ControlByte.read(block));
    reading.submit(buffer, 0, length);
    assertTrue(FrameHeader.isEchoed(reading.rx(), 0));
    return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }

  private int read(Block block, Register register) throws IOException {
    int value = 0;
    for (byte b : read(block, register.address(), register.size())) {
      value = (value << Byte.SIZE) | Byte.toUnsignedInt(b);
    }
    return value;
  }

  private void write(Block block, int address, byte... bytes) throws IOException {
    FrameHeader.write(writing.tx(), 0, address, ControlByte.write(block));
    MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length);
    writing.submit(buffer, 0, bytes.length);
  }

  private void write(Block block, Register register, int value) throws IOException {
    byte[] bytes = new byte[register.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (value >> (Byte.SIZE * (bytes.length - 1 - i)));
    }
    write(block, register.address(), bytes);
  }

  private void command(int command) throws IOException {
    write(SOCKET, SocketRegister.CR, command);
    Deadline.await("the command is accepted", () -> read(SOCKET, SocketRegister.CR) == 0);
  }

  @Test
  void isAW5500UntilItIsReset() throws IOException {
    awaitChip();
    write(Block.common(), CommonRegister.SIPR.address(), OWN_ADDRESS);
    assertArrayEquals(OWN_ADDRESS, read(Block.common(), CommonRegister.SIPR.address(), 4));
    try (var reset = gpio.outputLine(24, true, false)) {
      assertArrayEquals(OWN_ADDRESS, read(Block.common(), CommonRegister.SIPR.address(), 4));
      reset.set(true);
      reset.set(false);
    }
    awaitChip();
    assertArrayEquals(new byte[4], read(Block.common(), CommonRegister.SIPR.address(), 4));
  }

  @Test
  void carriesATcpConnectionWithInterrupts() throws Exception {
    byte[] hello = "Hello World!".getBytes(StandardCharsets.US_ASCII);
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var line = gpio.interruptLine(25, true)) {
      listening.setSoTimeout(20_000);
      var echo = CompletableFuture.runAsync(() -> echo(listening, hello.length));
      assertFalse(line.isAsserted());
      setUp();
      write(SOCKET, SocketRegister.MR, SocketMode.TCP);
      write(SOCKET, SocketRegister.PORT, 40_000);
      command(SocketCommand.OPEN);
      assertEquals(SocketStatus.INIT, read(SOCKET, SocketRegister.SR));
      write(SOCKET, SocketRegister.DIPR.address(), HOST_ADDRESS);
      write(SOCKET, SocketRegister.DPORT, listening.getLocalPort());
      command(SocketCommand.CONNECT);
      awaitInterrupt(line, SocketInterrupt.CON);
      assertEquals(SocketStatus.ESTABLISHED, read(SOCKET, SocketRegister.SR));

      int at = read(SOCKET, SocketRegister.TX_WR);
      write(Block.txBuffer(0), at, hello);
      write(SOCKET, SocketRegister.TX_WR, at + hello.length);
      command(SocketCommand.SEND);
      awaitInterrupt(line, SocketInterrupt.SENDOK);
      awaitInterrupt(line, SocketInterrupt.RECV);
      Deadline.await(
          "the echo is complete", () -> read(SOCKET, SocketRegister.RX_RSR) == hello.length);
      int from = read(SOCKET, SocketRegister.RX_RD);
      assertArrayEquals(hello, read(Block.rxBuffer(0), from, hello.length));
      command(SocketCommand.DISCON);
      echo.get(20, TimeUnit.SECONDS);
    }
  }

  private void setUp() throws IOException {
    awaitChip();
    write(Block.common(), CommonRegister.SHAR.address(), new byte[] {2, 0, 0, 0, 0, 1});
    write(Block.common(), CommonRegister.SIPR.address(), OWN_ADDRESS);
    write(Block.common(), CommonRegister.SUBR.address(), new byte[] {-1, -1, -1, 0});
    write(Block.common(), CommonRegister.GAR.address(), HOST_ADDRESS);
    write(Block.common(), CommonRegister.SIMR, 1);
    Deadline.await("the link is up", () -> (read(Block.common(), CommonRegister.PHYCFGR) & 1) != 0);
  }

  /** Waits for one interrupt flag on the wire and clears it; flags seen on the way are kept. */
  private void awaitInterrupt(InterruptLine line, int flag) throws IOException {
    long start = System.nanoTime();
    while ((read(SOCKET, SocketRegister.IR) & flag) == 0) {
      assertTrue(line.await(LONG_WAIT), SocketInterrupt.name(flag));
      assertTrue(System.nanoTime() - start < LONG_WAIT, SocketInterrupt.name(flag));
    }
    write(SOCKET, SocketRegister.IR, flag);
  }

  private static void echo(ServerSocket listening, int length) {
    try (var socket = listening.accept()) {
      byte[] bytes = socket.getInputStream().readNBytes(length);
      socket.getOutputStream().write(bytes);
      assertEquals(-1, socket.getInputStream().read());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
