package dev.spinet.bench;

import java.io.IOException;
import java.util.Locale;

/**
 * A program that prints how quick the simulator is: frames per second of the model in this process
 * on one core, and the rate of a TCP download through virtual device files that another process
 * serves. {@code docs/simulator.md} says how to run it.
 */
public final class SimulatorFigures {

  private static final int FAILURE = 1;

  private SimulatorFigures() {}

  /**
   * Runs the program.
   *
   * @param arguments {@code model} or {@code download} for one of the figures, none for both
   */
  public static void main(String[] arguments) {
    var wanted = arguments.length == 0 ? "all" : arguments[0];
    try {
      boolean known = false;
      if (wanted.equals("all") || wanted.equals("model")) {
        known = true;
        for (var shape : ModelRate.Shape.values()) {
          print(shape.description(), ModelRate.measure(shape), "frames/s");
        }
      }
      if (wanted.equals("all") || wanted.equals("download")) {
        known = true;
        for (boolean interruptLine : new boolean[] {true, false}) {
          print(
              "16 MiB by TCP through the virtual spidev, "
                  + (interruptLine ? "with INTn" : "without INTn"),
              DeviceDownload.measure(interruptLine),
              "Mbit/s");
        }
      }
      if (!known) {
        System.err.println("usage: SimulatorFigures [model|download]");
        System.exit(2);
      }
    } catch (IOException e) {
      System.err.println("SimulatorFigures: " + e.getMessage());
      System.exit(FAILURE);
    }
  }

  private static void print(String what, Figure figure, String unit) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-52s %,14.0f %s  (%,.0f to %,.0f in %d rounds)",
            what,
            figure.median(),
            unit,
            figure.least(),
            figure.most(),
            figure.rounds()));
  }
}
