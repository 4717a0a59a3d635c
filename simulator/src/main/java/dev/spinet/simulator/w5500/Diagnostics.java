package dev.spinet.simulator.w5500;

import dev.spinet.simulator.clock.SimulationClock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The wrong uses of a chip so far. The first ones are kept as they are; of all of them the number
 * is kept.
 */
public final class Diagnostics {

  /** Enough to see what went wrong; a broken program must not fill the memory. */
  private static final int KEPT = 1_000;

  private final SimulationClock clock;
  private final List<Diagnostic> kept = new ArrayList<>();
  private final Map<Diagnostic.Kind, Long> counts = new EnumMap<>(Diagnostic.Kind.class);
  private final CopyOnWriteArrayList<Consumer<? super Diagnostic>> listeners =
      new CopyOnWriteArrayList<>();

  Diagnostics(SimulationClock clock) {
    this.clock = clock;
  }

  /**
   * Adds a listener, which hears of every later diagnostic.
   *
   * @param listener called on the thread that broke the rule, under the chip's lock: it must not
   *     wait and must not call the chip
   */
  public void listen(Consumer<? super Diagnostic> listener) {
    listeners.add(listener);
  }

  /**
   * The diagnostics so far, oldest first; at most the first thousand.
   *
   * @return a copy
   */
  public List<Diagnostic> all() {
    synchronized (kept) {
      return List.copyOf(kept);
    }
  }

  /**
   * How often one rule was broken.
   *
   * @param kind the rule
   * @return the number
   */
  public long count(Diagnostic.Kind kind) {
    synchronized (kept) {
      return counts.getOrDefault(kind, 0L);
    }
  }

  /** Forgets the diagnostics so far; listeners stay. */
  public void clear() {
    synchronized (kept) {
      kept.clear();
      counts.clear();
    }
  }

  void report(Diagnostic.Kind kind, int socket, String sentence) {
    var diagnostic = new Diagnostic(kind, socket, sentence, clock.nanoTime());
    synchronized (kept) {
      counts.merge(kind, 1L, Long::sum);
      if (kept.size() < KEPT) {
        kept.add(diagnostic);
      }
    }
    for (var listener : listeners) {
      listener.accept(diagnostic);
    }
  }
}
