package dev.spinet.cli.doctor;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Devices that are examined at once, since most of the time nothing but waiting goes on.
 *
 * @param <R> what is the matter with one
 */
final class Ward<R> {

  private static final int AT_ONCE = 16;
  private static final long LIMIT_SECONDS = 120;

  private final Map<R, Future<Examination>> examinations = new HashMap<>();

  /** Examines one. */
  @FunctionalInterface
  interface Doctor<R> {
    Examination examine(R patient) throws IOException;
  }

  /** Examines all of them, and returns when that is done. */
  Ward(List<R> patients, Doctor<R> doctor) {
    try (var pool = Executors.newFixedThreadPool(AT_ONCE, Thread.ofPlatform().factory())) {
      for (R patient : patients) {
        Callable<Examination> examination = () -> doctor.examine(patient);
        examinations.put(patient, pool.submit(examination));
      }
    }
  }

  /** What was found; throws what went wrong meanwhile. */
  Examination of(R patient) throws Exception {
    return Objects.requireNonNull(examinations.get(patient)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
