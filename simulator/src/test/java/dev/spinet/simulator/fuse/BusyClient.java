package dev.spinet.simulator.fuse;

import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.linux.GpioChip;
import dev.spinet.bindings.linux.SpiConfig;
import dev.spinet.bindings.linux.Spidev;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A program that uses the virtual devices until it is killed, or the devices fail. */
public final class BusyClient {

  private BusyClient() {}

  /**
   * Runs the program: two threads, one of which waits for an interrupt that never comes.
   *
   * @param arguments the mounted directory
   * @throws IOException if a device fails
   */
  public static void main(String[] arguments) throws IOException {
    var directory = Path.of(arguments[0]);
    try (var pool = LinePool.open(directory, 1);
        var chip = GpioChip.open(directory.resolve("gpiochip0").toString());
        var line = chip.interruptLine(25, true);
        var device =
            Spidev.open(directory.resolve("spidev0.0").toString(), SpiConfig.of(1_000_000))) {
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try {
              line.await(TimeUnit.MINUTES.toNanos(10));
            } catch (IOException e) {
              System.err.println(e.getMessage());
            }
          });
      var message = device.prepare(SpiFrame.fixed(4));
      message.submit();
      System.out.println("busy with " + pool.available() + " slots left");
      System.out.flush();
      while (true) {
        message.submit();
      }
    }
  }
}
