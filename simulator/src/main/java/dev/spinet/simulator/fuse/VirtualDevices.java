package dev.spinet.simulator.fuse;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.simulator.fuse.gpio.VirtualGpioChip;
import dev.spinet.simulator.fuse.session.FuseSession;
import dev.spinet.simulator.fuse.session.VirtualFile;
import dev.spinet.simulator.fuse.spi.VirtualSpidev;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A directory with virtual SPI devices and a virtual GPIO chip, and simulated chips wired to them:
 *
 * <ul>
 *   <li>{@code spidev0.0}, {@code spidev0.1}, …: the SPI pins of each chip, see {@link
 *       VirtualSpidev};
 *   <li>{@code gpiochip0}: the chips' interrupt and reset pins, see {@link VirtualGpioChip};
 *   <li>{@code linepool0}, {@code linepool1}, …: a program that requests lines needs one of them
 *       open for each request, see {@link LinePool};
 *   <li>{@code statistics}, {@code statistics1}, …: a text with the counts of {@code spidev0.0},
 *       {@code spidev0.1}, ….
 * </ul>
 *
 * <p>Programs are best served by a process of its own, see {@link VirtualDeviceServer}: a process
 * that is killed while one of its threads waits for an answer of another one cannot end.
 */
public final class VirtualDevices implements AutoCloseable {

  private static final String SPIDEV = "spidev0.";
  private static final String GPIO_CHIP = "gpiochip0";

  private final FuseSession session;
  private final List<VirtualSpidev> spidevs;
  private final VirtualGpioChip gpioChip;
  private final List<SimulatedChip> chips;
  private final boolean directoryCreated;

  private VirtualDevices(
      FuseSession session,
      List<VirtualSpidev> spidevs,
      VirtualGpioChip gpioChip,
      List<SimulatedChip> chips,
      boolean directoryCreated) {
    this.session = session;
    this.spidevs = spidevs;
    this.gpioChip = gpioChip;
    this.chips = chips;
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
    return mount(directory, () -> List.of(factory.create()), board);
  }

  /**
   * Mounts the devices of chips that there are already.
   *
   * @param directory where to mount; made if it does not exist, and then removed at the end
   * @param chips the chips, one or more, which belong to the result; closed also if this fails
   * @param board how they are wired
   * @return the devices, in operation
   * @throws dev.spinet.bindings.bus.BusException if there is no FUSE, this user may not mount, or
   *     something is mounted there; the message says what to do
   * @throws IOException if the directory cannot be had
   * @throws IllegalArgumentException if the board has not enough lines for them, or a line of one
   *     is that of another
   */
  public static VirtualDevices mount(Path directory, List<SimulatedChip> chips, VirtualBoard board)
      throws IOException {
    if (board.interruptLine(chips.size() - 1) >= board.gpioLines()
        || board.resetLine(chips.size() - 1) >= board.gpioLines()) {
      throw new IllegalArgumentException(
          "a board with %d lines has none for chip %d"
              .formatted(board.gpioLines(), chips.size() - 1));
    }
    if (chips.size() > 1 && (board.interruptLine() - board.resetLine()) % 2 == 0) {
      throw new IllegalArgumentException(
          "with lines %d and %d for chip 0, the lines of several chips overlap"
              .formatted(board.interruptLine(), board.resetLine()));
    }
    return mount(directory, () -> chips, board);
  }

  /** Makes chips when it is clear that they can be mounted. */
  private interface Supply {
    List<SimulatedChip> create() throws IOException;
  }

  private static VirtualDevices mount(Path directory, Supply supply, VirtualBoard board)
      throws IOException {
    boolean created = create(directory);
    try {
      return mount(directory, supply, board, created);
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
    var parent = directory.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw new BusException(
          directory.toString(),
          "cannot mount on %s: there is no directory %s; make it first"
              .formatted(directory, parent),
          LinuxConstants.ENOENT());
    }
    try {
      Files.createDirectory(directory);
    } catch (AccessDeniedException e) {
      var failure =
          new BusException(
              directory.toString(),
              "cannot make the directory %s: this user may not write in %s"
                  .formatted(directory, parent),
              LinuxConstants.EACCES());
      failure.initCause(e);
      throw failure;
    }
    return true;
  }

  private static VirtualDevices mount(
      Path directory, Supply supply, VirtualBoard board, boolean created) throws IOException {
    var path = FuseSession.mountPath(directory);
    var gpioChip =
        new VirtualGpioChip(
            GPIO_CHIP, "spinet-virtual", board.gpioLines(), path, board.lineRequests());
    var chips = supply.create();
    try {
      var spidevs = new ArrayList<VirtualSpidev>();
      var files = new ArrayList<VirtualFile>();
      for (int number = 0; number < chips.size(); number++) {
        var chip = chips.get(number);
        wire(chip, gpioChip, board.interruptLine(number), board.resetLine(number));
        var spidev = new VirtualSpidev(SPIDEV + number, board.controller(), chip.spi());
        spidevs.add(spidev);
        files.add(spidev);
        files.add(new StatisticsFile(StatisticsFile.name(number), spidev));
      }
      files.add(gpioChip);
      files.addAll(gpioChip.slots());
      var session = FuseSession.mount(path, board.permissions(), files);
      return new VirtualDevices(session, List.copyOf(spidevs), gpioChip, chips, created);
    } catch (IOException | RuntimeException e) {
      chips.forEach(SimulatedChip::close);
      throw e;
    }
  }

  private static void wire(
      SimulatedChip chip, VirtualGpioChip gpioChip, int interruptLine, int resetLine) {
    gpioChip.name(interruptLine, "INTn");
    gpioChip.drive(interruptLine, !chip.interrupt().isAsserted());
    chip.interrupt().watch(asserted -> gpioChip.drive(interruptLine, !asserted));
    gpioChip.connect(resetLine, "RSTn", high -> chip.reset().set(!high));
  }

  /**
   * The first SPI device's file.
   *
   * @return its absolute path
   */
  public Path spidevPath() {
    return spidevPath(0);
  }

  /**
   * The file of one of several SPI devices.
   *
   * @param chip number of the chip, from 0
   * @return its absolute path
   * @throws IndexOutOfBoundsException if there is no such chip
   */
  public Path spidevPath(int chip) {
    return session.directory().resolve(spidevs.get(chip).name());
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
   * The first SPI device.
   *
   * @return what serves the file, with its counters
   */
  public VirtualSpidev spidev() {
    return spidevs.getFirst();
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
   * The first chip's network.
   *
   * @return what programs of this machine can ask of it; empty if the chip is in none
   */
  public Optional<ChipNetwork> network() {
    return chips.getFirst().network();
  }

  /**
   * Waits until the devices are closed, Java ends, or somebody else unmounts the directory.
   *
   * @return whether it was somebody else
   * @throws InterruptedException if this thread is interrupted
   */
  public boolean awaitEnd() throws InterruptedException {
    return session.awaitEnd();
  }

  /**
   * Unmounts the directory and ends the chips. Programs that have a device open get errors from
   * their next call on. Closing twice has no effect.
   *
   * @throws IOException if the system does not unmount
   */
  @Override
  public void close() throws IOException {
    try {
      session.close();
    } finally {
      chips.forEach(SimulatedChip::close);
    }
    if (directoryCreated) {
      Files.deleteIfExists(session.directory());
    }
  }
}
