package dev.spinet.bindings.bus;

import java.io.IOException;
import java.util.Objects;

/** A device between the program and the chip reported an error: a bus, a line or a serial port. */
public class BusException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The device that failed. */
  private final String device;

  /** The operating system's error number, or 0. */
  private final int errno;

  /**
   * An error with a cause that the operating system numbered, or none.
   *
   * @param device the device, such as {@code /dev/spidev0.0}
   * @param message one sentence: what was tried, on which device, and why it failed
   * @param errno the operating system's error number; 0 if the error is not the system's
   */
  public BusException(String device, String message, int errno) {
    super(message);
    this.device = device;
    this.errno = errno;
  }

  /**
   * One sentence: what was tried, on which device, and why it failed; often another one that says
   * what to do.
   *
   * @return the message, never {@code null}
   */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /**
   * The device that failed.
   *
   * @return its name, such as {@code /dev/spidev0.0}
   */
  public String device() {
    return device;
  }

  /**
   * The operating system's error number, see errno(3).
   *
   * @return the number; 0 if the error is not the system's
   */
  public int errno() {
    return errno;
  }
}
