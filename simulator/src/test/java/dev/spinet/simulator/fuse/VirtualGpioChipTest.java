package dev.spinet.simulator.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.gpio_v2_line_attribute;
import dev.spinet.bindings.gen.linux.gpio_v2_line_config;
import dev.spinet.bindings.gen.linux.gpio_v2_line_config_attribute;
import dev.spinet.bindings.gen.linux.gpio_v2_line_event;
import dev.spinet.bindings.gen.linux.gpio_v2_line_info;
import dev.spinet.bindings.gen.linux.gpio_v2_line_request;
import dev.spinet.bindings.gen.linux.gpio_v2_line_values;
import dev.spinet.bindings.gen.linux.gpiochip_info;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The virtual gpiochip against the rules of the real interface, through bare system calls. */
@Tag("fuse")
class VirtualGpioChipTest {

  private static final int INTERRUPT_LINE = 7;
  private static final int RESET_LINE = 6;
  private static final int EINVAL = -LinuxConstants.EINVAL();
  private static final long INPUT = LinuxConstants.GPIO_V2_LINE_FLAG_INPUT();
  private static final long OUTPUT = LinuxConstants.GPIO_V2_LINE_FLAG_OUTPUT();
  private static final long RISING = LinuxConstants.GPIO_V2_LINE_FLAG_EDGE_RISING();
  private static final long FALLING = LinuxConstants.GPIO_V2_LINE_FLAG_EDGE_FALLING();
  private static final long ACTIVE_LOW = LinuxConstants.GPIO_V2_LINE_FLAG_ACTIVE_LOW();

  private static Bench bench;
  private RawFile chip;
  private RawFile spi;
  private LinePool pool;

  @BeforeAll
  static void startServer() throws IOException {
    bench = Bench.start("--interrupt", "7", "--reset", "6");
  }

  @AfterAll
  static void stopServer() throws IOException {
    bench.close();
  }

  @BeforeEach
  void open() throws IOException {
    chip = RawFile.open(bench.gpioChip());
    spi = RawFile.open(bench.spidev());
    pool = LinePool.open(bench.directory(), 4);
    for (int line : new int[] {3, 4, 5, INTERRUPT_LINE, RESET_LINE}) {
      awaitFree(line);
    }
    command(RegisterBank.INTERRUPT, 0);
  }

  @AfterEach
  void close() {
    pool.close();
    spi.close();
    chip.close();
  }

  /** Writes into a register of the chip. */
  private void command(int register, int value) {
    var message = new SpiTransfers(spi.arena(), 1);
    message.send(0, false, RegisterBank.WRITE, register >> 8, register, value);
    assertEquals(4, message.submit(spi));
  }

  private int resets() {
    var message = new SpiTransfers(spi.arena(), 2);
    message.send(0, false, RegisterBank.READ, RegisterBank.RESETS >> 8, RegisterBank.RESETS);
    var value = message.receive(1, false, 1);
    assertEquals(4, message.submit(spi));
    return value.get(ValueLayout.JAVA_BYTE, 0);
  }

  private MemorySegment request(long flags, int... offsets) {
    var request = gpio_v2_line_request.allocate(chip.arena());
    gpio_v2_line_request.num_lines(request, offsets.length);
    for (int i = 0; i < offsets.length; i++) {
      gpio_v2_line_request.offsets(request, i, offsets[i]);
    }
    gpio_v2_line_request.consumer(request).setString(0, "test");
    gpio_v2_line_config.flags(gpio_v2_line_request.config(request), flags);
    return request;
  }

  private int submit(MemorySegment request) {
    return chip.ioctl(LinuxConstants.GPIO_V2_GET_LINE_IOCTL(), request);
  }

  private RawFile lines(long flags, int... offsets) {
    var request = request(flags, offsets);
    assertEquals(0, submit(request));
    return RawFile.of(gpio_v2_line_request.fd(request));
  }

  private MemorySegment info(int offset) {
    var info = gpio_v2_line_info.allocate(chip.arena());
    gpio_v2_line_info.offset(info, offset);
    assertEquals(0, chip.ioctl(LinuxConstants.GPIO_V2_GET_LINEINFO_IOCTL(), info));
    return info;
  }

  private static long values(RawFile lines, long mask) {
    var values = gpio_v2_line_values.allocate(lines.arena());
    gpio_v2_line_values.mask(values, mask);
    int result = lines.ioctl(LinuxConstants.GPIO_V2_LINE_GET_VALUES_IOCTL(), values);
    return result < 0 ? result : gpio_v2_line_values.bits(values);
  }

  private static int setValues(RawFile lines, long mask, long bits) {
    var values = gpio_v2_line_values.allocate(lines.arena());
    gpio_v2_line_values.mask(values, mask);
    gpio_v2_line_values.bits(values, bits);
    return lines.ioctl(LinuxConstants.GPIO_V2_LINE_SET_VALUES_IOCTL(), values);
  }

  @Test
  void describesTheChipAndItsLines() {
    var info = gpiochip_info.allocate(chip.arena());
    assertEquals(0, chip.ioctl(LinuxConstants.GPIO_GET_CHIPINFO_IOCTL(), info));
    assertEquals("gpiochip0", gpiochip_info.name(info).getString(0));
    assertEquals(58, gpiochip_info.lines(info));
    assertEquals("INTn", gpio_v2_line_info.name(info(INTERRUPT_LINE)).getString(0));
    assertEquals("RSTn", gpio_v2_line_info.name(info(RESET_LINE)).getString(0));
    assertEquals(INPUT, gpio_v2_line_info.flags(info(3)));
    try (var line = lines(INPUT | ACTIVE_LOW, 3)) {
      assertTrue(line.fd() > 2);
      var used = info(3);
      assertEquals("test", gpio_v2_line_info.consumer(used).getString(0));
      assertEquals(
          INPUT | ACTIVE_LOW | LinuxConstants.GPIO_V2_LINE_FLAG_USED(),
          gpio_v2_line_info.flags(used));
    }
  }

  @Test
  void refusesWrongQuestions() {
    var info = gpio_v2_line_info.allocate(chip.arena());
    gpio_v2_line_info.offset(info, 58);
    assertEquals(EINVAL, chip.ioctl(LinuxConstants.GPIO_V2_GET_LINEINFO_IOCTL(), info));
    gpio_v2_line_info.offset(info, 0);
    gpio_v2_line_info.padding(info, 0, 1);
    assertEquals(EINVAL, chip.ioctl(LinuxConstants.GPIO_V2_GET_LINEINFO_IOCTL(), info));
    assertEquals(EINVAL, chip.ioctl(LinuxConstants.SPI_IOC_RD_MODE32(), info));
  }

  @Test
  void refusesWrongRequests() {
    assertEquals(EINVAL, submit(request(INPUT)));
    assertEquals(EINVAL, submit(request(INPUT, 58)));
    assertEquals(EINVAL, submit(request(INPUT, -1)));
    assertEquals(EINVAL, submit(request(INPUT | OUTPUT, 3)));
    assertEquals(EINVAL, submit(request(OUTPUT | RISING, 3)));
    assertEquals(EINVAL, submit(request(RISING, 3)));
    assertEquals(EINVAL, submit(request(INPUT | 1L << 40, 3)));
    assertEquals(EINVAL, submit(request(INPUT | LinuxConstants.GPIO_V2_LINE_FLAG_OPEN_DRAIN(), 3)));
    assertEquals(EINVAL, submit(request(LinuxConstants.GPIO_V2_LINE_FLAG_BIAS_PULL_UP(), 3)));
    var tooMany = request(INPUT, 3);
    gpio_v2_line_request.num_lines(tooMany, 65);
    assertEquals(EINVAL, submit(tooMany));
    var attributes = request(INPUT, 3);
    gpio_v2_line_config.num_attrs(gpio_v2_line_request.config(attributes), 11);
    assertEquals(EINVAL, submit(attributes));
    var debounced = request(INPUT, 3);
    var config = gpio_v2_line_request.config(debounced);
    gpio_v2_line_config.num_attrs(config, 1);
    gpio_v2_line_attribute.id(
        gpio_v2_line_config_attribute.attr(gpio_v2_line_config.attrs(config, 0)),
        LinuxConstants.GPIO_V2_LINE_ATTR_ID_DEBOUNCE());
    assertEquals(-LinuxConstants.EOPNOTSUPP(), submit(debounced));
    assertEquals(-LinuxConstants.EBUSY(), submit(request(INPUT, 3, 3)));
    assertEquals(4, pool.available());
  }

  @Test
  void aLineBelongsToOneRequestUntilItIsClosed() {
    var first = lines(INPUT, 3, 4);
    assertEquals(-LinuxConstants.EBUSY(), submit(request(INPUT, 4)));
    lines(INPUT, 5).close();
    first.close();
    awaitFree(4);
    lines(INPUT, 4).close();
  }

  /** Closing reaches the server a moment after close(2) has returned. */
  private void awaitFree(int line) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while ((gpio_v2_line_info.flags(info(line)) & LinuxConstants.GPIO_V2_LINE_FLAG_USED()) != 0) {
      assertTrue(System.nanoTime() - deadline < 0, "line " + line + " stays in use");
    }
  }

  @Test
  void aRequestNeedsADescriptorOfThePool() {
    pool.close();
    assertEquals(-LinuxConstants.EMFILE(), submit(request(INPUT, 3)));
    assertEquals(0, gpio_v2_line_info.flags(info(3)) & LinuxConstants.GPIO_V2_LINE_FLAG_USED());
  }

  @Test
  void anUnusedSlotIsNoLine() {
    int fd = -LinuxConstants.EBUSY();
    assertEquals(fd, RawFile.tryOpen(bench.directory().resolve("linepool0").toString(), 0));
    try (var slot = RawFile.open(bench.directory().resolve("linepool9").toString())) {
      assertEquals(-LinuxConstants.ENXIO(), values(slot, 1));
      assertEquals(-LinuxConstants.ENXIO(), slot.read(slot.arena().allocate(64)));
      assertTrue((slot.poll(0) & LinuxConstants.POLLERR()) != 0);
    }
  }

  @Test
  void readsLevels() {
    try (var line = lines(INPUT, INTERRUPT_LINE);
        var pulled = lines(INPUT | LinuxConstants.GPIO_V2_LINE_FLAG_BIAS_PULL_UP(), 3)) {
      assertEquals(1, values(line, 1));
      command(RegisterBank.INTERRUPT, 1);
      assertEquals(0, values(line, 1));
      assertEquals(EINVAL, values(line, 2));
      assertEquals(1, values(pulled, 1));
      assertEquals(-LinuxConstants.EPERM(), setValues(line, 1, 1));
      assertEquals(EINVAL, line.ioctl(LinuxConstants.GPIO_GET_CHIPINFO_IOCTL(), values()));
    }
  }

  private MemorySegment values() {
    return chip.arena().allocate(gpiochip_info.sizeof());
  }

  @Test
  void activeLowTurnsLevelsAndEdgesAround() {
    try (var line = lines(INPUT | ACTIVE_LOW | RISING, INTERRUPT_LINE)) {
      assertEquals(0, values(line, 1));
      command(RegisterBank.INTERRUPT, 1);
      assertEquals(1, values(line, 1));
      command(RegisterBank.INTERRUPT, 0);
      var events = line.arena().allocate(4 * gpio_v2_line_event.sizeof());
      assertEquals(gpio_v2_line_event.sizeof(), line.read(events));
      assertEquals(LinuxConstants.GPIO_V2_LINE_EVENT_RISING_EDGE(), gpio_v2_line_event.id(events));
    }
  }

  @Test
  void edgesAreEventsInOrder() {
    long before = System.nanoTime();
    try (var line = lines(INPUT | RISING | FALLING, 3, INTERRUPT_LINE)) {
      assertEquals(0, line.poll(0));
      command(RegisterBank.PULSES, 2);
      assertTrue((line.poll(5000) & LinuxConstants.POLLIN()) != 0);
      long size = gpio_v2_line_event.sizeof();
      assertEquals(EINVAL, line.read(line.arena().allocate(size - 1)));
      // Whole events only.
      var events = line.arena().allocate(3 * size + 8);
      assertEquals(3 * size, line.read(events));
      long last = before;
      for (int i = 0; i < 3; i++) {
        var event = gpio_v2_line_event.asSlice(events, i);
        assertEquals(
            i % 2 == 0
                ? LinuxConstants.GPIO_V2_LINE_EVENT_FALLING_EDGE()
                : LinuxConstants.GPIO_V2_LINE_EVENT_RISING_EDGE(),
            gpio_v2_line_event.id(event));
        assertEquals(INTERRUPT_LINE, gpio_v2_line_event.offset(event));
        assertEquals(i + 1, gpio_v2_line_event.seqno(event));
        assertEquals(i + 1, gpio_v2_line_event.line_seqno(event));
        // The clock of the events is the one this process has too.
        assertTrue(gpio_v2_line_event.timestamp_ns(event) >= last);
        last = gpio_v2_line_event.timestamp_ns(event);
      }
      assertTrue(last <= System.nanoTime());
      assertEquals(size, line.read(events));
      assertEquals(0, line.setNonBlocking());
      assertEquals(-LinuxConstants.EAGAIN(), line.read(events));
    }
  }

  @Test
  void aFullQueueLosesTheOldestEvents() {
    try (var line = lines(INPUT | FALLING, INTERRUPT_LINE)) {
      command(RegisterBank.PULSES, 20);
      var events = line.arena().allocate(64 * gpio_v2_line_event.sizeof());
      assertEquals(16 * gpio_v2_line_event.sizeof(), line.read(events));
      assertEquals(5, gpio_v2_line_event.seqno(gpio_v2_line_event.asSlice(events, 0)));
      assertEquals(20, gpio_v2_line_event.seqno(gpio_v2_line_event.asSlice(events, 15)));
    }
  }

  @Test
  void pollWaitsForAnEdgeFromAnotherThread() {
    try (var line = lines(INPUT | FALLING, INTERRUPT_LINE)) {
      assertEquals(0, line.poll(50));
      command(RegisterBank.INTERRUPT_LATER, 100);
      assertTrue((line.poll(10_000) & LinuxConstants.POLLIN()) != 0);
      assertEquals(
          gpio_v2_line_event.sizeof(),
          line.read(line.arena().allocate(gpio_v2_line_event.sizeof())));
      assertEquals(0, line.poll(0));
    }
  }

  @Test
  void readWaitsForAnEdge() throws Exception {
    try (var line = lines(INPUT | FALLING, INTERRUPT_LINE)) {
      var buffer = line.arena().allocate(2 * gpio_v2_line_event.sizeof());
      var reader = CompletableFuture.supplyAsync(() -> line.read(buffer));
      command(RegisterBank.INTERRUPT_LATER, 100);
      assertEquals(Math.toIntExact(gpio_v2_line_event.sizeof()), reader.get(10, TimeUnit.SECONDS));
      assertEquals(INTERRUPT_LINE, gpio_v2_line_event.offset(buffer));
    }
  }

  @Test
  void outputsReachTheChip() {
    int before = resets();
    try (var line = lines(OUTPUT | ACTIVE_LOW, RESET_LINE)) {
      // Inactive is the first value, which is high on the wire: no reset.
      assertEquals(before, resets());
      assertEquals(0, setValues(line, 1, 1));
      assertEquals(1, values(line, 1));
      // In reset the chip does not drive its data pin.
      assertEquals(-1, (byte) resets());
      assertEquals(0, setValues(line, 1, 0));
      assertEquals(before + 1, resets());
      assertEquals(EINVAL, setValues(line, 2, 2));
    }
  }

  @Test
  void outputsStartWithTheValueAskedFor() {
    int before = resets();
    var request = request(OUTPUT, 3, RESET_LINE);
    var config = gpio_v2_line_request.config(request);
    gpio_v2_line_config.num_attrs(config, 1);
    var attribute = gpio_v2_line_config.attrs(config, 0);
    gpio_v2_line_config_attribute.mask(attribute, 0b11);
    var values = gpio_v2_line_config_attribute.attr(attribute);
    gpio_v2_line_attribute.id(values, LinuxConstants.GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES());
    gpio_v2_line_attribute.values(values, 0b10);
    assertEquals(0, submit(request));
    try (var line = RawFile.of(gpio_v2_line_request.fd(request))) {
      assertEquals(0b10, values(line, 0b11));
      assertEquals(before, resets());
      // Turned around by a new configuration: inactive is high then.
      var inverted = gpio_v2_line_config.allocate(line.arena());
      gpio_v2_line_config.flags(inverted, OUTPUT | ACTIVE_LOW);
      assertEquals(0, line.ioctl(LinuxConstants.GPIO_V2_LINE_SET_CONFIG_IOCTL(), inverted));
      assertEquals(before, resets());
      assertEquals(0, values(line, 0b11));
      gpio_v2_line_config.flags(inverted, INPUT | OUTPUT);
      assertEquals(EINVAL, line.ioctl(LinuxConstants.GPIO_V2_LINE_SET_CONFIG_IOCTL(), inverted));
    }
  }
}
