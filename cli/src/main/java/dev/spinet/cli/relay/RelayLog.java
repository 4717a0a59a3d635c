package dev.spinet.cli.relay;

import java.io.PrintStream;

/** One line for each thing that happens, for the operator and the journal. */
final class RelayLog {

  private final PrintStream err;

  RelayLog(PrintStream err) {
    this.err = err;
  }

  synchronized void say(String line) {
    err.println(line);
    err.flush();
  }
}
