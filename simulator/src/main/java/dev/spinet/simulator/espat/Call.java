package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.bindings.espat.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** A command under way. It ends with exactly one result, at once or later. */
final class Call {
  private final AtPort port;
  private final List<Runnable> afterwards = new ArrayList<>();
  private boolean over;

  Call(AtPort port) {
    this.port = port;
  }

  boolean isOver() {
    return over;
  }

  /** A line of the answer. */
  void line(String text) {
    if (!over) {
      port.line(text);
    }
  }

  /** Bytes of the answer, as they are. */
  void raw(byte[] bytes) {
    if (!over) {
      port.write(bytes);
    }
  }

  /** Does something right behind the result. */
  void afterwards(Runnable task) {
    afterwards.add(task);
  }

  void ok() {
    finish("OK");
  }

  void error(ErrorCause cause) {
    error(cause, 0);
  }

  /** The error number of the TCP/IP stack goes with it, if there is one. */
  void error(ErrorCause cause, int errno) {
    if (!over) {
      port.explain(ErrorCode.of(cause), errno);
      finish("ERROR");
    }
  }

  /** Ends with a result other than the usual ones. */
  void finish(String result) {
    if (!over) {
      over = true;
      port.finished(this, result, afterwards);
    }
  }
}
