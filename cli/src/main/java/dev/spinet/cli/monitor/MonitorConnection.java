package dev.spinet.cli.monitor;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.drivers.monitor.Monitor;
import dev.spinet.drivers.monitor.MonitorPlace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A connection to a program that can be looked at, see {@link Monitor}. */
public final class MonitorConnection implements AutoCloseable {

  /** A program that does not say a word for so long is stopped or hangs. */
  private static final long PATIENCE_MILLIS = 5_000;

  private static final Pattern GREETING = Pattern.compile("spinet 1 ([0-9]{1,18})");

  /** What is shown on a terminal must not command it. */
  private static final Pattern CONTROLS = Pattern.compile("\\p{Cc}");

  private static final int ROOM = 1 << 16;
  private static final int LONGEST_LINE = 1 << 16;

  private final SocketChannel channel;
  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocate(ROOM).limit(0);
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private String process = "";
  private long patienceMillis = PATIENCE_MILLIS;

  private MonitorConnection(SocketChannel channel, Selector selector) {
    this.channel = channel;
    this.selector = selector;
  }

  /**
   * Connects.
   *
   * @param which the number of a process, or the path of a socket; {@code null} for the only one
   * @param notices gets a sentence for each program that was passed over
   * @return the connection, which the caller closes
   * @throws UsageException if there is no such program, or none, or several
   * @throws IOException if it does not answer
   */
  public static MonitorConnection open(@Nullable String which, Consumer<String> notices)
      throws UsageException, IOException {
    if (which == null || !which.contains("/")) {
      return new ProgramSearch(which, MonitorPlace.folders(System.getenv()), notices).open();
    }
    Path socket = path(which);
    var connection = connect(socket);
    try {
      connection.greet();
      return connection;
    } catch (IOException e) {
      connection.close();
      throw refused(socket, e);
    }
  }

  private static Path path(String text) throws UsageException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UsageException("'%s' is not a path".formatted(text), e);
    }
  }

  /** Connects to a program that is still to say what it is. */
  static MonitorConnection connect(Path socket) throws UsageException, IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      var selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
      return new MonitorConnection(channel, selector);
    } catch (IOException e) {
      channel.close();
      throw refused(socket, e);
    }
  }

  /** Says why a program cannot be looked at, unless it is that nobody waits any longer. */
  static UsageException refused(Path socket, IOException e) throws InterruptedIOException {
    if (e instanceof InterruptedIOException interrupted) {
      throw interrupted;
    }
    if (e instanceof ConnectException) {
      return new UsageException("no program is at %s any more".formatted(socket), e);
    }
    String reason =
        Files.notExists(socket)
            ? "there is no such socket"
            : e instanceof AccessDeniedException || !Files.isWritable(socket)
                ? "it belongs to another user; ask as that user, or as root"
                : String.valueOf(e.getMessage());
    return new UsageException("cannot look at %s: %s".formatted(socket, reason), e);
  }

  /** How long the program may say nothing, from now on. */
  void waitAtMost(long millis) {
    patienceMillis = millis;
  }

  /**
   * Hears what the program is. After a time-out this may be tried again.
   *
   * @throws SocketTimeoutException if it says nothing for so long as it may
   * @throws IOException if it is none that could be looked at
   */
  void greet() throws IOException {
    String greeting = line();
    var matcher = GREETING.matcher(greeting == null ? "" : greeting);
    if (!matcher.matches()) {
      throw new IOException("the program at this socket is none that spinet could look at");
    }
    process = matcher.group(1);
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
    for (String line = nextLine(); !line.equals("end"); line = nextLine()) {
      reader.add(line);
    }
    return reader.devices();
  }

  /**
   * The next line the program says.
   *
   * @return the line without its end and with ? for each control character
   * @throws ProgramEndedException if it has ended
   * @throws SocketTimeoutException if it says nothing for some seconds
   * @throws InterruptedIOException if this thread is interrupted
   * @throws IOException if the connection fails
   */
  public String nextLine() throws IOException {
    String line = line();
    if (line == null) {
      throw ended(null);
    }
    return line;
  }

  /** As {@link #nextLine}; {@code null} when the program has ended. */
  private @Nullable String line() throws IOException {
    while (true) {
      while (buffer.hasRemaining()) {
        byte next = buffer.get();
        if (next == '\n') {
          String line = begun.toString(StandardCharsets.UTF_8);
          begun.reset();
          return CONTROLS.matcher(line).replaceAll("?");
        }
        if (begun.size() == LONGEST_LINE) {
          throw new ProtocolException("the program says a line that does not end");
        }
        begun.write(next);
      }
      if (!fill()) {
        return null;
      }
    }
  }

  private boolean fill() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
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
