package dev.spinet.cli.launcher;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.launcher.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script ./spinet in a made-up project, with a Maven and a Java that only say they were called.
 */
class LauncherTest {

  /** Builds what the script looks for, and counts how often. */
  private static final String GOOD_MAVEN =
      """
      #!/bin/sh
      echo "[INFO] Building Spinet :: socket 0.1.0-SNAPSHOT   [3/7]"
      echo "JAVA_HOME=$JAVA_HOME arguments=$*"
      root=${0%/mvnw}
      mkdir -p "$root/cli/target/app"
      : >"$root/cli/target/app/spinet-cli.jar"
      echo built >>"$root/builds.txt"
      """;

  private static final String FAILING_MAVEN =
      """
      #!/bin/sh
      echo "[ERROR] Socket.java:[7,3] something is wrong"
      exit 1
      """;

  @TempDir Path temporary;
  private Path project;
  private Path jdk;
  private Shell shell;

  @BeforeEach
  void makeProject() throws IOException {
    project = Files.createDirectories(temporary.resolve("my projects/the spinet"));
    for (String script : new String[] {"spinet", "etc/find-jdk.sh", "etc/maven.sh"}) {
      Path copy = project.resolve(script);
      Files.createDirectories(copy.getParent());
      Files.copy(Scripts.projectRoot().resolve(script), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.createDirectories(project.resolve(".mvn"));
    write("pom.xml");
    write("socket/src/main/java/Socket.java");
    write("cli/pom.xml");
    age();
    Scripts.executable(project.resolve("mvnw"), GOOD_MAVEN);
    jdk = Scripts.java(temporary.resolve("some jdk"), "25.0.1", true);
    shell = new Shell(temporary).with("JAVA_HOME", jdk.toString());
  }

  private Path write(String file) throws IOException {
    Path path = project.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, "text");
    return path;
  }

  /** Makes all sources an hour old, folders too. */
  private void age() throws IOException {
    var anHourAgo = FileTime.from(Instant.now().minusSeconds(TimeUnit.HOURS.toSeconds(1)));
    try (var files = Files.walk(project)) {
      for (Path file : files.toList()) {
        if (!file.startsWith(project.resolve("cli/target"))) {
          Files.setLastModifiedTime(file, anHourAgo);
        }
      }
    }
  }

  private Result spinet(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(project.resolve("spinet").toString()));
    command.addAll(List.of(arguments));
    return shell.run(command.toArray(String[]::new));
  }

  private long builds() throws IOException {
    Path builds = project.resolve("builds.txt");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  @Test
  void buildsOnFirstUseOnly() throws Exception {
    Result first = spinet("demo");
    Result second = spinet("demo");
    assertAll(
        () -> assertEquals(0, first.exitCode(), first.err()),
        () -> assertTrue(first.err().contains("building (first use)"), first.err()),
        () -> assertEquals(0, second.exitCode(), second.err()),
        () -> assertEquals("", second.err()),
        () -> assertEquals(1, builds()));
  }

  @Test
  void keepsMavensOutputInALog() throws Exception {
    assertFalse(spinet().out().contains("Building Spinet"));
    String log = Files.readString(project.resolve("target/build.log"));
    assertTrue(log.contains("JAVA_HOME=" + jdk), log);
    assertTrue(log.contains("package"), log);
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    spinet();
    write("socket/src/main/java/Added.java");
    Result result = spinet();
    assertTrue(result.err().contains("building (sources have changed)"), result.err());
    assertEquals(2, builds());
  }

  @Test
  void buildsAgainWhenASourceIsDeleted() throws Exception {
    spinet();
    // The stamp has the time of the last build; the folder changes after it.
    Files.delete(project.resolve("socket/src/main/java/Socket.java"));
    spinet();
    assertEquals(2, builds());
  }

  @Test
  void doesNotBuildForATest() throws Exception {
    spinet();
    write("socket/src/test/java/SocketTest.java");
    spinet();
    assertEquals(1, builds());
  }

  @Test
  void showsTheLogWhenTheBuildFails() throws Exception {
    Scripts.executable(project.resolve("mvnw"), FAILING_MAVEN);
    Result result = spinet("demo");
    assertAll(
        () -> assertEquals(1, result.exitCode()),
        () -> assertEquals("", result.out()),
        () -> assertTrue(result.err().contains("something is wrong"), result.err()),
        () -> assertTrue(result.err().contains("the build failed"), result.err()));
  }

  @Test
  void buildsAgainAfterAFailure() throws Exception {
    Scripts.executable(project.resolve("mvnw"), FAILING_MAVEN);
    spinet();
    Scripts.executable(project.resolve("mvnw"), GOOD_MAVEN);
    assertEquals(0, spinet().exitCode());
    assertEquals(1, builds());
  }

  @Test
  void doesNotRunAnOldBuildAfterAFailedOne() throws Exception {
    spinet();
    write("socket/src/main/java/Broken.java");
    Scripts.executable(project.resolve("mvnw"), FAILING_MAVEN);
    assertEquals(1, spinet().exitCode());
    assertEquals(1, spinet().exitCode());
  }

  @Test
  void passesArgumentsAndExitCodeThrough() throws Exception {
    shell.with("FAKE_JAVA_EXIT", "5");
    Result result = spinet("demo", "--size", "8 MiB", "", "*", "it's \"quoted\"");
    List<String> arguments =
        result.out().lines().dropWhile(line -> !line.equals("argument=demo")).toList();
    assertEquals(
        List.of(
            "argument=demo",
            "argument=--size",
            "argument=8 MiB",
            "argument=",
            "argument=*",
            "argument=it's \"quoted\""),
        arguments);
    assertEquals(5, result.exitCode());
  }

  @Test
  void runsTheModuleWithNativeAccessForTheBindingsOnly() throws Exception {
    String out = spinet().out();
    assertAll(
        () -> assertTrue(out.contains("home=" + jdk), out),
        () -> assertTrue(out.contains("argument=--enable-native-access=dev.spinet.bindings"), out),
        () -> assertTrue(out.contains("argument=" + project.resolve("cli/target/app")), out),
        () -> assertTrue(out.contains("argument=dev.spinet.cli/dev.spinet.cli.Main"), out),
        () -> assertTrue(out.contains("argument=-Dspinet.terminals=\n"), out));
  }

  @Test
  void worksThroughALinkFromElsewhere() throws Exception {
    Path bin = Files.createDirectories(temporary.resolve("my bin"));
    Path link = Files.createSymbolicLink(bin.resolve("spinet"), project.resolve("spinet"));
    Result result = shell.run(link.toString(), "demo");
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("argument=demo"), result.out());
  }

  @Test
  void runsFromAReadOnlyFolderOnceBuilt() throws Exception {
    spinet();
    // Newer than the build, as after a checkout by somebody else; and nobody may write.
    write("socket/src/main/java/Added.java");
    Result result = asSomebodyWhoMayNotWrite();
    assertEquals(0, result.exitCode(), result.err());
    assertEquals(1, builds());
  }

  @Test
  void saysThatAReadOnlyFolderCannotBeBuiltIn() throws Exception {
    Result result = asSomebodyWhoMayNotWrite();
    assertEquals(1, result.exitCode());
    assertTrue(result.err().contains("the folder is not writable"), result.err());
  }

  /** Takes the rights to write away; root has them anyway, so root becomes nobody. */
  private Result asSomebodyWhoMayNotWrite() throws IOException, InterruptedException {
    Result chmod = shell.run("chmod", "-R", "a+rX,a-w", project.toString());
    assertEquals(0, chmod.exitCode(), chmod.err());
    assertEquals(0, shell.run("chmod", "a+x", temporary.toString()).exitCode());
    try {
      String script = project.resolve("spinet").toString();
      return System.getProperty("user.name").equals("root")
          ? shell.run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", script)
          : shell.run(script);
    } finally {
      shell.run("chmod", "-R", "u+w", project.toString());
    }
  }

  @Test
  void refusesAPathThatJavaWouldCutInTwo() throws Exception {
    Path odd = temporary.resolve("a:b");
    Files.move(project, odd);
    Result result = shell.run(odd.resolve("spinet").toString());
    assertEquals(1, result.exitCode());
    assertTrue(result.err().contains("colon"), result.err());
  }

  @Test
  void buildsOnceForTwoFirstUsesAtOnce() throws Exception {
    Scripts.executable(project.resolve("mvnw"), GOOD_MAVEN.replace("root=", "sleep 0.5\nroot="));
    var command = List.of(project.resolve("spinet").toString());
    Path nothing = temporary.resolve("nothing.txt");
    Process one = shell.start(nothing, nothing, command);
    Process two = shell.start(nothing, nothing, command);
    assertTrue(one.waitFor(60, TimeUnit.SECONDS));
    assertTrue(two.waitFor(60, TimeUnit.SECONDS));
    assertEquals(List.of(0, 0), List.of(one.exitValue(), two.exitValue()));
    assertEquals(1, builds());
  }

  @Test
  void unpacksMavenWithTheJdkWhereThereIsNoUnzip() throws Exception {
    Path tools = Files.createDirectories(temporary.resolve("tools"));
    for (String tool :
        List.of("sh", "readlink", "mkdir", "cat", "chmod", "rm", "mv", "find", "head")) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/bin", tool).toRealPath());
    }
    Scripts.executable(
        jdk.resolve("bin/jar"), "#!/bin/sh\nmkdir -p \"$5/maven/bin\"; : >\"$5/maven/bin/mvn\"\n");
    Scripts.executable(
        project.resolve("mvnw"),
        GOOD_MAVEN.replace("root=", "unzip -q some.zip -d \"${0%/mvnw}/dist\" || exit 9\nroot="));
    shell.with("PATH", tools.toString());
    Result result = spinet();
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(Files.isExecutable(project.resolve("dist/maven/bin/mvn")));
  }
}
