package dev.spinet.drivers.monitor;

import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.drivers.w5500.W5500Statistics;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the drivers of this process at a Unix-domain socket, for {@code spinet stat} and {@code
 * spinet trace}. A program, or whoever starts it, asks for it with the system property {@value
 * #PROPERTY} or the environment variable {@value #VARIABLE}: {@code yes}, or the path of the
 * socket. Without a path it is {@code PID.sock} in {@code $XDG_RUNTIME_DIR/spinet}, or in {@code
 * /run/spinet}. Only the same user, and root, may connect.
 *
 * <p>What can be seen are counters, addresses of connections, and accesses to the chip's registers;
 * of payload only its length. Nothing can be changed. A driver that cannot be published works all
 * the same; a warning in the log says why.
 *
 * <p>The protocol, lines of UTF-8: the server says {@code spinet 1 PID}. To {@code statistics} it
 * answers, for each driver, {@code device NAME}, {@code age NANOSECONDS}, any number of {@code
 * counter NAME VALUE} and of {@code socket NUMBER RECEIVED SENT DESCRIPTION}, and after all {@code
 * end}. To {@code trace} it answers with {@code device NUMBER NAME} for each SPI bus, and a line
 * for each frame on each SPI bus until the client leaves: {@code frame NANOSECONDS NUMBER DEVICE
 * RESULT LENGTH MOSI MISO}, the bytes hexadecimal and without payload, and RESULT {@code ok} or
 * {@code failed}; {@code lost N} where so many frames could not be told, and {@code tick} while
 * nothing happens.
 */
public final class Monitor {

  /** Name of the system property. */
  public static final String PROPERTY = "spinet.monitor";

  /** Name of the environment variable; the system property counts more. */
  public static final String VARIABLE = "SPINET_MONITOR";

  private static final System.Logger LOG = System.getLogger(Monitor.class.getName());

  private static final Object LOCK = new Object();
  private static final List<Publication> PUBLISHED = new CopyOnWriteArrayList<>();
  private static @Nullable MonitorServer server;

  private Monitor() {}

  /**
   * Puts a tap on a bus, if somebody has asked for it.
   *
   * @param bus the bus
   * @return the bus to use instead; the same one if nobody has
   */
  public static SpiBus tap(SpiBus bus) {
    return wish().isEmpty() ? bus : new TappedSpiBus(bus, new FrameTap());
  }

  /**
   * Publishes a driver, if somebody has asked for it.
   *
   * @param driver the driver
   * @param bus its bus as {@link #tap} has returned it; {@code null} if it has no such bus
   * @return what the driver closes when it is closed; {@code null} if nobody has asked
   */
  public static @Nullable Publication publish(NetworkDriver driver, @Nullable SpiBus bus) {
    String wish = wish();
    if (wish.isEmpty()) {
      return null;
    }
    var publication =
        new Publication(driver, bus instanceof TappedSpiBus tapped ? tapped.tap() : null);
    synchronized (LOCK) {
      PUBLISHED.add(publication);
      if (server == null) {
        server = open(wish);
      }
    }
    return publication;
  }

  /** What was asked for: empty for nothing. */
  private static String wish() {
    String wish = System.getProperty(PROPERTY);
    if (wish == null) {
      wish = System.getenv(VARIABLE);
    }
    return wish == null || wish.equals("no") ? "" : wish;
  }

  private static @Nullable MonitorServer open(String wish) {
    try {
      return MonitorServer.open(path(wish), PUBLISHED);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "this program cannot be looked at with spinet stat: {0}",
          e.getMessage());
      return null;
    }
  }

  private static Path path(String wish) throws IOException {
    if (wish.contains("/")) {
      try {
        return Path.of(wish).toAbsolutePath();
      } catch (InvalidPathException e) {
        throw new IOException("'%s' is not a path".formatted(wish), e);
      }
    }
    if (!wish.equals("yes")) {
      throw new IOException(
          "%s is '%s'; it should be yes, no or the path of a socket".formatted(VARIABLE, wish));
    }
    Path folder = MonitorPlace.writable(System.getenv());
    if (folder == null) {
      throw new IOException(
          "there is no folder for its socket: neither $XDG_RUNTIME_DIR/spinet nor /run/spinet may be written to; name a path in %s"
              .formatted(VARIABLE));
    }
    return folder.resolve(ProcessHandle.current().pid() + MonitorPlace.SUFFIX);
  }

  private static void withdraw(Publication publication) {
    synchronized (LOCK) {
      PUBLISHED.remove(publication);
      if (PUBLISHED.isEmpty() && server != null) {
        server.close();
        server = null;
      }
    }
  }

  /** A driver that can be looked at. */
  public static final class Publication implements AutoCloseable {

    private final NetworkDriver driver;
    private final @Nullable FrameTap tap;
    private final long begun = System.nanoTime();

    Publication(NetworkDriver driver, @Nullable FrameTap tap) {
      this.driver = driver;
      this.tap = tap;
    }

    @Nullable FrameTap tap() {
      return tap;
    }

    /** For people, in one line. */
    String name() {
      return oneLine(driver.name());
    }

    /** Writes what the driver says of itself, in lines. */
    void describe(StringBuilder text) {
      text.append("device ").append(name()).append('\n');
      text.append("age ").append(System.nanoTime() - begun).append('\n');
      var statistics = driver.statistics();
      statistics
          .counters()
          .forEach((name, value) ->
              text.append("counter ").append(name).append(' ').append(value).append('\n'));
      if (statistics instanceof W5500Statistics chip) {
        for (var socket : chip.sockets()) {
          text.append("socket ").append(socket.number());
          text.append(' ').append(socket.bytesReceived());
          text.append(' ').append(socket.bytesSent());
          text.append(' ').append(oneLine(socket.user())).append('\n');
        }
      }
    }

    private static String oneLine(String text) {
      return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** Closing twice has no effect. */
    @Override
    public void close() {
      withdraw(this);
    }
  }
}
