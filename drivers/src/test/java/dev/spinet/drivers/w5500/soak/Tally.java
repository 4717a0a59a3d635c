package dev.spinet.drivers.w5500.soak;

import dev.spinet.simulator.scenario.Fault;
import dev.spinet.simulator.scenario.Injection;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What has happened: how much was moved, what was done to it, and what the callers were told. */
final class Tally {

  final LongAdder bytes = new LongAdder();
  final LongAdder connections = new LongAdder();
  final LongAdder conversations = new LongAdder();
  final LongAdder datagrams = new LongAdder();
  final LongAdder lostDatagrams = new LongAdder();

  private final Map<String, LongAdder> faults = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> errors = new ConcurrentSkipListMap<>();
  private volatile boolean unnoticeable;
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  private static void count(Map<String, LongAdder> counts, String kind) {
    counts.computeIfAbsent(kind, _ -> new LongAdder()).increment();
  }

  void injected(Injection injection) {
    var kind =
        switch (injection.fault()) {
          case Fault.Arm arm -> arm.fault().getClass().getSimpleName();
          case Fault.Packets packets -> packets.treatment() + " packet";
          case Fault.Flip flip -> "Flip " + flip.line();
          case Fault other -> other.getClass().getSimpleName();
        };
    count(faults, kind);
  }

  /**
   * A call of somebody who uses the driver has failed. That is as it should be if the cause has a
   * name, and a failure of the soak otherwise.
   */
  void error(String call, Throwable error) {
    var message = String.valueOf(error.getMessage());
    boolean named =
        error.getClass().getName().startsWith("dev.spinet.")
            || error instanceof SocketTimeoutException
            || error instanceof EOFException
            || error instanceof SocketException;
    count(
        errors,
        call.replaceAll(" [0-9]+", "")
            + ": "
            + error.getClass().getSimpleName()
            + ": "
            + message.replaceAll("[0-9]+", "N"));
    if (!(error instanceof IOException) || !named || error.getMessage() == null) {
      var trace = new StringBuilder();
      for (var frame : error.getStackTrace()) {
        trace.append("\n    at ").append(frame);
      }
      failures.add("%s: not an error with a name: %s%s".formatted(call, error, trace));
    }
  }

  /** A program at the other end has lost its connection, which is no wonder. */
  void peerError(IOException error) {
    count(errors, "peer: " + error.getMessage());
  }

  void note(String kind) {
    count(errors, kind);
  }

  /** Bytes were not those that were sent. */
  void wrong(String what) {
    if (unnoticeable) {
      count(errors, "wrong bytes where nobody can notice");
    } else {
      failures.add(what);
    }
  }

  /** From now on disturbances may change bytes that have no check on the bus, or no longer. */
  void allowUnnoticeable(boolean allowed) {
    unnoticeable = allowed;
  }

  void fail(String what) {
    failures.add(what);
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** What callers were told, of all kinds. */
  Set<String> errors() {
    return Set.copyOf(errors.keySet());
  }

  /** How often the faults of all kinds were injected. */
  long faults() {
    return faults.values().stream().mapToLong(LongAdder::sum).sum();
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    text.append(
        "%d bytes checked, %d connections, %d conversations to their end, %d datagrams, %d lost%n"
            .formatted(
                bytes.sum(),
                connections.sum(),
                conversations.sum(),
                datagrams.sum(),
                lostDatagrams.sum()));
    text.append("faults:\n");
    faults.forEach((kind, count) -> text.append("%8d  %s%n".formatted(count.sum(), kind)));
    text.append("errors:\n");
    errors.forEach((kind, count) -> text.append("%8d  %s%n".formatted(count.sum(), kind)));
    return text.toString();
  }
}
