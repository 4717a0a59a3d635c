package dev.spinet.cli.nc;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;

import dev.spinet.cli.exit.Failure;
import dev.spinet.cli.exit.Report;
import dev.spinet.cli.json.Json;
import dev.spinet.cli.terminal.Activity;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.socket.ConnectionRefusedException;
import dev.spinet.socket.HostUnreachableException;
import dev.spinet.socket.NoFreeSocketException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tries which ports of a host take connections, without a byte on them. */
final class PortScan {

  private static final long PAUSE_MILLIS = 20;

  private final NetworkDriver driver;
  private final String name;
  private final Inet4Address host;
  private final Duration timeout;
  private final List<Map<String, Object>> ports = new ArrayList<>();

  PortScan(NetworkDriver driver, String name, Inet4Address host, Duration timeout) {
    this.driver = driver;
    this.name = name;
    this.host = host;
    this.timeout = timeout;
  }

  /**
   * Tries all ports.
   *
   * @param terminal the standard streams
   * @param tell whether each result is told
   * @return whether any is open
   */
  boolean run(int first, int last, Terminal terminal, boolean tell)
      throws IOException, InterruptedException {
    boolean any = false;
    try (var activity = new Activity(terminal)) {
      for (int port = first; port <= last; port++) {
        activity.show("trying port %d of %d to %d".formatted(port, first, last));
        String problem = attempt(port);
        activity.clear();
        keep(port, problem);
        any |= problem == null;
        if (tell && problem == null) {
          terminal.out().println("%s %d open".formatted(name, port));
          terminal.out().flush();
        } else if (tell && first == last) {
          terminal.err().println("spinet: " + problem);
        }
      }
    }
    return any;
  }

  private void keep(int port, @Nullable String problem) {
    var result = Json.object();
    result.put("port", port);
    result.put("open", problem == null);
    if (problem != null) {
      result.put("error", problem);
    }
    ports.add(result);
  }

  /** Adds what is known so far, and what will be. */
  void addTo(Report report) {
    report.put("host", name);
    report.put("address", host.getHostAddress());
    report.put("ports", ports);
  }

  /** Why there is no connection, or null if there is one. */
  private @Nullable String attempt(int port) throws IOException, InterruptedException {
    try (var socket = free()) {
      socket.setTimeout(timeout);
      socket.connect(new InetSocketAddress(host, port));
      return null;
    } catch (ConnectionRefusedException | HostUnreachableException | SocketTimeoutException e) {
      return Failure.of(e).sentence();
    }
  }

  /** A socket; those of the ports before may still be about to end. */
  private Socket free() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      try {
        return new Socket(driver, AF_INET, SOCK_STREAM);
      } catch (NoFreeSocketException e) {
        if (System.nanoTime() - deadline >= 0) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
  }
}
