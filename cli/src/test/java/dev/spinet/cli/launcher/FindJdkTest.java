package dev.spinet.cli.launcher;

import static dev.spinet.cli.launcher.Scripts.java;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.launcher.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** etc/find-jdk.sh in trees of made-up Java installations. */
class FindJdkTest {

  private static final String SCRIPT =
      """
      set -u
      . "$1/etc/find-jdk.sh"
      find_jdk || exit 7
      printf '%s' "$JAVA_HOME"
      """;

  @TempDir Path temporary;
  private Path root;
  private Path home;
  private Shell shell;

  @BeforeEach
  void makeEmptyMachine() throws IOException {
    // Spaces everywhere, since people have them in the names of their folders.
    root = Files.createDirectories(temporary.resolve("a machine"));
    home = Files.createDirectories(root.resolve("home/some body"));
    Path tools = Files.createDirectories(temporary.resolve("tools"));
    for (String tool : new String[] {"sed", "readlink"}) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool).toRealPath());
    }
    shell =
        new Shell(temporary)
            .with("PATH", tools.toString())
            .with("HOME", home.toString())
            .with("SPINET_SEARCH_ROOT", root.toString());
  }

  private Result find() throws IOException, InterruptedException {
    return shell.run("/bin/sh", "-c", SCRIPT, "sh", Scripts.projectRoot().toString());
  }

  private void assertFinds(Path expected) throws IOException, InterruptedException {
    Result result = find();
    assertEquals(expected.toString(), result.out(), result.err());
    assertEquals("", result.err());
    assertEquals(0, result.exitCode());
  }

  @Test
  void takesJavaHomeIfItIsOne() throws Exception {
    java(root.resolve("usr/lib/jvm/jdk-26"), "26", true);
    Path own = java(temporary.resolve("my own jdk"), "25.0.1", true);
    shell.with("JAVA_HOME", own.toString());
    assertFinds(own);
  }

  @Test
  void passesByAJavaHomeThatIsTooOld() throws Exception {
    Path fitting = java(root.resolve("usr/lib/jvm/temurin-25"), "25.0.1", true);
    shell.with("JAVA_HOME", java(temporary.resolve("old"), "17.0.15", true).toString());
    assertFinds(fitting);
  }

  @Test
  void takesTheCompilerOnThePathThroughItsLinks() throws Exception {
    java(root.resolve("usr/lib/jvm/jdk-26"), "26", true);
    Path onPath = java(root.resolve("srv/jdk twenty five"), "25", true);
    Path bin = Files.createDirectories(root.resolve("usr/bin"));
    Files.createSymbolicLink(bin.resolve("javac"), onPath.resolve("bin/javac"));
    shell.with("PATH", bin + ":" + temporary.resolve("tools"));
    assertFinds(onPath.toRealPath());
  }

  @Test
  void findsTheNewestBesideADefaultThatIsTooOld() throws Exception {
    java(root.resolve("usr/lib/jvm/java-17-openjdk-amd64"), "17.0.15", true);
    java(root.resolve("usr/lib/jvm/jdk-25-a"), "25.0.9", true);
    Path newest = java(root.resolve("usr/lib/jvm/jdk-25-b"), "25.0.10", true);
    java(root.resolve("usr/lib/jvm/jdk-25-c"), "25", true);
    assertFinds(newest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "usr/lib/jvm/temurin-25-jdk-arm64",
        "usr/java/jdk-25",
        "opt/my jdk-25",
        "opt/java/openjdk",
        "usr/local/openjdk-25",
        "home/linuxbrew/.linuxbrew/opt/openjdk@25/libexec",
        "home/some body/.sdkman/candidates/java/25.0.1-tem",
        "home/some body/.jdks/temurin 25",
        "home/some body/.gradle/jdks/eclipse_adoptium-25"
      })
  void looksWhereJdksAreInstalled(String place) throws Exception {
    assertFinds(java(root.resolve(place), "25.0.1", true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"25-ea", "25+36", "25.0.08", "30", "100.1"})
  void understandsVersions(String version) throws Exception {
    assertFinds(java(root.resolve("opt/jdk"), version, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.8.0_392", "9", "24.0.2", "24-ea", "", "garbage"})
  void refusesOlderOnes(String version) throws Exception {
    // The release file is there, so java -version, which says 25, is not asked.
    Path jdk = java(root.resolve("opt/jdk"), "x", true);
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
    if (version.isEmpty()) {
      // An empty version is as good as no release file: java is asked.
      assertFinds(jdk);
    } else {
      assertEquals(7, find().exitCode());
    }
  }

  @Test
  void asksJavaWhereThereIsNoReleaseFile() throws Exception {
    assertFinds(java(root.resolve("opt/jdk"), "", true));
  }

  @Test
  void saysThatARuntimeIsNotEnough() throws Exception {
    Path jre = java(root.resolve("usr/lib/jvm/java-25-jre"), "25.0.1", false);
    Result result = find();
    assertEquals(7, result.exitCode());
    assertTrue(
        result.err().contains(jre + " is Java 25.0.1, but only a JRE: it has no javac"),
        result.err());
  }

  @Test
  void prefersAnOlderJdkToANewerRuntime() throws Exception {
    java(root.resolve("usr/lib/jvm/java-26-jre"), "26", false);
    assertFinds(java(root.resolve("usr/lib/jvm/java-25-jdk"), "25", true));
  }

  @Test
  void saysWhatToInstallWhereOnlyJava17Is() throws Exception {
    Path old = java(root.resolve("usr/lib/jvm/java-17"), "17.0.15", true);
    Result result = find();
    assertAll(
        () -> assertEquals(7, result.exitCode()),
        () -> assertEquals("", result.out()),
        () -> assertTrue(result.err().contains("needs a JDK 25 or newer"), result.err()),
        () -> assertTrue(result.err().contains(old + " is Java 17.0.15"), result.err()),
        () ->
            assertTrue(
                result.err().contains("sudo apt install openjdk-25-jdk-headless"), result.err()),
        () ->
            assertTrue(
                result.err().contains("sudo dnf install java-25-openjdk-devel"), result.err()));
  }

  @Test
  void saysWhatToInstallWhereNothingIs() throws Exception {
    shell.with("JAVA_HOME", root.resolve("no such folder").toString());
    Result result = find();
    assertEquals(7, result.exitCode());
    assertTrue(result.err().contains("no such folder is not a JDK"), result.err());
    assertTrue(result.err().contains("Raspberry Pi OS"), result.err());
    assertFalse(result.err().contains("not found"), result.err());
  }
}
