package dev.spinet.cli;

import java.io.InputStream;

/** Standard input of commands that run in this process, until it is closed. */
public final class Stdin implements AutoCloseable {

  private final InputStream before = System.in;

  private Stdin(InputStream in) {
    System.setIn(in);
  }

  /** Lets commands that start from now on read from here. */
  public static Stdin of(InputStream in) {
    return new Stdin(in);
  }

  @Override
  public void close() {
    System.setIn(before);
  }
}
