package dev.spinet.simulator.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.linux.SpiConfig;
import dev.spinet.bindings.linux.Spidev;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.FrameHeader;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What programs can do to the server of the device files: nothing that lasts. */
@Tag("fuse")
@Timeout(120)
class HostileProgramTest {

  /** The server gets little memory of its own, and has to do with it. */
  private static final List<String> LITTLE_MEMORY =
      List.of("-Xmx40m", "-XX:MaxDirectMemorySize=16m", "-XX:+ExitOnOutOfMemoryError");

  private static final long MOST_GROWTH_KIB = 64 * 1024;
  private static final int ROUNDS = 20_000;

  private Path directory;
  private VirtualDeviceProcess server;

  @BeforeEach
  void start() throws IOException {
    directory = Bench.newDirectory();
    server = VirtualDeviceProcess.start(directory, "w5500", List.of(), List.of(), LITTLE_MEMORY);
  }

  @AfterEach
  void end() throws IOException {
    server.close();
    Files.deleteIfExists(directory);
  }

  private void requireService() throws IOException {
    try (var spi = Spidev.open(server.spidev().toString(), SpiConfig.of(33_000_000))) {
      var message = spi.prepare(SpiFrame.fixed(FrameHeader.SIZE + 1));
      FrameHeader.write(
          message.tx(), 0, CommonRegister.VERSIONR.address(), ControlByte.read(Block.common()));
      message.submit();
      assertTrue(FrameHeader.isEchoed(message.rx(), 0));
      assertEquals(ChipLimits.VERSION, message.rx().get(ValueLayout.JAVA_BYTE, FrameHeader.SIZE));
    }
  }

  /** Memory of the server that is in use, in KiB, see proc(5). */
  private long residentKib() throws IOException {
    for (var line : Files.readAllLines(Path.of("/proc/" + server.handle().pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new AssertionError("no VmRSS");
  }

  /** Half of them with the number of a request that exists, most of these with a wrong size. */
  private static long request(Random random) {
    long number = random.nextLong() & 0xFFFFFFFFL;
    if (random.nextBoolean()) {
      return number;
    }
    int type = random.nextBoolean() ? 'k' : 0xB4;
    int direction = 1 + random.nextInt(3);
    int size = random.nextInt(4) == 0 ? random.nextInt(1 << 14) : 32 * random.nextInt(8);
    return ((long) direction << 30)
        | ((long) size << LinuxConstants.SPINET_IOC_SIZE_SHIFT())
        | ((long) type << 8)
        | random.nextInt(20);
  }

  private static void torture(RawFile file, Random random, int rounds) {
    var argument = file.arena().allocate(1 << 14);
    for (int i = 0; i < rounds; i++) {
      // Plausible memory now and then: small numbers, addresses of this memory, and zeros.
      for (long at = 0; at < 512; at += Long.BYTES) {
        long value =
            switch (random.nextInt(5)) {
              case 0 -> 0;
              case 1 -> random.nextInt(300);
              case 2 -> argument.address() + random.nextInt(1 << 13);
              case 3 -> -1;
              default -> random.nextLong();
            };
        argument.set(ValueLayout.JAVA_LONG, at, value);
      }
      long request = request(random);
      if (random.nextInt(10) == 0) {
        file.ioctlAddress(request, random.nextLong());
      } else {
        file.ioctl(request, argument);
      }
    }
  }

  @Test
  void survivesGarbageInIoctls() throws IOException {
    requireService();
    long before = residentKib();
    long descriptors = Bench.descriptors(server.handle().pid());
    for (var path : List.of(server.spidev(), server.gpioChip())) {
      try (var file = RawFile.open(path.toString())) {
        torture(file, new Random(20_261_122), ROUNDS / 2);
      }
    }
    // Whatever mode the garbage has left the bus in, a driver sets its own.
    requireService();
    // Closing reaches the server a moment after close(2) has returned.
    Deadline.await(
        "no descriptor is left", () -> Bench.descriptors(server.handle().pid()) == descriptors);
    long grown = residentKib() - before;
    assertTrue(grown < MOST_GROWTH_KIB, () -> "the server has grown by " + grown + " KiB");
  }

  @Test
  void survivesFramesThatNeverEnd() throws IOException {
    requireService();
    long before = residentKib();
    try (var file = RawFile.open(server.spidev().toString())) {
      var buffer = file.arena().allocate(4096);
      var message = new SpiTransfers(file.arena(), 1);
      // Chip select stays asserted, so all of it is one frame.
      message.set(0, buffer.address(), buffer.address(), 4096, true);
      for (int i = 0; i < 3_000; i++) {
        assertEquals(4096, message.submit(file));
      }
      var huge = file.arena().allocate(1 << 20);
      assertEquals(-LinuxConstants.EMSGSIZE(), file.write(huge));
      assertEquals(-LinuxConstants.EMSGSIZE(), file.read(huge));
    }
    requireService();
    long grown = residentKib() - before;
    assertTrue(grown < MOST_GROWTH_KIB, () -> "the server has grown by " + grown + " KiB");
  }

  @Test
  void survivesThousandsOfOpenFiles() throws IOException {
    requireService();
    long descriptors = Bench.descriptors(server.handle().pid());
    var names = List.of("spidev0.0", "gpiochip0", "statistics");
    for (int round = 0; round < 3; round++) {
      var files = new ArrayList<RawFile>();
      try {
        for (int i = 0; i < 900; i++) {
          int flags = LinuxConstants.O_RDONLY();
          var path = directory.resolve(names.get(i % names.size())).toString();
          if (i % 7 == 0) {
            RawFile.tryOpen(path, flags);
          } else if (i % names.size() != 2) {
            files.add(RawFile.open(path));
          }
        }
      } finally {
        files.forEach(RawFile::close);
      }
    }
    requireService();
    // Closing reaches the server a moment after close(2) has returned.
    Deadline.await(
        "no descriptor is left", () -> Bench.descriptors(server.handle().pid()) == descriptors);
  }
}
