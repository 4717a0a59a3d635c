package dev.spinet.cli.monitor;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.drivers.monitor.Monitor;
import dev.spinet.drivers.monitor.MonitorPlace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A connection to a program that can be looked at, see {@link Monitor}. */
public final class MonitorConnection implements AutoCloseable {

  /** A program that does not say a word for so long is stopped or hangs. */
  private static final long PATIENCE_MILLIS = 5_000;

  private static final String GREETING = "spinet 1 ";
  private static final int ROOM = 1 << 16;

  private final SocketChannel channel;
  private final Selector selector;
  private final String process;
  private final ByteBuffer buffer = ByteBuffer.allocate(ROOM).limit(0);

  private MonitorConnection(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    this.selector = selector;
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ);
    String greeting = line();
    if (greeting == null || !greeting.startsWith(GREETING)) {
      throw new IOException("the program at this socket is none that spinet could look at");
    }
    process = greeting.substring(GREETING.length());
  }

  /**
   * Connects.
   *
   * @param which the number of a process, or the path of a socket; {@code null} for the only one
   * @return the connection, which the caller closes
   * @throws UsageException if there is no such program, or none, or several
   * @throws IOException if it does not answer
   */
  public static MonitorConnection open(@Nullable String which) throws UsageException, IOException {
    if (which != null && which.contains("/")) {
      return open(path(which));
    }
    var found = new ArrayList<Path>();
    for (Path socket : sockets()) {
      String name = String.valueOf(socket.getFileName());
      if (which == null || name.equals(which + MonitorPlace.SUFFIX)) {
        found.add(socket);
      }
    }
    var alive = new ArrayList<Path>();
    UsageException last = null;
    for (Path socket : found) {
      try {
        open(socket).close();
        alive.add(socket);
      } catch (UsageException e) {
        // A socket that an ended process has left, or somebody else's.
        last = e;
      }
    }
    if (alive.size() > 1) {
      throw new UsageException(
          "several programs can be looked at; name one: "
              + alive.stream().map(MonitorConnection::describe).collect(Collectors.joining(", ")));
    }
    if (alive.isEmpty()) {
      throw last != null && which != null ? last : none(which);
    }
    return open(alive.getFirst());
  }

  private static UsageException none(@Nullable String which) {
    return new UsageException(
        "%s; start it with the environment variable %s=yes"
            .formatted(
                which == null
                    ? "there is no program that could be looked at"
                    : "no program with the number %s can be looked at".formatted(which),
                Monitor.VARIABLE));
  }

  private static Path path(String text) throws UsageException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UsageException("'%s' is not a path".formatted(text), e);
    }
  }

  private static List<Path> sockets() throws IOException {
    var sockets = new ArrayList<Path>();
    for (Path folder : MonitorPlace.folders(System.getenv())) {
      if (Files.isDirectory(folder) && Files.isReadable(folder)) {
        try (var files = Files.newDirectoryStream(folder, "*" + MonitorPlace.SUFFIX)) {
          files.forEach(sockets::add);
        }
      }
    }
    return sockets;
  }

  /** The number of the process and what it runs. */
  private static String describe(Path socket) {
    String name = String.valueOf(socket.getFileName());
    String pid = name.substring(0, name.length() - MonitorPlace.SUFFIX.length());
    String command =
        pid.matches("[0-9]{1,18}")
            ? ProcessHandle.of(Long.parseLong(pid))
                .flatMap(handle -> handle.info().command())
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .orElse("")
            : "";
    return command.isEmpty() ? pid : "%s (%s)".formatted(pid, command);
  }

  private static MonitorConnection open(Path socket) throws UsageException, IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new MonitorConnection(channel, Selector.open());
    } catch (ConnectException e) {
      channel.close();
      throw new UsageException("no program is at %s any more".formatted(socket), e);
    } catch (InterruptedIOException e) {
      channel.close();
      throw e;
    } catch (IOException e) {
      channel.close();
      String reason =
          Files.notExists(socket)
              ? "there is no such socket"
              : e instanceof AccessDeniedException || !Files.isWritable(socket)
                  ? "it belongs to another user; ask as that user, or as root"
                  : String.valueOf(e.getMessage());
      throw new UsageException("cannot look at %s: %s".formatted(socket, reason), e);
    }
  }

  /**
   * The program.
   *
   * @return the number of its process, in digits
   */
  public String process() {
    return process;
  }

  /**
   * Asks for something.
   *
   * @param request one word
   * @throws IOException if the program is gone
   */
  public void ask(String request) throws IOException {
    var bytes = ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    } catch (IOException e) {
      throw ended(e);
    }
  }

  private static InterruptedIOException interrupted(Exception cause) {
    var interrupted = new InterruptedIOException("interrupted");
    interrupted.initCause(cause);
    return interrupted;
  }

  private ProgramEndedException ended(@Nullable Exception cause) {
    var ended = new ProgramEndedException("the program %s has ended".formatted(process));
    ended.initCause(cause);
    return ended;
  }

  /**
   * What all drivers of the program say of themselves now.
   *
   * @return one for each device
   * @throws IOException if the program is gone, or does not answer
   */
  public List<DeviceFacts> statistics() throws IOException {
    ask("statistics");
    var reader = new DeviceFacts.Reader();
    for (String line = required(); !line.equals("end"); line = required()) {
      reader.add(line);
    }
    return reader.devices();
  }

  private String required() throws IOException {
    String line = line();
    if (line == null) {
      throw ended(null);
    }
    return line;
  }

  /**
   * The next line the program says.
   *
   * @return the line without its end; {@code null} when the program has ended
   * @throws SocketTimeoutException if it says nothing for some seconds
   * @throws InterruptedIOException if this thread is interrupted
   * @throws IOException if the connection fails
   */
  public @Nullable String line() throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      while (buffer.hasRemaining()) {
        byte next = buffer.get();
        if (next == '\n') {
          return line.toString(StandardCharsets.UTF_8);
        }
        line.write(next);
      }
      if (!fill()) {
        return null;
      }
    }
  }

  private boolean fill() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (true) {
      int read = read();
      if (read != 0) {
        return read > 0;
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new SocketTimeoutException("the program does not answer: it is stopped, or hangs");
      }
      selector.select(left);
      selector.selectedKeys().clear();
      if (Thread.interrupted()) {
        throw new InterruptedIOException("interrupted");
      }
    }
  }

  /** Reads what there is; -1 at the end, which may also be that the program was killed. */
  private int read() throws IOException {
    try {
      return channel.read(buffer.clear());
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    } catch (IOException e) {
      return -1;
    } finally {
      buffer.flip();
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }

  /** The program that was looked at has ended. */
  public static final class ProgramEndedException extends IOException {

    private static final long serialVersionUID = 1L;

    ProgramEndedException(String message) {
      super(message);
    }
  }
}
