package dev.spinet.cli.device;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.terminal.Activity;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.socket.driver.DeviceUri;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A device with its link up, for a command that does one thing and ends. Its end is orderly also
 * after an interrupt: peers get the end of their streams, and a silent one holds nobody up.
 */
public final class LinkedDevice implements AutoCloseable {

  /** Less than a signal gives the whole command. */
  private static final long FAREWELL_MILLIS = 3_000;

  /** What nobody means as a name. */
  private static final Pattern LITERAL = Pattern.compile("[0-9]+(?:\\.[0-9]+){3}");

  private final OpenDevice device;
  private final Terminal terminal;

  private LinkedDevice(OpenDevice device, Terminal terminal) {
    this.device = device;
    this.terminal = terminal;
  }

  /**
   * Opens a device and brings its link up.
   *
   * @param terminal where it is shown what is waited for
   * @param opener opens it
   * @param uri which one
   * @param timeout the longest wait for the link
   * @return the device, which the caller closes
   * @throws UsageException if the URI is malformed
   * @throws IOException if the device cannot be opened or there is no link
   */
  public static LinkedDevice open(
      Terminal terminal, OpenDevice.Opener opener, String uri, Duration timeout)
      throws UsageException, IOException {
    try (var activity = new Activity(terminal)) {
      activity.show("opening " + DeviceUri.withoutSecrets(uri));
      var device = opener.open(uri);
      try {
        activity.show("waiting for a link and an address");
        device.link().link(timeout);
        return new LinkedDevice(device, terminal);
      } catch (IOException | RuntimeException e) {
        device.abort();
        throw e;
      }
    }
  }

  /**
   * The driver of the device.
   *
   * @return carries sockets
   */
  public NetworkDriver driver() {
    return device.driver();
  }

  /**
   * The address of a host.
   *
   * @param host its name in the chip's network, or an IPv4 address, which is not looked up
   * @param timeout the longest wait
   * @return the address
   * @throws java.net.UnknownHostException if there is no such name
   * @throws java.net.SocketTimeoutException if no answer came in time
   * @throws IOException if the chip fails
   */
  public Inet4Address resolve(String host, Duration timeout) throws IOException {
    if (LITERAL.matcher(host).matches()) {
      try {
        return Inet4Address.ofLiteral(host);
      } catch (IllegalArgumentException e) {
        var unknown = new UnknownHostException("'%s' is not an IPv4 address".formatted(host));
        unknown.initCause(e);
        throw unknown;
      }
    }
    try (var activity = new Activity(terminal)) {
      activity.show("looking up " + host);
      return device.driver().resolve(host, timeout.toNanos());
    }
  }

  /** Closes the device once its connections have ended, but within some seconds. */
  @Override
  public void close() throws IOException {
    boolean interrupted = Thread.interrupted();
    try (var alarm = new Alarm(Thread.currentThread())) {
      alarm.start();
      device.close();
    } finally {
      Thread.interrupted();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Interrupts whoever closes a device for too long, which cuts off what is still ending. */
  private static final class Alarm implements AutoCloseable {

    private final Thread closing;
    private final CountDownLatch done = new CountDownLatch(1);
    private boolean over;

    Alarm(Thread closing) {
      this.closing = closing;
    }

    void start() {
      Thread.ofVirtual().name("spinet-farewell").start(this::watch);
    }

    private void watch() {
      try {
        if (done.await(FAREWELL_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      ring();
    }

    private synchronized void ring() {
      if (!over) {
        closing.interrupt();
      }
    }

    @Override
    public synchronized void close() {
      over = true;
      done.countDown();
    }
  }
}
