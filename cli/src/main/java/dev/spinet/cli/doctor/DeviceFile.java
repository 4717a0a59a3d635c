package dev.spinet.cli.doctor;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.linux.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Arrays;
import java.util.Optional;

/** A device file, and who may open it. */
public final class DeviceFile {

  private static final Path GROUPS = Path.of("/etc/group");
  private static final int MEMBERS_FIELD = 3;
  private static final String OTHER_END = "ptmx";

  private final String path;
  private final Findings findings;

  /**
   * Not looked at yet.
   *
   * @param path its path
   * @param findings where to
   */
  public DeviceFile(String path, Findings findings) {
    this.path = path;
    this.findings = findings;
  }

  /** It could be opened: says who it belongs to. */
  public void opened() {
    findings.ok(Check.DEVICE_FILE, path + " is there");
    findings.ok(Check.DEVICE_ACCESS, "%s may use it%s".formatted(user(), owner()));
  }

  private String owner() {
    return attributes()
        .map(file ->
            user().equals("root") || file.owner().getName().equals(user())
                ? ""
                : ", as a member of the group " + file.group().getName())
        .orElse("");
  }

  /**
   * It could not be opened.
   *
   * @param thrown what opening it has thrown
   * @param other what is wrong if the file is there and may be used
   */
  public void failed(BusException thrown, Check other) {
    var errno = Errno.of(thrown.errno());
    if (errno.isEmpty()) {
      findings.ok(Check.DEVICE_FILE, path + " is there");
      findings.problem(other, thrown, "");
      return;
    }
    switch (errno.get()) {
      case ENOENT, ENODEV, ENXIO, ENOTTY, EISDIR, EINVAL, ENOTDIR ->
          findings.problem(Check.DEVICE_FILE, thrown, "check the path");
      case EACCES, EPERM -> {
        findings.ok(Check.DEVICE_FILE, path + " is there");
        denied(thrown);
      }
      case EBUSY -> {
        findings.ok(Check.DEVICE_FILE, path + " is there");
        findings.problem(Check.DEVICE_ACCESS, thrown, "close the other program");
      }
      default -> {
        findings.ok(Check.DEVICE_FILE, path + " is there");
        findings.problem(other, thrown, "");
      }
    }
  }

  private void denied(BusException thrown) {
    var group = attributes().map(file -> file.group().getName());
    if (group.isPresent() && isMember(group.get())) {
      findings.problem(
          Check.DEVICE_ACCESS,
          "%s is a member of the group %s, but not in this session".formatted(user(), group.get()),
          "log out and in again, or run  newgrp " + group.get());
    } else {
      findings.problem(Check.DEVICE_ACCESS, thrown, "");
    }
  }

  private Optional<PosixFileAttributes> attributes() {
    try {
      return Optional.of(Files.readAttributes(Path.of(path), PosixFileAttributes.class));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** Whether the list of groups has this user, whatever the groups of this process are. */
  private static boolean isMember(String group) {
    try (var lines = Files.lines(GROUPS)) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length > MEMBERS_FIELD && fields[0].equals(group))
          .anyMatch(fields -> Arrays.asList(fields[MEMBERS_FIELD].split(",", -1)).contains(user()));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The processes that have the file open, as far as this user may know.
   *
   * @return such as {@code minicom (2211)}; empty if none is known
   */
  public String holders() {
    var names = new StringBuilder();
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      var wanted = Path.of(path).toRealPath();
      for (var process : processes) {
        if (!process.endsWith(Long.toString(ProcessHandle.current().pid()))
            && holds(process, wanted)) {
          names.append(names.isEmpty() ? "" : ", ").append(name(process));
        }
      }
    } catch (IOException e) {
      return names.toString();
    }
    return names.toString();
  }

  private static boolean holds(Path process, Path wanted) {
    boolean found = false;
    try (var descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (var descriptor : descriptors) {
        var target = Files.readSymbolicLink(descriptor);
        found |= target.equals(wanted);
        if (target.endsWith(OTHER_END)) {
          // Who serves a pseudo terminal is not a rival at its port.
          return false;
        }
      }
    } catch (IOException e) {
      // Somebody else's process, or one that has just ended.
      return false;
    }
    return found;
  }

  private static String name(Path process) {
    String number = String.valueOf(process.getFileName());
    try {
      return "%s (%s)".formatted(Files.readString(process.resolve("comm")).strip(), number);
    } catch (IOException e) {
      return number;
    }
  }

  private static String user() {
    return System.getProperty("user.name", "this user");
  }

  /**
   * Whether there is such a file.
   *
   * @return whether there is, of whatever kind
   */
  public boolean exists() {
    return Files.exists(Path.of(path), LinkOption.NOFOLLOW_LINKS);
  }
}
