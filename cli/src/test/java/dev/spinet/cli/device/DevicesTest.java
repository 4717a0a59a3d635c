package dev.spinet.cli.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.cli.Captured;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.socket.DhcpException;
import dev.spinet.socket.Eth;
import dev.spinet.socket.LinkInfo;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Device URIs through the command line, and what is said about those that cannot be. */
class DevicesTest {

  private final Captured pipe = Captured.pipe();

  private int demo(String uri) {
    return pipe.run(Devices::open, "demo", "--size=1000", "--device", uri);
  }

  private void assertComplains(String sentence) {
    assertTrue(pipe.err().startsWith("spinet: "), pipe.err());
    assertTrue(pipe.err().contains(sentence), pipe.err());
    assertFalse(pipe.err().contains("\tat "), pipe.err());
    assertFalse(pipe.err().contains("fault of spinet"), pipe.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          w5501:/dev/spidev0.0            | unknown device scheme 'w5501'
          w5501:/dev/spidev0.0            | known are: esp32, sim, w5500
          /dev/spidev0.0                  | is not a device URI
          sim:w5100                       | there is no simulated 'w5100'
          sim:w5500?sped=1MHz             | unknown option 'sped'
          sim:w5500?speed=fast            | 'fast' is not a speed: it should look like 33.3MHz
          sim:w5500?speed=1Hz             | '1Hz' is no speed of this bus
          sim:w5500?speed=999GHz          | '999GHz' is not a speed
          sim:w5500?int=maybe             | yes or no
          sim:w5500?buffers=two           | in 'sim:w5500?buffers=two': 'two' is not a list of sizes
          sim:w5500?buffers=16,1          | in 'sim:w5500?buffers=16,1': the buffers have 1 to 16 KiB
          sim:w5500?int                   | 'int' in 'sim:w5500?int' is not an option
          sim:w5500?int=no&int=yes        | given twice
          sim:w5500?faults=/none          | in 'sim:w5500?faults=/none': there is no file '/none'
          w5500:/dev/spidev0.0?speed=fast | 'fast' is not a speed
          w5500:/dev/spidev0.0?irq=5      | unknown option 'irq'
          w5500:                          | names no SPI device
          sim:esp-at?profile=1            | there is no firmware '1'
          esp32:/dev/ttyUSB9              | names no Wi-Fi network to join: add ssid=NAME&password-file=FILE
          esp32:?ssid=a&security=open     | names no serial port
          """)
  void refusesWhatIsNoDevice(String uri, String sentence) {
    assertEquals(2, demo(uri));
    assertComplains(sentence);
    assertTrue(pipe.err().endsWith("Try 'spinet demo --help'.\n"), pipe.err());
  }

  @Test
  void simulatedChipFailsAsAFileSays(@TempDir Path directory) throws IOException {
    var file = directory.resolve("faults");
    Files.writeString(file, "on data packet from chip: reset connections\n");
    assertEquals(4, demo("sim:w5500?faults=" + file));
    assertComplains("reset");
    Files.writeString(file, "on 2nd data packet: lose packet\n");
    assertEquals(0, demo("sim:w5500?faults=" + file));
    Files.writeString(file, "on 2nd data packet: lose package\n");
    assertEquals(2, demo("sim:w5500?faults=" + file));
    assertComplains(file + ", line 1: 'package' is not understood; expected");
  }

  @Test
  void namesADeviceThatDoesNotExist() {
    assertEquals(3, demo("w5500:/dev/spidev98.7"));
    assertComplains("/dev/spidev98.7");
    assertComplains("ENOENT");
  }

  @Test
  void namesASerialPortThatDoesNotExist() {
    assertEquals(3, demo("esp32:/dev/ttySPINET9?ssid=home&password=SECRET-SECRET"));
    assertComplains("/dev/ttySPINET9");
    assertFalse(pipe.err().contains("SECRET"), pipe.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/null", "/tmp"})
  void namesAFileThatIsNoSpiDevice(String file) {
    assertEquals(3, demo("w5500:" + file));
    assertComplains(file);
  }

  @Test
  void namesAGpioChipThatDoesNotExist(@TempDir Path folder) {
    assertEquals(3, demo("w5500:/dev/null?int=%s:3".formatted(folder.resolve("gpiochip9"))));
    assertComplains("/dev/null");
  }

  @ParameterizedTest
  @CsvSource({"0x00, 00", "0xff, FF", "0x51, 51"})
  void saysWhatAWrongChipAnswered(int answer, String read) {
    int code =
        pipe.run(
            uri -> {
              var bus = new SimulatedSpiBus(new StuckChip((byte) answer), "a stuck bus");
              W5500 chip = W5500.on(bus, new W5500Options(), null, null);
              return new OpenDevice(
                  chip, chip, BusReading.spi(() -> new BusCounters.Snapshot(0, 0, 0)), false);
            },
            "demo");
    assertEquals(3, code);
    assertComplains("a stuck bus");
    assertTrue(pipe.err().toUpperCase(Locale.ROOT).contains(read), pipe.err());
  }

  /** A chip that always sends the same byte: none, one without power, or another one. */
  private record StuckChip(byte answer) implements SpiSlave {

    @Override
    public void select() {}

    @Override
    public void exchange(
        MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length) {
      read(miso, misoOffset, length);
    }

    @Override
    public void read(MemorySegment miso, long misoOffset, int length) {
      miso.asSlice(misoOffset, length).fill(answer);
    }

    @Override
    public void write(MemorySegment mosi, long mosiOffset, int length) {}

    @Override
    public void deselect() {}
  }

  @Test
  void saysHowToDoWithoutDhcp() {
    int code =
        pipe.run(
            uri -> {
              var simulated = (W5500) Devices.open("sim:w5500").driver();
              return new OpenDevice(
                  simulated,
                  new WithoutDhcp(),
                  BusReading.spi(() -> simulated.statistics().bus()),
                  false);
            },
            "demo",
            "--device=w5500:/dev/spidev0.0?speed=1MHz");
    assertEquals(4, code);
    assertComplains("no DHCP server answered");
    assertComplains("w5500:/dev/spidev0.0?speed=1MHz&ip=192.168.1.50/24");
  }

  /** An interface on a network without a DHCP server. */
  private static final class WithoutDhcp implements Eth {

    @Override
    public void link(Duration timeout) throws IOException {
      throw new DhcpException("no DHCP server answered");
    }

    @Override
    public void unlink() {}

    @Override
    public boolean isLinked() {
      return false;
    }

    @Override
    public LinkInfo linkInfo() {
      throw new UnsupportedOperationException("it has no address");
    }

    @Override
    public void setLinkInfo(
        Inet4Address ip, Inet4Address mask, Inet4Address gateway, Inet4Address dns) {
      throw new UnsupportedOperationException("it has no address");
    }
  }

  @Test
  void wantsAnAddressOfThisMachineInTheNetworkOfTheChip() {
    int code =
        pipe.run(
            uri -> {
              var simulated = (W5500) Devices.open("sim:w5500").driver();
              simulated.setLinkInfo("203.0.113.9", "255.255.255.0", "203.0.113.1", "0.0.0.0");
              return new OpenDevice(
                  simulated, simulated, BusReading.spi(() -> simulated.statistics().bus()), false);
            },
            "demo");
    assertEquals(2, code);
    assertComplains("this machine has no address in the chip's network 203.0.113.9/24");
    assertComplains("--server-address");
  }

  @Test
  void saysThatADeviceMayNotBeOpened(@TempDir Path folder) throws Exception {
    Path device = Files.createFile(folder.resolve("spidev0.0"));
    Files.setPosixFilePermissions(device, PosixFilePermissions.fromString("---------"));
    int code = demo("w5500:" + device);
    assertEquals(3, code);
    // Root may open everything, and finds out that it is a plain file.
    assertComplains(
        System.getProperty("user.name").equals("root") ? "not an SPI device" : "EACCES");
  }
}
