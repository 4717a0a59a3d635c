package dev.spinet.examples.server;

import dev.spinet.examples.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server of the distribution as a process of the test. It listens on a loopback port of its own,
 * has a directory of its own, is stopped and forgotten by {@link #close}, and dies with this JVM.
 */
public final class RealServer implements AutoCloseable {

  // Long, for a machine that does much else; a server that has died is noticed at once.
  private static final Duration STARTING = Duration.ofSeconds(60);
  private static final Duration STOPPING = Duration.ofSeconds(10);
  private static final String GONE = "No such process";
  private static final int ATTEMPTS = 5;
  private static final int LOG_CHARACTERS = 4_000;

  private final String name;
  private final Path directory;
  private final int port;
  private final Recipe.Command command;
  private final Check check;
  private Process process;

  private RealServer(String name, Path directory, int port, Recipe.Command command, Check check)
      throws IOException {
    this.name = name;
    this.directory = directory;
    this.port = port;
    this.command = command;
    this.check = check;
    this.process = Programs.start(command.words(), directory, command.stopSignal());
  }

  /**
   * Starts a server and waits until it is ready.
   *
   * @param name how messages call it
   * @param recipe how it is set up
   * @return the server, which the caller closes
   * @throws AssertionError if it does not become ready; with what it has said
   * @throws Exception if its files cannot be written, or the wait is interrupted
   */
  public static RealServer start(String name, Recipe recipe) throws Exception {
    return start(name, recipe, RealServer::accepts);
  }

  /** Looks whether a server answers. */
  @FunctionalInterface
  interface Check {

    /** Whether the server on a port of this machine answers now. */
    boolean answers(int port) throws IOException;
  }

  /** As the other method, for a server that does not listen on TCP. */
  static RealServer start(String name, Recipe recipe, Check check) throws Exception {
    for (int attempt = 1; ; attempt++) {
      var directory = Programs.makeDirectory(name);
      int port = FreePort.find();
      RealServer server = null;
      try {
        server = new RealServer(name, directory, port, recipe.prepare(directory, port), check);
        server.awaitReady();
        return server;
      } catch (Exception | AssertionError e) {
        boolean taken = server != null && server.portWasTaken();
        if (server == null) {
          delete(directory);
        } else {
          server.close();
        }
        if (!taken || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * The loopback port it listens on.
   *
   * @return a port of this machine
   */
  public int port() {
    return port;
  }

  /**
   * Its own directory, where the recipe has written its files.
   *
   * @return the directory
   */
  public Path directory() {
    return directory;
  }

  /**
   * What it has written to its standard output and error so far.
   *
   * @return the text
   * @throws IOException if it cannot be read
   */
  public String log() throws IOException {
    return Files.readString(Programs.log(directory));
  }

  /** Kills it and its children with SIGKILL, as a crash would, and waits until they are gone. */
  public void kill() {
    var family = family();
    family.forEach(ProcessHandle::destroyForcibly);
    family.forEach(this::awaitExit);
  }

  /**
   * Starts it again after {@link #kill}, with the same files and on the same port.
   *
   * @throws Exception if it does not start
   */
  public void restart() throws Exception {
    Files.delete(Programs.log(directory)); // it would be taken for what the new one says
    process = Programs.start(command.words(), directory, command.stopSignal());
    awaitReady();
  }

  /**
   * Stops it and its children in their tracks (SIGSTOP): connections stay, nothing is answered.
   *
   * @throws IOException if the signal cannot be sent
   */
  public void pause() throws IOException {
    signal("STOP", family());
  }

  /**
   * Lets it go on after {@link #pause}.
   *
   * @throws IOException if the signal cannot be sent
   */
  public void resume() throws IOException {
    signal("CONT", family());
  }

  /** Stops it, with force if need be, and removes its directory. Closing twice has no effect. */
  @Override
  public void close() throws IOException {
    var family = family();
    if (!family.isEmpty()) {
      signal("CONT", family);
      signal(command.stopSignal(), List.of(process.toHandle()));
      try {
        if (!process.waitFor(STOPPING.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
      family.stream().skip(1).forEach(ProcessHandle::destroyForcibly);
      family.forEach(this::awaitExit);
    }
    delete(directory);
  }

  @Override
  public String toString() {
    return name + " on port " + port + ", process " + process.pid();
  }

  /** The process and its descendants, as far as they live. */
  private List<ProcessHandle> family() {
    if (!process.isAlive()) {
      return List.of();
    }
    var family = new ArrayList<ProcessHandle>();
    family.add(process.toHandle());
    process.descendants().forEach(family::add);
    return family;
  }

  private void awaitReady() throws Exception {
    Await.until(
        () -> name + " is ready\n" + tail(),
        STARTING,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError(
                "%s ended with %d before it was ready%n%s"
                    .formatted(name, process.exitValue(), tail()));
          }
          return log().contains(command.ready()) && check.answers(port);
        });
  }

  private static boolean accepts(int port) {
    try (var probe = new Socket()) {
      probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private boolean portWasTaken() throws IOException {
    String log = log().toLowerCase(Locale.ROOT);
    return !process.isAlive() && log.contains("in use");
  }

  private String tail() {
    try {
      String log = log();
      return log.substring(Math.max(0, log.length() - LOG_CHARACTERS));
    } catch (IOException e) {
      return "(no output: " + e + ")";
    }
  }

  private void awaitExit(ProcessHandle handle) {
    try {
      handle.onExit().get(STOPPING.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new AssertionError("process " + handle.pid() + " of " + name + " does not end", e);
    }
  }

  private void signal(String signal, List<ProcessHandle> handles) throws IOException {
    // kill(1) is built into every shell, and a package of its own otherwise.
    var words = new ArrayList<>(List.of("/bin/sh", "-c", "kill -\"$0\" \"$@\"", signal));
    handles.forEach(handle -> words.add(Long.toString(handle.pid())));
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    var kill = builder.start();
    try (var output = kill.inputReader()) {
      // One that has ended in the meantime needs no signal.
      var complaints =
          output.lines().filter(line -> !line.isBlank() && !line.contains(GONE)).toList();
      kill.waitFor();
      if (!complaints.isEmpty()) {
        throw new IOException("cannot send SIG" + signal + " to " + name + ": " + complaints);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
