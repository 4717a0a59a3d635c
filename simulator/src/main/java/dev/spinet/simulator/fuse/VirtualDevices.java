package dev.spinet.simulator.fuse;

import dev.spinet.simulator.fuse.gpio.VirtualGpioChip;
import dev.spinet.simulator.fuse.session.FuseSession;
import dev.spinet.simulator.fuse.session.VirtualFile;
import dev.spinet.simulator.fuse.spi.VirtualSpidev;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;

/**
 * A directory with a virtual SPI device and a virtual GPIO chip, and a simulated chip wired to
 * both:
 *
 * <ul>
 *   <li>{@code spidev0.0}: the chip's SPI pins, see {@link VirtualSpidev};
 *   <li>{@code gpiochip0}: the chip's interrupt and reset pins, see {@link VirtualGpioChip};
 *   <li>{@code linepool0}, {@code linepool1}, …: a program that requests lines needs one of them
 *       open for each request, see {@link LinePool};
 *   <li>{@code statistics}: a text with the counts of {@code spidev0.0}.
 * </ul>
 *
 * <p>Programs are best served by a process of its own, see {@link VirtualDeviceServer}: a process
 * that is killed while one of its threads waits for an answer of another one cannot end.
 */
public final class VirtualDevices implements AutoCloseable {

  private static final String SPIDEV = "spidev0.0";
  private static final String GPIO_CHIP = "gpiochip0";

  private final FuseSession session;
  private final VirtualSpidev spidev;
  private final VirtualGpioChip gpioChip;
  private final SimulatedChip chip;
  private final boolean directoryCreated;

  private VirtualDevices(
      FuseSession session,
      VirtualSpidev spidev,
      VirtualGpioChip gpioChip,
      SimulatedChip chip,
      boolean directoryCreated) {
    this.session = session;
    this.spidev = spidev;
    this.gpioChip = gpioChip;
    this.chip = chip;
    this.directoryCreated = directoryCreated;
  }

  /**
   * Makes a chip and mounts the devices.
   *
   * @param directory where to mount; made if it does not exist, and then removed at the end
   * @param factory makes the chip, which belongs to the result
   * @param board how it is wired
   * @return the devices, in operation
   * @throws dev.spinet.bindings.bus.BusException if there is no FUSE, this user may not mount, or
   *     something is mounted there; the message says what to do
   * @throws IOException if the directory or the chip cannot be had
   */
  public static VirtualDevices mount(Path directory, ChipFactory factory, VirtualBoard board)
      throws IOException {
    boolean created = create(directory);
    try {
      return mount(directory, factory, board, created);
    } catch (IOException | RuntimeException e) {
      if (created) {
        Files.deleteIfExists(directory);
      }
      throw e;
    }
  }

  private static boolean create(Path directory) throws IOException {
    // A dead mount cannot be looked at, but it is there.
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS) || !Files.notExists(directory)) {
      return false;
    }
    Files.createDirectory(directory);
    return true;
  }

  private static VirtualDevices mount(
      Path directory, ChipFactory factory, VirtualBoard board, boolean created) throws IOException {
    var path = FuseSession.mountPath(directory);
    var gpioChip =
        new VirtualGpioChip(
            GPIO_CHIP, "spinet-virtual", board.gpioLines(), path, board.lineRequests());
    var chip = factory.create();
    try {
      gpioChip.name(board.interruptLine(), "INTn");
      gpioChip.drive(board.interruptLine(), !chip.interrupt().isAsserted());
      chip.interrupt().watch(asserted -> gpioChip.drive(board.interruptLine(), !asserted));
      gpioChip.connect(board.resetLine(), "RSTn", high -> chip.reset().set(!high));
      var spidev = new VirtualSpidev(SPIDEV, board.controller(), chip.spi());
      var files = new ArrayList<VirtualFile>();
      files.add(spidev);
      files.add(gpioChip);
      files.addAll(gpioChip.slots());
      files.add(new StatisticsFile(spidev));
      var session = FuseSession.mount(path, board.permissions(), files);
      return new VirtualDevices(session, spidev, gpioChip, chip, created);
    } catch (IOException | RuntimeException e) {
      chip.close();
      throw e;
    }
  }

  /**
   * The SPI device's file.
   *
   * @return its absolute path
   */
  public Path spidevPath() {
    return session.directory().resolve(spidev.name());
  }

  /**
   * The GPIO chip's file.
   *
   * @return its absolute path
   */
  public Path gpioChipPath() {
    return session.directory().resolve(gpioChip.name());
  }

  /**
   * The SPI device.
   *
   * @return what serves the file, with its counters
   */
  public VirtualSpidev spidev() {
    return spidev;
  }

  /**
   * The GPIO chip.
   *
   * @return what serves the file
   */
  public VirtualGpioChip gpioChip() {
    return gpioChip;
  }

  /**
   * Waits until the devices are closed, or somebody else unmounts the directory.
   *
   * @throws InterruptedException if this thread is interrupted
   */
  public void awaitEnd() throws InterruptedException {
    session.awaitEnd();
  }

  /**
   * Unmounts the directory and ends the chip. Programs that have a device open get errors from
   * their next call on. Closing twice has no effect.
   *
   * @throws IOException if the system does not unmount
   */
  @Override
  public void close() throws IOException {
    try {
      session.close();
    } finally {
      chip.close();
    }
    if (directoryCreated) {
      Files.deleteIfExists(session.directory());
    }
  }
}
