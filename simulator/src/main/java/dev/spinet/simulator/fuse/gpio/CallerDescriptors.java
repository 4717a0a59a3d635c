package dev.spinet.simulator.fuse.gpio;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Which number a file has among the descriptors of another process, from {@code /proc}. Only names
 * are read: looking at the file itself would be a request to the server that asks.
 */
final class CallerDescriptors {

  private CallerDescriptors() {}

  /**
   * Finds a file.
   *
   * @param thread the other process, or one of its threads
   * @param file absolute path of the file
   * @return the lowest descriptor on it; empty if there is none or the process is gone
   */
  static OptionalInt find(int thread, Path file) {
    int lowest = Integer.MAX_VALUE;
    try (var entries = Files.newDirectoryStream(Path.of("/proc/" + thread + "/fd"))) {
      for (var entry : entries) {
        if (isLinkTo(entry, file)) {
          lowest = Math.min(lowest, Integer.parseInt(entry.getFileName().toString()));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return OptionalInt.empty();
    }
    return lowest == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(lowest);
  }

  private static boolean isLinkTo(Path link, Path file) {
    try {
      return Files.readSymbolicLink(link).equals(file);
    } catch (IOException e) {
      return false; // Closed since the listing.
    }
  }
}
