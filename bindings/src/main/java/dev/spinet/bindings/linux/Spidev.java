package dev.spinet.bindings.linux;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.linux.sys.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * An SPI device of Linux, such as {@code /dev/spidev0.0}. Each submission of a message is one
 * system call, during which the calling thread waits for the wires: some 20 to 100 microseconds on
 * a board, and the time of the bytes.
 *
 * <p>One submission moves at most {@link #bufferSize()} bytes in each direction: the parameter
 * {@code bufsiz} of the kernel's module spidev, 4096 unless changed, in which each transfer counts
 * rounded up to the alignment for DMA. A frame that does not fit is refused and never split.
 *
 * <p>The device is locked with flock(2): a second program, or a second object in this one, that
 * opens it in the same way gets an error.
 */
public final class Spidev implements SpiBus {
  private final Descriptor descriptor;
  private final SpiConfig config;
  private final SpidevLimits limits;
  private final Arena arena;
  private final MemorySegment state;
  private final Lifetime lifetime;
  private final BusCounters counters = new BusCounters();

  /** All that were prepared: they live as long as the device. */
  private final List<SpidevMessage> messages = new ArrayList<>();

  private int speedHz;

  @SuppressWarnings("MustBeClosedChecker") // Closed by release().
  Spidev(Descriptor descriptor, SpiConfig config, SpidevLimits limits) {
    this.descriptor = descriptor;
    this.config = config;
    this.limits = limits;
    // Shared, since the threads that use the chip take turns, and closed by hand, so that messages
    // cannot be used after their bus. It costs some nanoseconds a call.
    arena = Arena.ofShared();
    state = Libc.allocateState(arena);
    lifetime = new Lifetime(() -> {}, this::release);
    speedHz = config.maxSpeedHz();
  }

  /**
   * Opens a device and sets it up. Also a virtual device will do that is a regular file and answers
   * the same requests.
   *
   * @param path path of the device file
   * @param config how to drive it
   * @return the device
   * @throws BusException if the device does not exist, may not be used, is in use, is no SPI device
   *     or cannot be driven so
   * @throws IllegalArgumentException if the path is empty or contains a zero character
   */
  public static Spidev open(String path, SpiConfig config) throws BusException {
    return open(path, config, SpidevLimits.of(config.bufferSize()));
  }

  static Spidev open(String path, SpiConfig config, SpidevLimits limits) throws BusException {
    var descriptor = Descriptor.open(DeviceKind.SPI, path);
    try {
      SpidevSetup.apply(descriptor, config);
      return new Spidev(descriptor, config, limits);
    } catch (BusException | RuntimeException | Error e) {
      descriptor.closeAfter(e);
      throw e;
    }
  }

  /**
   * How the device was opened; {@link #setSpeed} may have changed the clock since.
   *
   * @return the configuration it was opened with
   */
  public SpiConfig config() {
    return config;
  }

  /**
   * What one message may move in each direction.
   *
   * @return the limit in bytes, alignment included
   */
  public int bufferSize() {
    return limits.bufferSize();
  }

  @Override
  public SpiMessage prepare(SpiFrame... frames) {
    var list = List.of(frames);
    int maxPayload = limits.maxPayload(list);
    enter();
    try {
      var message = new SpidevMessage(this, list, maxPayload, arena, speedHz, config.bitsPerWord());
      messages.add(message);
      return message;
    } finally {
      lifetime.exit();
    }
  }

  @Override
  public void setSpeed(int hertz) throws BusException {
    enter();
    try {
      SpidevSetup.applySpeed(descriptor, hertz);
      speedHz = hertz;
      messages.forEach(message -> message.setSpeed(hertz));
    } finally {
      lifetime.exit();
    }
  }

  /** Submits prepared transfers in one system call. */
  void submit(
      MemorySegment transfers, int transferCount, MemorySegment payload, int frames, int bytes)
      throws BusException {
    enter();
    try {
      // The payload is named beside the transfers that hold its address: for the kernel it is a
      // surplus argument, but Java keeps its arena open during the call and refuses memory that is
      // closed already or confined to another thread.
      int result =
          Libc.ioctl(
              state, descriptor.fd(), SpidevMessage.request(transferCount), transfers, payload);
      if (result != bytes) {
        throw failure(result, bytes);
      }
      counters.count(frames, bytes);
    } finally {
      lifetime.exit();
    }
  }

  /**
   * The error of a submission. None is tried again, not even after a signal: frames that have
   * crossed the wire already would have their effect on the chip twice.
   */
  private BusException failure(int result, int bytes) {
    if (result >= 0) {
      return DeviceErrors.refused(
          name(), "transfer " + bytes + " bytes", "only " + result + " bytes were moved");
    }
    return -result == LinuxConstants.EMSGSIZE()
        ? DeviceErrors.messageTooLong(name(), bytes, bufferSize())
        : DeviceErrors.failed(name(), "transfer " + bytes + " bytes", -result);
  }

  private void enter() {
    if (!lifetime.enter()) {
      throw new IllegalStateException(name() + " is closed");
    }
  }

  @Override
  public BusCounters counters() {
    return counters;
  }

  @Override
  public String name() {
    return descriptor.device();
  }

  @Override
  public void close() throws IOException {
    lifetime.close();
  }

  private void release() throws BusException {
    try {
      arena.close();
    } finally {
      descriptor.close();
    }
  }
}
