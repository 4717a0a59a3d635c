package dev.spinet.cli.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A file that a board needs, which comes with the command. */
enum BoardFile {
  /** The systemd unit. */
  UNIT("spinet.service", "/etc/systemd/system/spinet.service"),
  /** The udev rules. */
  UDEV("60-spinet.rules", "/etc/udev/rules.d/60-spinet.rules"),
  /** The groups, for systemd-sysusers. */
  GROUPS("spinet.sysusers", "/etc/sysusers.d/spinet.conf"),
  /** An example of a configuration. */
  CONFIG("forward.conf", "/etc/spinet/forward.conf");

  private final String resource;
  private final String place;

  BoardFile(String resource, String place) {
    this.resource = resource;
    this.place = place;
  }

  /** Where on a board it belongs. */
  String place() {
    return place;
  }

  /** The file as it comes with the command. */
  String text() {
    try (var in = Objects.requireNonNull(BoardFile.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
