package dev.spinet.cli.monitor;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.drivers.monitor.Monitor;
import dev.spinet.drivers.monitor.MonitorPlace;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the program that is meant. One that is stopped or hangs is passed over when another
 * answers.
 */
final class ProgramSearch {

  /** How long all may be silent. */
  private static final long PATIENCE_MILLIS = 5_000;

  /** How long the others may be silent when one has answered. */
  private static final long OTHERS_MILLIS = 1_000;

  private static final long ROUND_MILLIS = 20;

  private final @Nullable String which;
  private final List<Path> folders;
  private final Consumer<String> notices;
  private final Map<Path, MonitorConnection> silent = new LinkedHashMap<>();
  private final Map<Path, MonitorConnection> alive = new LinkedHashMap<>();
  private @Nullable UsageException last;

  /**
   * A search not yet begun.
   *
   * @param which the number of a process; {@code null} for the only one
   * @param folders where there may be sockets
   * @param notices gets a sentence for each program that was passed over
   */
  ProgramSearch(@Nullable String which, List<Path> folders, Consumer<String> notices) {
    this.which = which;
    this.folders = folders;
    this.notices = notices;
  }

  /**
   * Searches.
   *
   * @return the connection, which the caller closes
   * @throws UsageException if there is none, or several
   * @throws SocketTimeoutException if there are some and none answers
   */
  MonitorConnection open() throws UsageException, IOException {
    try {
      connect();
      listen();
      return choose();
    } finally {
      for (var connection : silent.values()) {
        connection.close();
      }
      for (var connection : alive.values()) {
        connection.close();
      }
    }
  }

  private void connect() throws IOException {
    for (Path socket : sockets()) {
      if (which == null || number(socket).equals(which)) {
        try {
          var connection = MonitorConnection.connect(socket);
          connection.waitAtMost(ROUND_MILLIS);
          silent.put(socket, connection);
        } catch (UsageException e) {
          // A socket that an ended process has left, or somebody else's.
          last = e;
        }
      }
    }
  }

  private List<Path> sockets() throws IOException {
    var sockets = new ArrayList<Path>();
    for (Path folder : folders) {
      if (Files.isDirectory(folder) && Files.isReadable(folder)) {
        try (var files = Files.newDirectoryStream(folder, "*" + MonitorPlace.SUFFIX)) {
          files.forEach(sockets::add);
        }
      }
    }
    return sockets;
  }

  private static String number(Path socket) {
    String name = String.valueOf(socket.getFileName());
    return name.substring(0, name.length() - MonitorPlace.SUFFIX.length());
  }

  private void listen() throws IOException {
    long begin = System.nanoTime();
    while (!silent.isEmpty()) {
      long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      if (passed >= (alive.isEmpty() ? PATIENCE_MILLIS : OTHERS_MILLIS)) {
        return;
      }
      for (Path socket : List.copyOf(silent.keySet())) {
        listen(socket);
      }
    }
  }

  private void listen(Path socket) throws IOException {
    var connection = silent.remove(socket);
    if (connection == null) {
      return;
    }
    try {
      connection.greet();
      alive.put(socket, connection);
    } catch (SocketTimeoutException e) {
      silent.put(socket, connection);
    } catch (IOException e) {
      connection.close();
      last = MonitorConnection.refused(socket, e);
    }
  }

  private MonitorConnection choose() throws UsageException, IOException {
    if (alive.isEmpty()) {
      if (!silent.isEmpty()) {
        throw new SocketTimeoutException(silence());
      }
      throw last != null && which != null ? last : none();
    }
    if (alive.size() > 1) {
      throw new UsageException(
          "several programs can be looked at; name one: %s%s"
              .formatted(
                  alive.entrySet().stream()
                      .map(program -> describe(program.getKey(), program.getValue()))
                      .collect(Collectors.joining(", ")),
                  silent.isEmpty() ? "" : "; " + silence()));
    }
    if (!silent.isEmpty()) {
      notices.accept(silence());
    }
    Path socket = alive.keySet().iterator().next();
    var connection = alive.remove(socket);
    if (connection == null) {
      throw none();
    }
    connection.waitAtMost(PATIENCE_MILLIS);
    return connection;
  }

  private UsageException none() {
    return new UsageException(
        "%s; start it with the environment variable %s=yes"
            .formatted(
                which == null
                    ? "there is no program that could be looked at"
                    : "no program with the number %s can be looked at".formatted(which),
                Monitor.VARIABLE));
  }

  private String silence() {
    return "%s not answer: stopped, or hanging"
        .formatted(
            silent.keySet().stream()
                    .map(ProgramSearch::describe)
                    .collect(Collectors.joining(", ", "program ", ""))
                + (silent.size() == 1 ? " does" : " do"));
  }

  /** The number of the process and its devices, which tell programs of the same name apart. */
  private static String describe(Path socket, MonitorConnection connection) {
    try {
      connection.waitAtMost(OTHERS_MILLIS);
      String devices =
          connection.statistics().stream().map(DeviceFacts::name).collect(Collectors.joining(", "));
      return devices.isEmpty() ? describe(socket) : "%s (%s)".formatted(number(socket), devices);
    } catch (IOException e) {
      return describe(socket);
    }
  }

  /** The number of the process and what it runs. */
  private static String describe(Path socket) {
    String pid = number(socket);
    String command =
        pid.matches("[0-9]{1,18}")
            ? ProcessHandle.of(Long.parseLong(pid))
                .flatMap(handle -> handle.info().command())
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .orElse("")
            : "";
    return command.isEmpty() ? pid : "%s (%s)".formatted(pid, command);
  }
}
