package dev.spinet.launcher;

import java.lang.reflect.InvocationTargetException;

/**
 * Starts the command, or says which Java it needs. This class is compiled for Java 8, so that a
 * Java that cannot load the others can load this one.
 */
public final class Launcher {

  private static final int NEEDED = 25;

  /** What the command itself ends with when something is not as it has to be. */
  private static final int FAILURE = 1;

  private Launcher() {}

  /**
   * Runs the command.
   *
   * @param arguments the arguments
   * @throws ReflectiveOperationException if the jar is not whole
   */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    String version = System.getProperty("java.specification.version", "");
    if (feature(version) < NEEDED) {
      System.err.println(
          "spinet: needs Java "
              + NEEDED
              + " or newer, and this is Java "
              + version
              + " in "
              + System.getProperty("java.home")
              + "; on Debian and Ubuntu it is the package openjdk-25-jre-headless or temurin-25-jre");
      System.exit(FAILURE);
    }
    try {
      Class.forName("dev.spinet.cli.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * The number of a version of Java.
   *
   * @param specification such as 1.8, 17 or 25
   * @return such as 8, 17 or 25; 0 if it is not a number
   */
  static int feature(String specification) {
    String number = specification.startsWith("1.") ? specification.substring(2) : specification;
    try {
      return Integer.parseInt(number);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
