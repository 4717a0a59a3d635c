package dev.spinet.cli.service;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.Captured;
import dev.spinet.cli.device.Devices;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceCommandTest {

  private final Captured pipe = Captured.pipe();

  private int service(String... arguments) {
    var words = new String[arguments.length + 1];
    words[0] = "service";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return pipe.run(Devices::open, words);
  }

  @ParameterizedTest
  @CsvSource({
    "udev, 60-spinet.rules",
    "UDEV, 60-spinet.rules",
    "groups, spinet.sysusers",
    "config, forward.conf"
  })
  void printsFilesAsTheyAre(String name, String file) throws Exception {
    assertEquals(0, service(name), pipe.err());
    assertEquals(Files.readString(Path.of("../packaging/board", file)), pipe.out());
    assertEquals("", pipe.err());
  }

  @Test
  void theUnitStartsWhatItIsToldTo() {
    assertEquals(0, service("unit", "--java=/opt/my java/bin/java", "--jar=/opt/100%/spinet.jar"));
    assertTrue(
        pipe.out()
            .contains(
                "ExecStart=\"/opt/my java/bin/java\" -XX:+UseSerialGC -jar /opt/100%%/spinet.jar"
                    + " forward "),
        pipe.out());
    assertEquals("", pipe.err());
  }

  @Test
  void theUnitStartsTheJavaThatRunsUnlessToldOtherwise() {
    assertEquals(0, service("unit"), pipe.err());
    assertTrue(
        pipe.out().contains("ExecStart=" + System.getProperty("java.home") + "/bin/java "),
        pipe.out());
    assertTrue(pipe.out().contains(" -jar /usr/lib/spinet/spinet.jar forward"), pipe.out());
  }

  @Test
  void warnsOfPlacesThatTheServiceDoesNotSee() {
    assertEquals(0, service("unit", "--java=/usr/bin/java", "--jar=/home/pi/spinet.jar"));
    assertTrue(pipe.err().contains("will not see /home/pi/spinet.jar"), pipe.err());
    assertFalse(pipe.err().contains("/usr/bin/java"), pipe.err());
  }

  @Test
  void saysOnATerminalWhereAFileBelongs() {
    var terminal = Captured.terminal(80);
    assertEquals(0, terminal.run(Devices::open, "service", "config"));
    assertTrue(terminal.err().contains("/etc/spinet/forward.conf"), terminal.err());
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertAll(
        () -> assertEquals(2, service()),
        () -> assertEquals(2, service("timer")),
        () -> assertEquals(2, service("unit", "--jar=spinet.jar")),
        () -> assertEquals(2, service("udev", "--jar=/opt/spinet.jar")));
    assertEquals("", pipe.out());
  }
}
