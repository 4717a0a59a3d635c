package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.InterruptLine;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said about an interrupt line that works now and then. */
@Timeout(60)
final class LineWatchTest {

  private static final Logger LOG = Logger.getLogger("dev.spinet.drivers.w5500");

  /** A line that nothing is wired to. */
  private static final class DeadLine implements InterruptLine {
    private volatile boolean asserted;

    @Override
    public boolean isAsserted() {
      return asserted;
    }

    @Override
    public boolean await(long timeoutNanos) {
      return asserted;
    }

    @Override
    public void wakeup() {}

    @Override
    public void close() {}
  }

  private static final class Records extends Handler {
    private final List<Level> levels = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord entry) {
      levels.add(entry.getLevel());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void aLooseContactIsReportedOnce() throws Exception {
    var records = new Records();
    LOG.addHandler(records);
    try {
      var line = new DeadLine();
      var watch = new LineWatch(line, "sim");
      for (int i = 0; i < 4; i++) {
        line.asserted = false;
        while (watch.isTrusted()) {
          watch.judgeSilence();
        }
        line.asserted = true;
        Streams.await(
            "trusted again",
            () -> {
              watch.judgePoll(true);
              return watch.isTrusted();
            });
        assertTrue(watch.await(TimeUnit.SECONDS.toNanos(1)));
      }
      assertEquals(List.of(Level.WARNING, Level.INFO), records.levels);
      assertFalse(watch.lostInterrupts() == 0);
    } finally {
      LOG.removeHandler(records);
    }
  }
}
