package dev.spinet.examples.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How one server is set up. */
@FunctionalInterface
public interface Recipe {

  /**
   * Writes what the server reads, into its own directory.
   *
   * @param directory an empty directory, which belongs to the user that the server runs as
   * @param port the loopback port it is to listen on
   * @return how it is started
   * @throws IOException if a file cannot be written
   */
  Command prepare(Path directory, int port) throws IOException;

  /**
   * How a server is started and stopped.
   *
   * @param words the program and its arguments; it must stay in the foreground
   * @param ready what its output says when it is ready, or an empty text if it is ready as soon as
   *     its port accepts connections
   * @param stopSignal the signal, as kill(1) names it, that makes it stop and clean up
   */
  record Command(List<String> words, String ready, String stopSignal) {

    /** Copies the list. */
    public Command {
      words = List.copyOf(words);
    }

    /**
     * A server that is ready when it accepts connections, and that stops on SIGTERM.
     *
     * @param words the program and its arguments
     * @return the command
     */
    public static Command of(String... words) {
      return new Command(List.of(words), "", "TERM");
    }
  }
}
