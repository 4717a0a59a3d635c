package dev.spinet.cli.relay;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Reads what a relay says of itself in its file. */
final class StateReader {

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long PAUSE_MILLIS = 20;

  private final Path file;

  StateReader(Path file) {
    this.file = file;
  }

  /** Waits until the file is there and says something. */
  JsonNode await(Predicate<JsonNode> wanted) throws IOException, InterruptedException {
    long start = System.nanoTime();
    var state = read();
    while (!wanted.test(state)) {
      assertTrue(System.nanoTime() - start < LIMIT_NANOS, state.toString());
      Thread.sleep(PAUSE_MILLIS);
      state = read();
    }
    return state;
  }

  private JsonNode read() throws IOException {
    try {
      return new ObjectMapper().readTree(Files.readString(file));
    } catch (NoSuchFileException e) {
      return MissingNode.getInstance();
    }
  }
}
