package dev.spinet.bindings.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads who gave a wrong path, or has no right to it. */
class DeviceErrorsTest {
  @TempDir Path folder;

  private static BusException failure(Executable open) {
    return assertThrows(BusException.class, open);
  }

  private static BusException openSpi(String path) {
    return failure(() -> Spidev.open(path, SpiConfig.of(1_000_000)));
  }

  private static BusException openGpio(String path) {
    return failure(() -> GpioChip.open(path));
  }

  private static BusException openSerial(String path) {
    return failure(() -> SerialPort.open(path, SerialConfig.of(9600)));
  }

  @Test
  void aMissingDeviceSaysWhatToEnable() {
    var path = folder.resolve("spidev0.0").toString();
    var e = openSpi(path);

    assertEquals(path, e.device());
    assertEquals(Errno.ENOENT.number(), e.errno());
    assertTrue(
        e.getMessage().startsWith(path + ": cannot open: No such file or directory (ENOENT)."),
        e.getMessage());
    assertTrue(e.getMessage().contains("dtparam=spi=on"), e.getMessage());
    assertTrue(openGpio(path).getMessage().contains("gpiodetect"));
    assertTrue(openSerial(path).getMessage().contains("enable_uart=1"));
  }

  @Test
  void aWrongNumberIsShownTheDevicesThatAreThere() throws IOException {
    Files.createFile(folder.resolve("spidev1.0"));
    Files.createFile(folder.resolve("spidev1.1"));
    Files.createFile(folder.resolve("gpiochip0"));
    var message = openSpi(folder.resolve("spidev0.0").toString()).getMessage();

    assertTrue(
        message.endsWith(
            "Present: " + folder.resolve("spidev1.0") + ", " + folder.resolve("spidev1.1") + "."),
        message);
  }

  @Test
  void anotherKindOfDeviceIsNamedAsSuch() {
    assertEquals(
        "/dev/null is not an SPI device: Inappropriate ioctl for device (ENOTTY)."
            + " SPI devices are named like /dev/spidev0.0.",
        openSpi("/dev/null").getMessage());
    assertEquals(
        "/dev/null is not a GPIO chip: Inappropriate ioctl for device (ENOTTY)."
            + " GPIO chips are named like /dev/gpiochip0.",
        openGpio("/dev/null").getMessage());
    assertEquals(
        "/dev/null is not a serial port: Inappropriate ioctl for device (ENOTTY)."
            + " Serial ports are named like /dev/ttyUSB0 or /dev/ttyAMA0.",
        openSerial("/dev/null").getMessage());
  }

  @Test
  void aTerminalIsNoSpiDevice() {
    try (var pty = Pty.open()) {
      var before = pty.settings();
      assertTrue(openSpi(pty.path()).getMessage().contains("is not an SPI device"));
      assertTrue(openGpio(pty.path()).getMessage().contains("is not a GPIO chip"));
      assertArrayEquals(before, pty.settings());
    }
  }

  @Test
  void aFolderOrAnOrdinaryFileIsNoDevice() throws IOException {
    var file = Files.createFile(folder.resolve("file")).toString();

    assertTrue(openSpi(folder.toString()).getMessage().contains("is not an SPI device"));
    assertTrue(openSpi(file).getMessage().contains("is not an SPI device"));
    assertTrue(openGpio(file).getMessage().contains("is not a GPIO chip"));
    assertTrue(openSerial(file).getMessage().contains("is not a serial port"));
  }

  @Test
  void aPathHasNoZeroCharacter() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> SerialPort.open("/dev/null\0x", SerialConfig.of(9600)));
    assertEquals("not a path of a serial port: '/dev/null\0x'", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Spidev.open("", SpiConfig.of(1_000_000)));
  }

  @Test
  void noPermissionNamesTheGroupToJoin() {
    assertEquals(
        "It belongs to the group spi: run  sudo usermod -aG spi anna  and log in again.",
        NodePermissions.advice(
            "/dev/spidev0.0", "spi", PosixFilePermissions.fromString("rw-rw----"), "anna"));
  }

  @Test
  void noPermissionNeverSendsAnybodyIntoRootsGroup() {
    for (var permissions : new String[] {"rw-rw----", "rw-------"}) {
      var advice =
          NodePermissions.advice(
              "/dev/spidev0.0", "root", PosixFilePermissions.fromString(permissions), "anna");
      assertFalse(advice.contains("usermod"), advice);
      assertTrue(advice.contains("udev rule"), advice);
    }
  }

  @Test
  void theGroupIsLookedUpOnTheNode() throws IOException {
    var node = Files.createFile(folder.resolve("spidev0.0"));
    Files.setPosixFilePermissions(node, PosixFilePermissions.fromString("rw-rw----"));
    var group = Files.readAttributes(node, PosixFileAttributes.class).group().getName();
    var e = DeviceErrors.opening(DeviceKind.SPI, node.toString(), Errno.EACCES.number());

    assertTrue(
        e.getMessage().startsWith(node + ": cannot open: Permission denied (EACCES)."),
        e.getMessage());
    assertTrue(e.getMessage().contains("group " + group), "names " + group + ": " + e.getMessage());
  }

  @Test
  void aTooLongMessageNamesTheParameter() {
    var e = DeviceErrors.messageTooLong("/dev/spidev0.0", 5000, 4096);

    assertEquals(Errno.EMSGSIZE.number(), e.errno());
    assertTrue(e.getMessage().contains("5000 bytes"), e.getMessage());
    assertTrue(e.getMessage().contains("4096 bytes"), e.getMessage());
    assertTrue(e.getMessage().contains("spidev.bufsiz="), e.getMessage());
  }

  @Test
  void aRemovedDeviceSaysSo() {
    var e = DeviceErrors.failed("/dev/spidev0.0", "transfer 4 bytes", Errno.ESHUTDOWN.number());

    assertTrue(e.getMessage().contains("unplugged"), e.getMessage());
    assertTrue(e.getMessage().contains("ESHUTDOWN"), e.getMessage());
  }
}
