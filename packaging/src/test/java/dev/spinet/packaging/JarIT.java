package dev.spinet.packaging;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one jar, as somebody runs it who has nothing else. */
class JarIT {

  private static final int CLASSES_OF_JAVA_8 = 52;
  private static final Pattern RELEASE = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+)");

  @TempDir Path folder;

  private Run.Result spinet(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(Run.JAVA.toString(), "-jar", Run.JAR.toString()));
    command.addAll(List.of(arguments));
    return Run.toEnd(folder, command);
  }

  @Test
  void runsFromAnyFolderWithoutAWarning() throws Exception {
    var version = spinet("--version");
    assertEquals("", version.err());
    assertTrue(version.out().matches("spinet \\d.*\\n"), version.out());
    var demo = spinet("demo", "--json", "--size=64KiB");
    assertEquals(0, demo.code(), demo.err());
    assertEquals("", demo.err());
    assertTrue(demo.out().contains("\"ok\":true"), demo.out());
  }

  @Test
  void knowsEveryDriver() throws Exception {
    var result = spinet("demo", "--device=nothing:at-all");
    assertEquals(2, result.code());
    for (var scheme : List.of("esp32", "sim", "w5500", "w5500+unix")) {
      assertTrue(result.err().contains(scheme), scheme + ": " + result.err());
    }
  }

  @Test
  void anOlderJavaSaysWhatIsNeeded() throws Exception {
    var old = olderJava();
    var result =
        Run.toEnd(folder, List.of(old.toString(), "-jar", Run.JAR.toString(), "--version"));
    assertEquals(1, result.code());
    assertEquals("", result.out());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().startsWith("spinet: needs Java 25 or newer"), result.err());
  }

  private static Path olderJava() throws Exception {
    try (var homes = Files.newDirectoryStream(Path.of("/usr/lib/jvm"))) {
      for (var home : homes) {
        var release = home.resolve("release");
        var java = home.resolve("bin/java");
        if (Files.isReadable(release) && Files.isExecutable(java)) {
          var version = RELEASE.matcher(Files.readString(release));
          if (version.find() && Integer.parseInt(version.group(1)) < 25) {
            return java;
          }
        }
      }
    }
    throw new AssertionError(
        "needs a Java older than 25 in /usr/lib/jvm: apt-get install default-jre-headless");
  }

  @Test
  void onlyTheLauncherIsForAnOldJava() throws Exception {
    try (var jar = new JarFile(Run.JAR.toFile())) {
      var manifest = Objects.requireNonNull(jar.getManifest()).getMainAttributes();
      var main = manifest.getValue(Attributes.Name.MAIN_CLASS);
      assertAll(
          () -> assertEquals("dev.spinet.launcher.Launcher", main),
          () -> assertEquals("ALL-UNNAMED", manifest.getValue("Enable-Native-Access")),
          () -> assertEquals(CLASSES_OF_JAVA_8, classVersion(jar, main)),
          () -> assertTrue(classVersion(jar, "dev.spinet.cli.Main") > CLASSES_OF_JAVA_8));
    }
  }

  private static int classVersion(JarFile jar, String name) throws Exception {
    var entry = Objects.requireNonNull(jar.getEntry(name.replace('.', '/') + ".class"), name);
    try (var in = new DataInputStream(jar.getInputStream(entry))) {
      in.skipNBytes(6);
      return in.readUnsignedShort();
    }
  }

  @Test
  void saysUnderWhichLicenceEachPartIs() throws Exception {
    try (var jar = new JarFile(Run.JAR.toFile())) {
      var names = jar.stream().map(Object::toString).toList();
      assertTrue(names.contains("META-INF/LICENSE"));
      assertTrue(names.contains("META-INF/licences/jmh-core-jar/LICENSE"), names.toString());
      assertTrue(names.contains("META-INF/BenchmarkList"));
      assertEquals(List.of(), names.stream().filter(JarIT::isUnwanted).toList());
      var list = text(jar, "META-INF/licences/THIRD-PARTY.txt");
      try (var parts = Files.newDirectoryStream(Path.of("../cli/target/app"), "*.jar")) {
        for (var part : parts) {
          var name = part.getFileName().toString().replace(".jar", "");
          assertTrue(
              name.startsWith("spinet-") || list.lines().anyMatch(line -> line.startsWith(name)),
              () -> "THIRD-PARTY.txt does not name " + name);
        }
      }
    }
  }

  private static boolean isUnwanted(String entry) {
    return entry.endsWith("module-info.class")
        || entry.matches("META-INF/[^/]*\\.(SF|DSA|RSA)")
        || entry.equals("LICENSE");
  }

  private static String text(JarFile jar, String entry) throws Exception {
    try (var in = jar.getInputStream(Objects.requireNonNull(jar.getEntry(entry), entry))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
