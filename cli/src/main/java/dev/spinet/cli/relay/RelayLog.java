package dev.spinet.cli.relay;

import java.io.PrintStream;

/** One line for each thing that happens, for the operator and the journal. */
final class RelayLog {

  private final PrintStream err;

  RelayLog(PrintStream err) {
    this.err = err;
  }

  /** Says it. What clients send may be in it, so nothing in it may act on a terminal. */
  synchronized void say(String line) {
    err.println(line.replaceAll("\\p{Cntrl}", "?"));
    err.flush();
  }
}
