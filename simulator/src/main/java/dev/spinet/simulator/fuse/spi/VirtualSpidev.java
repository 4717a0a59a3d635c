package dev.spinet.simulator.fuse.spi;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.spi_ioc_transfer;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.fuse.session.IoctlCall;
import dev.spinet.simulator.fuse.session.LateReplies;
import dev.spinet.simulator.fuse.session.OpenFile;
import dev.spinet.simulator.fuse.session.VirtualFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.LongAdder;

/**
 * A file that behaves as {@code /dev/spidevX.Y} does, with a simulated chip on its wires. Programs
 * use it with the ioctls of {@code linux/spi/spidev.h}, and with read(2) and write(2).
 */
public final class VirtualSpidev implements VirtualFile {

  private static final int RD_MODE = (int) LinuxConstants.SPI_IOC_RD_MODE();
  private static final int RD_MODE32 = (int) LinuxConstants.SPI_IOC_RD_MODE32();
  private static final int RD_LSB_FIRST = (int) LinuxConstants.SPI_IOC_RD_LSB_FIRST();
  private static final int RD_BITS_PER_WORD = (int) LinuxConstants.SPI_IOC_RD_BITS_PER_WORD();
  private static final int RD_MAX_SPEED_HZ = (int) LinuxConstants.SPI_IOC_RD_MAX_SPEED_HZ();
  private static final int WR_MODE = (int) LinuxConstants.SPI_IOC_WR_MODE();
  private static final int WR_MODE32 = (int) LinuxConstants.SPI_IOC_WR_MODE32();
  private static final int WR_LSB_FIRST = (int) LinuxConstants.SPI_IOC_WR_LSB_FIRST();
  private static final int WR_BITS_PER_WORD = (int) LinuxConstants.SPI_IOC_WR_BITS_PER_WORD();
  private static final int WR_MAX_SPEED_HZ = (int) LinuxConstants.SPI_IOC_WR_MAX_SPEED_HZ();

  /** All SPI_IOC_MESSAGE requests are equal but for the size of their argument. */
  private static final int SIZE_BITS =
      LinuxConstants.SPINET_IOC_SIZE_MASK() << LinuxConstants.SPINET_IOC_SIZE_SHIFT();

  private static final int MESSAGE = (int) LinuxConstants.SPINET_SPI_IOC_MESSAGE_1() & ~SIZE_BITS;

  private final String name;
  private final SpiController controller;
  private final SpiSettings settings;
  private final SelectedChip chip;
  private final MessageRunner runner;
  private final LongAdder systemCalls = new LongAdder();
  private final LongAdder messages = new LongAdder();
  private int users;

  /**
   * A device.
   *
   * @param name its file name, such as {@code spidev0.0}
   * @param controller the controller it sits on
   * @param slave the chip; its calls come from the thread of the session that serves the file
   */
  public VirtualSpidev(String name, SpiController controller, SpiSlave slave) {
    this.name = name;
    this.controller = controller;
    this.settings = new SpiSettings(controller);
    this.chip = new SelectedChip(slave, settings);
    this.runner = new MessageRunner(controller, settings, chip, Arena.ofAuto());
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * What has happened so far. Any thread may ask.
   *
   * @return a snapshot
   */
  public SpidevCounters counters() {
    return new SpidevCounters(systemCalls.sum(), messages.sum(), chip.frames(), chip.bytes());
  }

  /**
   * The clock rate that a program has set. Any thread may ask.
   *
   * @return hertz
   */
  public int speedHz() {
    return settings.speedHz();
  }

  @Override
  public OpenFile open(LateReplies replies, int flags) {
    users++;
    return new Handle();
  }

  private int message(MemorySegment input, int thread) {
    if (input.byteSize() % spi_ioc_transfer.sizeof() != 0) {
      return -LinuxConstants.EINVAL();
    }
    if (input.byteSize() == 0) {
      return 0;
    }
    int result = runner.run(input, thread);
    if (result >= 0) {
      messages.increment();
    }
    return result;
  }

  /** After a change of settings the kernel puts chip select into its idle state (spi_setup()). */
  private int setUp(int result) {
    if (result == 0) {
      chip.deselect();
    }
    return result;
  }

  /** One open descriptor; all of them share the device's state. */
  private final class Handle implements OpenFile {

    @Override
    public int ioctl(IoctlCall call) {
      systemCalls.increment();
      int request = call.request();
      if (isMessage(request)) {
        return message(call.input(), call.callerThread());
      }
      var out = call.output();
      var in = call.input();
      if (request == RD_MODE) {
        out.set(ValueLayout.JAVA_BYTE, 0, (byte) settings.mode());
      } else if (request == RD_MODE32) {
        out.set(ValueLayout.JAVA_INT, 0, settings.mode());
      } else if (request == RD_LSB_FIRST) {
        boolean lsbFirst = (settings.mode() & LinuxConstants.SPI_LSB_FIRST()) != 0;
        out.set(ValueLayout.JAVA_BYTE, 0, (byte) (lsbFirst ? 1 : 0));
      } else if (request == RD_BITS_PER_WORD) {
        out.set(ValueLayout.JAVA_BYTE, 0, (byte) settings.bitsPerWord());
      } else if (request == RD_MAX_SPEED_HZ) {
        out.set(ValueLayout.JAVA_INT, 0, settings.speedHz());
      } else if (request == WR_MODE) {
        return setUp(settings.setMode(Byte.toUnsignedInt(in.get(ValueLayout.JAVA_BYTE, 0))));
      } else if (request == WR_MODE32) {
        return setUp(settings.setMode(in.get(ValueLayout.JAVA_INT, 0)));
      } else if (request == WR_LSB_FIRST) {
        return setUp(settings.setLsbFirst(in.get(ValueLayout.JAVA_BYTE, 0) != 0));
      } else if (request == WR_BITS_PER_WORD) {
        return setUp(settings.setBitsPerWord(Byte.toUnsignedInt(in.get(ValueLayout.JAVA_BYTE, 0))));
      } else if (request == WR_MAX_SPEED_HZ) {
        return setUp(settings.setSpeed(in.get(ValueLayout.JAVA_INT, 0)));
      } else {
        return -LinuxConstants.ENOTTY();
      }
      return 0;
    }

    private boolean isMessage(int request) {
      return (request & ~SIZE_BITS) == MESSAGE;
    }

    @Override
    public int read(long request, int flags, long offset, MemorySegment buffer, int size) {
      systemCalls.increment();
      if (size > controller.bufsiz()) {
        return -LinuxConstants.EMSGSIZE();
      }
      chip.submission(settings.speedHz());
      chip.select();
      chip.read(buffer, 0, size);
      chip.deselect();
      messages.increment();
      return size;
    }

    @Override
    public int write(MemorySegment data, int size) {
      systemCalls.increment();
      if (size > controller.bufsiz()) {
        return -LinuxConstants.EMSGSIZE();
      }
      chip.submission(settings.speedHz());
      chip.select();
      chip.write(data, 0, size);
      chip.deselect();
      messages.increment();
      return size;
    }

    @Override
    public void release() {
      if (--users == 0) {
        settings.forgetSpeed();
      }
    }
  }
}
