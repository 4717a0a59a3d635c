package dev.spinet.cli.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.launcher.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script ./check in a made-up project, with a Maven that only leaves test reports behind. */
class CheckTest {

  @TempDir Path temporary;
  private Path project;
  private Shell shell;

  @BeforeEach
  void makeProject() throws IOException {
    project = temporary.resolve("my project");
    for (String script :
        new String[] {"check", "etc/find-jdk.sh", "etc/maven.sh", "etc/packages.sh"}) {
      Path copy = project.resolve(script);
      Files.createDirectories(copy.getParent());
      Files.copy(Scripts.projectRoot().resolve(script), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.createDirectories(project.resolve("cli/src/test/java"));
    Files.createDirectories(project.resolve("cli/target/surefire-reports"));
    Path jdk = Scripts.java(temporary.resolve("jdk"), "25.0.1", true);
    shell = new Shell(temporary).with("JAVA_HOME", jdk.toString());
  }

  private static String report(String kind, int tests, int failures, int skipped) {
    return """
    mkdir -p cli/target/%1$s-reports
    cat >cli/target/%1$s-reports/TEST-%1$s.xml <<END
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuite name="%1$s" time="1" tests="%2$d" errors="0" skipped="%4$d" failures="%3$d" flakes="0">
    </testsuite>
    END
    """
        .formatted(kind, tests, failures, skipped);
  }

  /** Runs the script with a Maven that does something in the project's folder. */
  private Result check(String maven, String... arguments) throws Exception {
    Scripts.executable(
        project.resolve("mvnw"),
        """
        #!/bin/sh
        cd "${0%/mvnw}"
        case " $* " in *' clean '*) rm -rf target cli/target ;; esac
        """
            + maven);
    var command = new String[arguments.length + 1];
    command[0] = project.resolve("check").toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return shell.run(command);
  }

  private static void assertEnds(String lastLine, Result result) {
    assertEquals(lastLine, result.out().lines().toList().getLast(), result.out() + result.err());
  }

  @Test
  void countsTheReportsOfBothKinds() throws Exception {
    Result result = check(report("surefire", 40, 0, 0) + report("failsafe", 2, 0, 0));
    assertEnds("42 passed, 0 failed", result);
    assertEquals(0, result.exitCode());
  }

  @Test
  void failsWithTheTests() throws Exception {
    Result result =
        check(report("surefire", 40, 1, 0) + report("failsafe", 2, 1, 0) + "exit 1", "--quick");
    assertEnds("40 passed, 2 failed", result);
    assertEquals(1, result.exitCode());
  }

  @Test
  void believesTheReportsMoreThanMaven() throws Exception {
    Result result = check(report("surefire", 40, 0, 0) + report("failsafe", 2, 1, 0));
    assertEnds("41 passed, 1 failed", result);
    assertEquals(1, result.exitCode());
  }

  @Test
  void failsIfNothingCouldBeBuilt() throws Exception {
    Result result = check("exit 1");
    assertEnds("0 passed, 0 failed", result);
    assertTrue(result.out().contains("FAILED before or beside the tests"), result.out());
    assertEquals(1, result.exitCode());
  }

  @Test
  void failsIfNoTestRan() throws Exception {
    assertEquals(1, check("exit 0", "--quick").exitCode());
  }

  @Test
  void failsIfATestWasSkipped() throws Exception {
    Result result = check(report("surefire", 40, 0, 3));
    assertEnds("37 passed, 0 failed", result);
    assertEquals(1, result.exitCode());
  }

  @Test
  void forgetsTheReportsOfAnEarlierRun() throws Exception {
    check(report("surefire", 40, 0, 0) + report("failsafe", 2, 1, 0));
    assertEnds("1 passed, 0 failed", check(report("surefire", 1, 0, 0), "--quick"));
  }

  @Test
  void refusesUnknownArguments() throws Exception {
    assertEquals(2, check("exit 0", "--quik").exitCode());
  }
}
