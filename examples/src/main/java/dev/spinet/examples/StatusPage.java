package dev.spinet.examples;

import dev.spinet.socket.Drivers;
import dev.spinet.socket.NetworkLink;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.net.SpinetServerSocketFactory;
import dev.spinet.socket.tls.TlsOptions;
import dev.spinet.socket.tls.TlsServerSocketFactory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A status page by HTTPS on the network of the chip, for the service technician who plugs a laptop
 * into it.
 *
 * <pre>
 * keytool -genkeypair -keyalg EC -alias page -dname CN=gateway -ext san=ip:192.168.1.50 \
 *     -storetype PKCS12 -keystore page.p12 -storepass:file password
 * java --enable-native-access=ALL-UNNAMED -cp 'lib/*' dev.spinet.examples.StatusPage \
 *     'w5500:/dev/spidev0.0?int=/dev/gpiochip0:25&amp;ip=192.168.1.50/24' 443 page.p12 password
 * </pre>
 *
 * <p>It answers four browsers at a time, each within ten seconds, and so leaves other hardware
 * sockets of the chip to other uses. SIGTERM ends it.
 */
public final class StatusPage {

  private static final System.Logger LOG = System.getLogger(StatusPage.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int BROWSERS = 4;

  private final Page page;
  private final Semaphore places = new Semaphore(BROWSERS);

  private StatusPage(NetworkDriver driver) {
    page = new Page(driver);
  }

  /**
   * Serves the page until the process is told to end.
   *
   * @param arguments the network device, the port, a PKCS #12 file with key and certificate, a file
   *     with its password
   * @throws Exception if the device cannot be opened or gets no address, or the key not be read
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 4) {
      System.err.println("arguments: DEVICE PORT KEYSTORE PASSWORD_FILE");
      System.exit(2);
    }
    Ending.interruptsThisThread();
    var password = Files.readString(Path.of(arguments[3])).strip().toCharArray();
    var tls = new TlsOptions().identity(Path.of(arguments[2]), password);
    // Closed from the last to the first: no more browsers, then those that are being answered.
    try (var driver = Drivers.open(arguments[0]);
        var timer = Executors.newSingleThreadScheduledExecutor();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      if (driver instanceof NetworkLink link) {
        link.link();
      }
      var page = new StatusPage(driver);
      int port = Integer.parseInt(arguments[1]);
      var servers = TlsServerSocketFactory.over(new SpinetServerSocketFactory(driver), tls);
      try (var server = servers.createServerSocket(port, 1)) {
        var accepting = Thread.ofVirtual().start(() -> page.accept(server, timer, threads));
        LOG.log(System.Logger.Level.INFO, "serving on port {0}", port);
        accepting.join();
      }
    } catch (InterruptedException | InterruptedIOException e) {
      // Told to end, and by now everything is closed.
    }
    Ending.say();
  }

  /** Accepts browsers until the server is closed. */
  private void accept(
      ServerSocket server, ScheduledExecutorService timer, ExecutorService threads) {
    while (!server.isClosed()) {
      try {
        places.acquireUninterruptibly();
        var browser = server.accept();
        // Whatever a browser does or does not do, its hardware socket is free again in time.
        var cut = timer.schedule(() -> close(browser), PATIENCE.toSeconds(), TimeUnit.SECONDS);
        threads.execute(() -> {
          try {
            answer(browser);
          } finally {
            cut.cancel(false);
            places.release();
          }
        });
      } catch (IOException e) {
        places.release();
        if (!server.isClosed()) {
          // A chip that was reset comes back by itself, and its listeners with it.
          LOG.log(System.Logger.Level.WARNING, "no browser was accepted: {0}", e);
          pause();
        }
      }
    }
  }

  private void answer(Socket browser) {
    try (browser) {
      // The first read makes the handshake. Nothing is ever said in plain text.
      var answer = page.answer(browser.getInputStream());
      browser.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.INFO, "{0}: {1}", browser.getRemoteSocketAddress(), e);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "while cutting off a browser", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
