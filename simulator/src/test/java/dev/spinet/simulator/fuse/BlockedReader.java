package dev.spinet.simulator.fuse;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.gpio_v2_line_config;
import dev.spinet.bindings.gen.linux.gpio_v2_line_event;
import dev.spinet.bindings.gen.linux.gpio_v2_line_request;
import java.io.IOException;
import java.nio.file.Path;

/** A program that waits in read(2) for an edge that never comes. */
public final class BlockedReader {

  private BlockedReader() {}

  /**
   * Runs the program.
   *
   * @param arguments the mounted directory
   * @throws IOException if there is no slot
   */
  public static void main(String[] arguments) throws IOException {
    var directory = Path.of(arguments[0]);
    try (var pool = LinePool.open(directory, 1);
        var chip = RawFile.open(directory.resolve("gpiochip0").toString())) {
      var request = gpio_v2_line_request.allocate(chip.arena());
      gpio_v2_line_request.num_lines(request, 1);
      gpio_v2_line_request.offsets(request, 0, 25);
      gpio_v2_line_config.flags(
          gpio_v2_line_request.config(request),
          LinuxConstants.GPIO_V2_LINE_FLAG_INPUT()
              | LinuxConstants.GPIO_V2_LINE_FLAG_EDGE_RISING());
      int result = chip.ioctl(LinuxConstants.GPIO_V2_GET_LINE_IOCTL(), request);
      System.out.println("requested " + result + ", " + pool.available() + " slots left");
      System.out.flush();
      try (var line = RawFile.of(gpio_v2_line_request.fd(request))) {
        System.out.println(line.read(line.arena().allocate(gpio_v2_line_event.sizeof())));
      }
    }
  }
}
