package dev.spinet.bindings.linux;

import dev.spinet.bindings.bus.BusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * The one place where an error number becomes a sentence. Every message reads alike: device, what
 * was tried, the system's reason, and what to do where something can be done.
 */
final class DeviceErrors {
  private DeviceErrors() {}

  /** A device file could not be opened. */
  static BusException opening(DeviceKind kind, String path, int errno) {
    return Errno.of(errno)
        .map(name ->
            switch (name) {
              case EBUSY -> inUse(path);
              case EISDIR -> wrongKind(kind, path, errno);
              case ENOENT, ENODEV, ENXIO ->
                  failed(path, "open", errno, kind.enabling() + present(kind, path));
              case EACCES, EPERM -> failed(path, "open", errno, NodePermissions.advice(path));
              default -> failed(path, "open", errno);
            })
        .orElseGet(() -> failed(path, "open", errno));
  }

  /** What was opened does not understand the requests of its supposed kind. */
  static BusException wrongKind(DeviceKind kind, String path, int errno) {
    return new BusException(
        path,
        path
            + " is not "
            + kind.description()
            + ": "
            + Errno.describe(errno)
            + ". "
            + kind.naming(),
        errno);
  }

  /** Somebody else has the device. */
  static BusException inUse(String path) {
    // Linux says so with different numbers, depending on who keeps the others out.
    return failed(
        path,
        "open",
        Errno.EBUSY.number(),
        "Another program is using it; sudo fuser -v " + path + " shows which.");
  }

  /** An SPI message exceeds what the kernel takes at once, though its size was checked. */
  static BusException messageTooLong(String device, long bytes, int bufferSize) {
    return failed(
        device,
        "transfer " + bytes + " bytes",
        Errno.EMSGSIZE.number(),
        "The device was taken to accept "
            + bufferSize
            + " bytes at once. Where that is too much, configure a smaller buffer size; to raise"
            + " the system's limit, boot with the kernel parameter spidev.bufsiz=65536.");
  }

  /** The device disappeared. */
  static BusException gone(String device, String operation) {
    return failed(device, operation, Errno.ENODEV.number());
  }

  /** The device was closed by this program. */
  static BusException closed(String device, String operation) {
    return new BusException(device, device + ": cannot " + operation + ": it is closed.", 0);
  }

  /** A system call on an open device failed. */
  static BusException failed(String device, String operation, int errno) {
    return failed(device, operation, errno, advice(errno));
  }

  /** A system call on an open device failed, and the caller knows more. */
  static BusException failed(String device, String operation, int errno, String advice) {
    var reason = device + ": cannot " + operation + ": " + Errno.describe(errno) + ".";
    return new BusException(device, advice.isEmpty() ? reason : reason + " " + advice, errno);
  }

  /** The device did something else than it was told, without an error number. */
  static BusException refused(String device, String operation, String reason) {
    return new BusException(device, device + ": cannot " + operation + ": " + reason + ".", 0);
  }

  private static String advice(int errno) {
    return Errno.of(errno)
        .map(name ->
            switch (name) {
              case ESHUTDOWN, ENODEV, ENXIO ->
                  "The device was unplugged or its kernel driver was removed.";
              case EIO -> "The device reports a fault, or was unplugged.";
              case ETIMEDOUT -> "The controller got no answer from its hardware.";
              case EMFILE -> "This program has too many files open; see ulimit -n for the limit.";
              default -> "";
            })
        .orElse("");
  }

  /** Names the devices of this kind that are there: often only the number is wrong. */
  private static String present(DeviceKind kind, String path) {
    var folder = Path.of(path).toAbsolutePath().getParent();
    if (folder == null) {
      return "";
    }
    try (var nodes = Files.list(folder)) {
      var names =
          nodes
              .filter(node -> kind.isUsualName(node.getFileName().toString()))
              .sorted()
              .limit(8)
              .map(Path::toString)
              .collect(Collectors.joining(", "));
      return names.isEmpty() ? "" : " Present: " + names + ".";
    } catch (IOException e) {
      return "";
    }
  }
}
