package dev.spinet.drivers.esp32.at;

import java.io.IOException;

/**
 * The conversation with the module is disturbed: what it does, and what it will say next, is not
 * known until both are brought into step again.
 */
public final class AtException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What has disturbed the conversation. */
  public enum Cause {
    /** No result in time. */
    NO_ANSWER,
    /** Bytes were lost or changed on the line. */
    GARBAGE,
    /** The module talks, but not so that it can be read: perhaps at another speed. */
    UNREADABLE,
    /** The module has restarted: everything it held is gone. */
    RESTARTED
  }

  /** What has happened. */
  private final Cause kind;

  AtException(Cause kind, String message) {
    super(message);
    this.kind = kind;
  }

  /**
   * What has happened.
   *
   * @return the kind of disturbance
   */
  public Cause kind() {
    return kind;
  }
}
