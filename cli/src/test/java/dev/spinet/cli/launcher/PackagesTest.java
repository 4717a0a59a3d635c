package dev.spinet.cli.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.launcher.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How ./check installs packages: never in the place of others. With an apt-get that only says what
 * it was asked for, on a machine with a time service and an FTP server of its own.
 */
class PackagesTest {

  private static final String APT_GET =
      """
      #!/bin/sh
      echo "$*" >>"$HOME/calls"
      case " $* " in
        *' -s '*chrony*) echo 'Remv systemd-timesyncd [252]'; seq 100000 ;;
        *' -s '*proftpd*) echo 'Remv vsftpd [3]'; echo 'Inst proftpd-core' ;;
        *' -s '*unknown*) exit 100 ;;
        *' download '*) for p; do :; done; : >"$p.deb" ;;
        *' install '*) case " $* " in *unknown*) exit 100 ;; esac ;;
      esac
      """;

  private static final String DPKG_DEB =
      """
      #!/bin/sh
      case $1 in
        -f) echo 'libc6 (>= 2.34), libcap2' ;;
        -x) mkdir -p "$3/usr/sbin"; : >"$3/usr/sbin/$(basename "$2" .deb)" ;;
      esac
      """;

  @TempDir Path temporary;
  private Shell shell;

  @BeforeEach
  void makeTools() throws IOException {
    Path tools = temporary.resolve("bin");
    Scripts.executable(tools.resolve("apt-get"), APT_GET);
    Scripts.executable(tools.resolve("dpkg-deb"), DPKG_DEB);
    shell = new Shell(temporary).with("PATH", tools + ":/usr/bin:/bin");
  }

  private Result install(String packages) throws Exception {
    return shell.run(
        "bash",
        "-c",
        "set -euo pipefail; . '%s'; private_programs=%s; install_beside %s"
            .formatted(
                Scripts.projectRoot().resolve("etc/packages.sh"),
                temporary.resolve("private"),
                packages));
  }

  /** What apt-get was asked to do, but for questions. */
  private List<String> deeds() throws IOException {
    return Files.readAllLines(temporary.resolve("calls")).stream()
        .filter(call -> !call.contains(" -s "))
        .toList();
  }

  @Test
  void whatIsInTheWayOfOthersIsUnpackedBesideThem() throws Exception {
    Result result = install("redis-server chrony nginx");
    assertEquals(0, result.exitCode(), result.err());
    assertEquals(
        List.of(
            "-q install -y --no-remove --no-install-recommends redis-server nginx",
            "-q download chrony",
            "-q satisfy -y --no-remove --no-install-recommends libc6 (>= 2.34), libcap2"),
        deeds());
    assertTrue(Files.exists(temporary.resolve("private/usr/sbin/chrony")));
  }

  @Test
  void whatIsInNobodysWayIsInstalled() throws Exception {
    assertEquals(0, install("redis-server").exitCode());
    assertEquals(
        List.of("-q install -y --no-remove --no-install-recommends redis-server"), deeds());
    assertFalse(Files.exists(temporary.resolve("private")));
  }

  @Test
  void nothingElseIsInstalledIfAllIsInTheWay() throws Exception {
    assertEquals(0, install("chrony").exitCode());
    assertFalse(deeds().toString().contains(" install "), deeds().toString());
  }

  @Test
  void aPackageThatThereIsNotFails() throws Exception {
    assertEquals(1, install("unknown").exitCode());
  }
}
