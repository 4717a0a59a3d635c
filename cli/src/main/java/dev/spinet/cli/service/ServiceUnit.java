package dev.spinet.cli.service;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The systemd unit, with the Java and the jar of one machine. */
final class ServiceUnit {

  private static final String JAVA = "/usr/bin/java";
  private static final String JAR = "/usr/lib/spinet/spinet.jar";

  /** Folders that the unit's ProtectHome and PrivateTmp hide from the service. */
  private static final List<String> HIDDEN = List.of("/home", "/root", "/run/user", "/tmp");

  private ServiceUnit() {}

  /**
   * The unit with other programs.
   *
   * @param unit as it comes with the command
   * @param java the path of the program java
   * @param jar the path of spinet.jar
   */
  static String with(String unit, String java, String jar) {
    return unit.replace("=" + JAVA + " ", "=" + word(java) + " ")
        .replace(" " + JAR + " ", " " + word(jar) + " ");
  }

  /** The Java that runs this. */
  static String ownJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The jar that this is in, or where it belongs if this runs from folders of classes. */
  static String ownJar() {
    return ownArchive().map(Path::toString).orElse(JAR);
  }

  private static Optional<Path> ownArchive() {
    try {
      var source = ServiceUnit.class.getProtectionDomain().getCodeSource();
      if (source == null || ServiceUnit.class.getModule().isNamed()) {
        return Optional.empty();
      }
      return Optional.of(Path.of(Objects.requireNonNull(source.getLocation()).toURI()))
          .filter(Files::isRegularFile);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Whether the service, as the unit locks it in, cannot read a file. */
  static boolean isHidden(String path) {
    var normal = Path.of(path).normalize();
    return HIDDEN.stream().anyMatch(normal::startsWith);
  }

  /** A word as systemd reads it: see systemd.service(5), "Command lines". */
  private static String word(String text) {
    var escaped = text.replace("%", "%%").replace("$", "$$");
    if (escaped.chars().noneMatch(c -> Character.isWhitespace(c) || "\"'\\;".indexOf(c) >= 0)) {
      return escaped;
    }
    return '"' + escaped.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
